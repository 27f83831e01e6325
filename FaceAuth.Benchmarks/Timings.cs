using System.Diagnostics;

namespace FaceAuth.Benchmarks;

/// <summary>
/// Times pieces of work round by round, every piece once a round, so that whatever else the machine does meets all of
/// them alike; the figure of each is its median.
/// </summary>
internal sealed class Timings
{
    private readonly List<(string Name, Func<Task> Work, List<double> Milliseconds)> _rows = [];

    public void Add(string name, Action work) => Add(name, () =>
    {
        work();
        return Task.CompletedTask;
    });

    public void Add(string name, Func<Task> work) => _rows.Add((name, work, []));

    /// <summary>Milliseconds of a row.</summary>
    public double this[string name]
    {
        get
        {
            var sorted = _rows.Single(row => row.Name == name).Milliseconds.Order().ToList();
            return sorted[sorted.Count / 2];
        }
    }

    /// <summary>Runs all rows; the first tenth of the rounds, at least 30, warms up and is not counted.</summary>
    public async Task RunAsync(int rounds, CancellationToken ct)
    {
        int warmUp = Math.Max(30, rounds / 10);
        for (int round = 0; round < warmUp + rounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var (_, work, milliseconds) in _rows)
            {
                long start = Stopwatch.GetTimestamp();
                await work();
                if (round >= warmUp)
                    milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }
}
