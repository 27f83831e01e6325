using System.Diagnostics;

namespace FaceAuth.Benchmarks;

/// <summary>Milliseconds by the clock, and of processor time in the whole process.</summary>
internal readonly record struct Timing(double Clock, double Processor);

/// <summary>
/// Times pieces of work round by round, every piece once a round, so that whatever else the machine does meets all of
/// them alike; the figure of each is its median.
/// </summary>
internal sealed class Timings
{
    private readonly List<(string Name, Func<Task> Work, List<Timing> Timings)> _rows = [];

    public void Add(string name, Action work) => Add(name, () =>
    {
        work();
        return Task.CompletedTask;
    });

    public void Add(string name, Func<Task> work) => _rows.Add((name, work, []));

    /// <summary>The medians of a row.</summary>
    public Timing this[string name]
    {
        get
        {
            var timings = _rows.Single(row => row.Name == name).Timings;
            return new Timing(Median(timings.Select(timing => timing.Clock)), Median(timings.Select(timing => timing.Processor)));
        }
    }

    /// <summary>Runs all rows; the first tenth of the rounds, at least 30, warms up and is not counted.</summary>
    public async Task RunAsync(int rounds, CancellationToken ct)
    {
        int warmUp = Math.Max(30, rounds / 10);
        for (int round = 0; round < warmUp + rounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var (_, work, timings) in _rows)
            {
                long start = Stopwatch.GetTimestamp();
                var processor = Environment.CpuUsage.TotalTime;
                await work();
                var timing = new Timing(
                    Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
                if (round >= warmUp)
                    timings.Add(timing);
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
