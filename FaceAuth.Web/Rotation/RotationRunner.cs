using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Takes what is due and works on it, several at a time and a few at one host. Any number of processes may do so at once: a
/// rotation belongs to who claimed it.
/// </summary>
internal sealed partial class RotationRunner(
    Db db, RotationStore store, Rotator rotator, IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationRunner> log)
{
    private const int Batch = 50;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _atHost = new(StringComparer.Ordinal);

    /// <summary>Works until nothing is due that may be begun; returns how many rotations it worked on.</summary>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var running = new List<Task>();
        var count = 0;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                running.RemoveAll(task => task.IsCompleted);
                var begun = 0;
                foreach (var row in await ListAsync(ct))
                {
                    while (running.Count >= options.Value.Parallel)
                    {
                        await Task.WhenAny(running).WaitAsync(ct);
                        running.RemoveAll(task => task.IsCompleted);
                    }
                    if (!TryEnter(row.HostKey))
                        continue;
                    if (await TryClaimAsync(row, ct) is { } lease)
                    {
                        running.Add(WorkAsync(lease, ct));
                        begun++;
                    }
                    else
                    {
                        Leave(row.HostKey);
                    }
                }
                count += begun;
                if (begun > 0)
                    continue;
                if (running.Count == 0)
                    return count;
                await Task.WhenAny(running).WaitAsync(ct); // what is due may wait for its host
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What runs is told by the same token, and is waited for: what touched its target ends under its own.
        }
        finally
        {
            await Task.WhenAll(running);
        }
        return count;
    }

    private Task<IReadOnlyList<RotationRow>> ListAsync(CancellationToken ct)
    {
        string[] busy;
        lock (_lock)
            busy = [.. _atHost.Where(host => host.Value >= options.Value.ParallelPerHost).Select(host => host.Key)];
        var now = clock.GetUtcNow();
        return db.ReadAsync(
            session => store.ListDueAsync(session, now.ToUnixTimeMilliseconds(), LeasedBefore(now), busy, Batch), ct);
    }

    private async Task<RotationLease?> TryClaimAsync(RotationRow row, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString();
        var now = clock.GetUtcNow();
        var until = now + options.Value.Lease;
        var claimed = await db.WriteAsync(
            async tx => await store.TryClaimAsync(tx, row.Id, id, now.ToUnixTimeMilliseconds(), LeasedBefore(now), until.ToUnixTimeMilliseconds())
                ? await store.FindLeasedAsync(tx, row.Id, id)
                : null, ct);
        return claimed is null ? null : new RotationLease(db, store, claimed, id, until, options.Value, clock);
    }

    private async Task WorkAsync(RotationLease lease, CancellationToken stop)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var done = new CancellationTokenSource();
        var beat = lease.BeatAsync(lost, done.Token);
        try
        {
            await rotator.RunAsync(lease, lost.Token);
        }
        catch (Exception fault)
        {
            Log.Failed(log, lease.Row.Id, fault);
        }
        finally
        {
            await done.CancelAsync();
            await beat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Leave(lease.Row.HostKey);
        }
    }

    // A lease that ended by our clock may not have by its owner's.
    private long LeasedBefore(DateTimeOffset now) => (now - options.Value.ClockMargin).ToUnixTimeMilliseconds();

    private bool TryEnter(string host)
    {
        if (host.Length == 0)
            return true; // no target: nothing to spare
        lock (_lock)
        {
            var there = _atHost.GetValueOrDefault(host);
            if (there >= options.Value.ParallelPerHost)
                return false;
            _atHost[host] = there + 1;
            return true;
        }
    }

    private void Leave(string host)
    {
        if (host.Length == 0)
            return;
        lock (_lock)
        {
            if (--_atHost[host] == 0)
                _atHost.Remove(host);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The work on rotation {Rotation} broke off; its lease runs out.")]
        public static partial void Failed(ILogger logger, string rotation, Exception fault);
    }
}
