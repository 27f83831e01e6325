using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>Keeps workers running, does to them what the deck says, and compares after each act.</summary>
internal sealed class DrillRound(
    DrillMember member, IReadOnlyList<DrillEntry> entries, DrillTruth truth, DrillServers servers, string folder, string database, DrillDice dice)
    : IAsyncDisposable
{
    private const int Slots = 2, Spares = 3, RestEvery = 100, RestartEvery = 200;
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(8), RestLimit = TimeSpan.FromSeconds(90);
    private readonly List<DrillProcess> _all = [];
    private readonly ConcurrentQueue<DrillOrder> _orders = [];
    private readonly ConcurrentDictionary<DrillEntry, bool> _wanted = new();
    private readonly ConcurrentQueue<Task<DrillProcess>> _spares = [];
    private readonly ConcurrentQueue<Task> _sleepers = [];
    private readonly List<(double Time, double Cost)> _startTimes = [];

    /// <summary>Whether each act is told on standard error.</summary>
    public static bool Verbose { get; } = Environment.GetEnvironmentVariable("DRILL_VERBOSE") is { Length: > 0 };

    public DrillTally Tally { get; } = new();

    /// <summary>What workers said of faults.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Runs until so many were killed and everything is at rest.</summary>
    public async Task RunAsync(int kills, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        for (var i = 0; i < Spares; i++)
            Breed(ct);
        var rounds = 0;
        while (Tally.Kills < kills)
        {
            var until = Math.Min(kills, (rounds + 1) * RestEvery);
            using var due = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var keeping = KeepDueAsync(due.Token);
            var slots = Enumerable.Range(0, Slots).Select(_ => WorkAsync(until, dice.Other(), ct)).ToList();
            var left = await Task.WhenAll(slots);
            var waits = Stopwatch.GetTimestamp();
            while (_sleepers.TryDequeue(out var sleeper))
                await sleeper;
            Tell("sleepers", waits);
            await due.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            rounds++;
            if (rounds * RestEvery % RestartEvery == 0)
            {
                await servers.MariaDb.RestartAsync();
                Tally.Other("server restarted while rotations were open", TargetKind.MySql);
            }
            await RestAsync(left, ct);
            if (kills > RestEvery)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Tally.Kills} kills, lost: {truth.Lost.Count}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a worker starts in {Median(start => start.Time):F1} s, {Median(start => start.Cost):F1} s of processor time (medians); this process took {Environment.CpuUsage.TotalTime.TotalSeconds:F0} s of it"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            if (!process.Over.IsCompleted)
                process.Kill();
        }
        await Task.WhenAll(_all.Select(process => process.Over));
        foreach (var entry in entries)
            entry.Line?.Dispose();
    }

    // One worker after another; the last one goes on.
    private async Task<DrillProcess> WorkAsync(int until, DrillDice own, CancellationToken ct)
    {
        var worker = await TakeAsync(ct);
        while (Tally.Kills < until)
        {
            if (!_orders.TryDequeue(out var order))
            {
                lock (_orders)
                {
                    if (_orders.IsEmpty)
                        DrillOrders.Deck(dice).ToList().ForEach(_orders.Enqueue);
                }
                continue;
            }
            if (worker.Over.IsCompleted)
            {
                Faults.Enqueue("fault A worker ended by itself");
                worker = await TakeAsync(ct);
            }
            var begun = Stopwatch.GetTimestamp();
            var gone = await DoAsync(worker, order, own, ct);
            Tell($"{order.Act} {order.Step}", begun);
            if (gone)
                worker = await TakeAsync(ct);
            Tell("next worker", begun);
        }
        return worker;
    }

    // True where the worker is gone.
    private async Task<bool> DoAsync(DrillProcess worker, DrillOrder order, DrillDice own, CancellationToken ct)
    {
        switch (order.Act)
        {
            case DrillAct.DieAt:
                worker.Plan("die", order.Step, order.Step == DrillStep.Planned ? 1 : own.Next(1, 3));
                if (!await InTimeAsync(worker.Hit, ct))
                    return await KillAsync(worker, ct);
                await worker.Over;
                await KilledAsync(worker, order.Step, random: false, await worker.Hit, ct);
                return true;
            case DrillAct.DieAnywhere:
                await InTimeAsync(worker.Busy, ct);
                await Task.Delay(own.Next(0, 500), ct);
                return await KillAsync(worker, ct);
            case DrillAct.DieInStatement or DrillAct.CutLine:
                return await AtStatementAsync(worker, order, own, ct);
            default:
                worker.Plan("sleep", DrillStep.BeforeStatement, own.Next(1, 3));
                if (!await InTimeAsync(worker.Slept, ct))
                    return await KillAsync(worker, ct);
                _sleepers.Enqueue(SleepAsync(worker, ByPort(await worker.Slept), ct));
                return true;
        }
    }

    private async Task<bool> AtStatementAsync(DrillProcess worker, DrillOrder order, DrillDice own, CancellationToken ct)
    {
        var kills = order.Act == DrillAct.DieInStatement;
        var asked = worker.AskAsync(own.Next(1, 3));
        if (!await InTimeAsync(asked, ct))
            return await KillAsync(worker, ct);
        var entry = ByPort(await asked);
        var done = entry.Line!.ArmAsync(order.Cut, kills ? worker.Kill : () => { });
        worker.Go();
        if (!await InTimeAsync(done, ct))
        {
            entry.Line.Disarm();
            return await KillAsync(worker, ct);
        }
        if (!kills)
        {
            Tally.Other(order.Cut switch
            {
                DrillCut.Nothing => "line cut before the statement",
                DrillCut.Half => "line cut in the middle of the statement",
                _ => "line cut between the statement and its answer",
            }, entry.Kind);
            await truth.AskAnytimeAsync(entry, ct);
            return false;
        }
        await worker.Over;
        Tally.Kill(DrillStep.InStatement, random: false, entry.Kind);
        await CompareAsync(worker, entry, ct);
        return true;
    }

    private async Task<bool> KillAsync(DrillProcess worker, CancellationToken ct)
    {
        worker.Kill();
        await worker.Over;
        var (rotation, step) = worker.InWork.OrderByDescending(one => one.Value).Select(one => (one.Key, one.Value)).FirstOrDefault();
        await KilledAsync(worker, step, random: true, rotation, ct);
        return true;
    }

    private async Task KilledAsync(DrillProcess worker, DrillStep step, bool random, string? rotation, CancellationToken ct)
    {
        var row = rotation is null or "-" ? null : await truth.FindAsync(rotation, ct);
        Tally.Kill(step, random, row is null ? null : Enum.Parse<TargetKind>(row.Kind));
        await CompareAsync(worker, row is null ? null : ById(row.EntryId), ct);
    }

    private async Task CompareAsync(DrillProcess worker, DrillEntry? hit, CancellationToken ct)
    {
        var touched = new HashSet<DrillEntry>();
        if (hit is not null)
            touched.Add(hit);
        foreach (var rotation in worker.InWork.Keys)
        {
            if (await truth.FindAsync(rotation, ct) is { } row && ById(row.EntryId) is { } entry)
                touched.Add(entry);
        }
        foreach (var entry in touched)
            await truth.AskAnytimeAsync(entry, ct);
    }

    // Asleep until its rotation was taken over and ended, and another one after it: what it still wants to send is an old password then.
    private async Task SleepAsync(DrillProcess sleeper, DrillEntry entry, CancellationToken ct)
    {
        _wanted[entry] = true;
        var start = Stopwatch.GetTimestamp();
        var before = await truth.CurrentVersionAsync(entry, ct);
        int now;
        while ((now = await truth.CurrentVersionAsync(entry, ct)) < before + 2 && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(90))
            await Task.Delay(100, ct);
        _wanted.TryRemove(entry, out _);
        if (now < before + 2)
            Faults.Enqueue("fault A sleeping owner was not taken over in time");
        sleeper.Wake();
        if (!await InTimeAsync(sleeper.Woke, ct))
        {
            Faults.Enqueue("fault A sleeping owner did not wake");
        }
        else
        {
            var result = await sleeper.Woke;
            Tally.Other($"owner slept, woke after its successors: {result}", entry.Kind);
            if (result == nameof(ApplyResult.Applied))
                truth.Lost.Enqueue($"{entry.Name}: the statement of an owner that had slept was taken");
        }
        await truth.AskAnytimeAsync(entry, ct);
        sleeper.Stop();
        if (await Task.WhenAny(sleeper.Over, Task.Delay(StepLimit, ct)) != sleeper.Over)
            sleeper.Kill();
    }

    private async Task RestAsync(IReadOnlyList<DrillProcess> workers, CancellationToken ct)
    {
        var start = Stopwatch.GetTimestamp();
        IReadOnlySet<string> open;
        while ((open = await truth.ListOpenAsync(ct)).Count > await truth.CountInAttentionAsync(ct) && Stopwatch.GetElapsedTime(start) < RestLimit)
            await Task.Delay(50, ct);
        foreach (var entry in entries.Where(entry => open.Contains(entry.Id.ToString())))
        {
            if (await truth.FindOpenAsync(entry, ct) is { } row)
                truth.Lost.Enqueue($"{entry.Name}: its rotation does not end: {row.State} {row.Fault} {row.FaultCode}");
        }
        foreach (var worker in workers)
            worker.Stop();
        await Task.WhenAll(workers.Select(worker => worker.Over)).WaitAsync(TimeSpan.FromSeconds(30), ct);
        foreach (var entry in entries)
            await truth.AskAtRestAsync(entry, ct);
    }

    // A few at a time: with all of them due at once, workers would do nothing else on a small machine.
    private async Task KeepDueAsync(CancellationToken ct)
    {
        var own = dice.Other();
        while (true)
        {
            var open = await truth.ListOpenAsync(ct);
            var closed = entries.Where(entry => !open.Contains(entry.Id.ToString())).ToArray();
            own.Shuffle(closed);
            await member.MakeDueAsync(closed.OrderBy(entry => !_wanted.ContainsKey(entry)).Take(3).Select(entry => entry.Id), ct);
            await Task.Delay(150, ct);
        }
    }

    private void Tell(string what, long since)
    {
        if (Verbose)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Tally.Kills,5} {Stopwatch.GetElapsedTime(since).TotalSeconds,6:F1} s {what}"));
    }

    private async Task<DrillProcess> TakeAsync(CancellationToken ct)
    {
        Breed(ct);
        _spares.TryDequeue(out var spare);
        var worker = await spare!;
        worker.Begin();
        return worker;
    }

    // A worker takes its time to start: the next ones do so while the ones before work.
    private void Breed(CancellationToken ct) => _spares.Enqueue(Task.Run(async () =>
    {
        var start = Stopwatch.GetTimestamp();
        var worker = await DrillProcess.StartAsync(folder, database, Faults, _all, ct);
        lock (_startTimes)
            _startTimes.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, worker.StartCost.TotalSeconds));
        return worker;
    }, ct));

    private double Median(Func<(double Time, double Cost), double> value) => _startTimes.Select(value).Order().ElementAt(_startTimes.Count / 2);

    private static async Task<bool> InTimeAsync(Task task, CancellationToken ct)
    {
        await Task.WhenAny(task, Task.Delay(StepLimit, ct));
        return task.IsCompleted;
    }

    private DrillEntry ByPort(string port) => entries.Single(entry => entry.Line?.Port.ToString(CultureInfo.InvariantCulture) == port);

    private DrillEntry? ById(string id) => entries.FirstOrDefault(entry => entry.Id.ToString() == id);
}
