using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>A worker, from the parent's side.</summary>
internal sealed class DrillProcess
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, DrillStep> _inWork = new();
    private readonly ConcurrentQueue<string> _faults;
    private readonly TaskCompletionSource<string> _hit = New(), _busy = New(), _slept = New(), _woke = New();
    private readonly TaskCompletionSource<string> _ready = New();
    private TaskCompletionSource<string>? _asked;

    private DrillProcess(Process process, ConcurrentQueue<string> faults)
    {
        (_process, _faults) = (process, faults);
        Over = ReadAsync();
    }

    /// <summary>What its start cost.</summary>
    public TimeSpan StartCost { get; private set; }

    /// <summary>What it had in work when it was heard last.</summary>
    public IReadOnlyDictionary<string, DrillStep> InWork => _inWork;

    /// <summary>Ends when nothing more is heard.</summary>
    public Task Over { get; }

    /// <summary>It killed itself; where.</summary>
    public Task<string> Hit => _hit.Task;

    /// <summary>It has begun to work.</summary>
    public Task Busy => _busy.Task;

    /// <summary>Makes it wait with one of its next statements; the answer says which.</summary>
    public Task<string> AskAsync(int times)
    {
        var asked = New();
        Volatile.Write(ref _asked, asked);
        Plan("ask", DrillStep.BeforeStatement, times);
        return asked.Task;
    }

    /// <summary>It sleeps.</summary>
    public Task<string> Slept => _slept.Task;

    /// <summary>It woke, and how its statement ended.</summary>
    public Task<string> Woke => _woke.Task;

    /// <summary>Starts one and waits until it may begin.</summary>
    public static async Task<DrillProcess> StartAsync(string folder, string database, ConcurrentQueue<string> faults, ICollection<DrillProcess> all, CancellationToken ct)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(DrillProcess).Assembly.Location);
        start.ArgumentList.Add(DrillWorker.Verb);
        start.Environment[DrillWorker.FolderKey] = folder;
        start.Environment[DrillWorker.DatabaseKey] = database;
        start.Environment["DOTNET_TieredPGO"] = "0"; // it does not live long enough for it
        var started = new DrillProcess(Process.Start(start)!, faults);
        lock (all)
            all.Add(started);
        if (await Task.WhenAny(started._ready.Task, started.Over).WaitAsync(ct) == started.Over)
            throw new InvalidOperationException("A worker did not start.");
        started.StartCost = started._process.TotalProcessorTime;
        return started;
    }

    public void Begin() => Tell("begin");

    /// <summary>What it does at one of the next times at a step.</summary>
    public void Plan(string verb, DrillStep step, int times) => Tell(string.Create(CultureInfo.InvariantCulture, $"{verb} {step} {times}"));

    public void Go() => Tell("go");

    public void Stop() => Tell("stop");

    public void Kill() => DrillSignals.SendKill(_process.Id);

    public void Wake() => DrillSignals.SendContinue(_process.Id);

    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It is dead; its last words tell.
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', 3))
            {
                case ["ready"]:
                    _ready.TrySetResult("");
                    break;
                case ["at", var rotation, var step] when rotation != "-":
                    _busy.TrySetResult("");
                    _inWork[rotation] = Enum.Parse<DrillStep>(step);
                    break;
                case ["end", var rotation]:
                    _inWork.TryRemove(rotation, out _);
                    break;
                case ["hit", var rotation, _]:
                    _hit.TrySetResult(rotation);
                    break;
                case ["ask", _, var port]:
                    Volatile.Read(ref _asked)?.TrySetResult(port);
                    break;
                case ["slept", _, var port]:
                    _slept.TrySetResult(port);
                    break;
                case ["woke", _, var result]:
                    _woke.TrySetResult(result);
                    break;
                case ["fault", ..] or ["note", ..]:
                    _faults.Enqueue(line);
                    break;
            }
        }
        await _process.WaitForExitAsync();
    }

    private static TaskCompletionSource<string> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
