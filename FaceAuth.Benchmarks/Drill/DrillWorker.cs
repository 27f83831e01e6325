using System.Globalization;
using FaceAuth.Rotation;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>
/// A process that rotates what is due, over and over, until it is killed or told to stop. It hears lines: <c>begin</c>, <c>die STEP N</c>,
/// <c>ask - N</c>, <c>sleep - N</c>, <c>go</c>, <c>stop</c>; and says what it does.
/// </summary>
internal static class DrillWorker
{
    public const string Verb = "--drill-worker", FolderKey = "DRILL_FOLDER", DatabaseKey = "DRILL_DATABASE";

    public static async Task<int> RunAsync()
    {
        var watch = new DrillWatch();
        using var stop = new CancellationTokenSource();
        await using var app = await DrillSite.StartAsync(
            Environment.GetEnvironmentVariable(FolderKey)!, Environment.GetEnvironmentVariable(DatabaseKey)!, null, builder =>
            {
                builder.Logging.AddProvider(watch).AddFilter("FaceAuth.Rotation", LogLevel.Information);
                DrillTarget.Wrap(builder.Services, watch);
            }, stop.Token);
        var planning = app.Services.GetRequiredService<RotationPlanning>();
        var runner = app.Services.GetRequiredService<RotationRunner>();
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Factory.StartNew(() => Hear(watch, begin, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        watch.Say("ready");
        await begin.Task;
        await Task.WhenAll(
            OverAndOverAsync(async ct =>
            {
                if (await planning.PlanAsync(ct) > 0)
                    watch.Reached(DrillStep.Planned, "-");
            }, watch, stop.Token),
            OverAndOverAsync(runner.RunDueAsync, watch, stop.Token));
        watch.Say("over");
        return 0;
    }

    // As the site's jobs do, only more often.
    private static async Task OverAndOverAsync(Func<CancellationToken, Task> work, DrillWatch watch, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await work(stop);
                await Task.Delay(50, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                watch.Say($"fault {fault.GetType().Name} {fault.Message}"); // the database is away; a job would run again
                await Task.Delay(100, CancellationToken.None);
            }
        }
    }

    private static void Hear(DrillWatch watch, TaskCompletionSource begin, CancellationTokenSource stop)
    {
        while (Console.In.ReadLine() is { } line && line != "stop")
        {
            switch (line.Split(' '))
            {
                case ["begin"]:
                    begin.TrySetResult();
                    break;
                case ["go"]:
                    watch.Go();
                    break;
                case [var verb, var step, var times]:
                    watch.Plan(verb, Enum.Parse<DrillStep>(step), int.Parse(times, CultureInfo.InvariantCulture));
                    break;
            }
        }
        stop.Cancel();
        watch.Go();
        begin.TrySetResult();
    }
}
