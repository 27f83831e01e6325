using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Takes what is due and works on it, several at a time, a few at one host and a few of one member: whose targets hang holds nobody
/// else up. Any number of processes may do so at once, and any number of callers in this one: a rotation belongs to who claimed it.
/// </summary>
internal sealed partial class RotationRunner(
    Db db, RotationStore store, Rotator rotator, IOptions<RotationOptions> options, TimeProvider clock, ILogger<RotationRunner> log) : IDisposable
{
    private const int Batch = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _workers = new(options.Value.Parallel);
    private readonly CountedKeys _hosts = new(options.Value.ParallelPerHost), _accounts = new(Math.Max(1, options.Value.Parallel / 2));

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
                    await _workers.WaitAsync(ct);
                    if (await TryBeginAsync(row, ct) is not { } work)
                        continue;
                    running.Add(work);
                    begun++;
                }
                count += begun;
                if (begun > 0)
                    continue;
                if (running.Count == 0)
                    return count;
                // What is due may wait for its host; what others wait for may have come meanwhile, and does not wait for these.
                await Task.WhenAny([.. running, Task.Delay(LookAgain, clock, ct)]).WaitAsync(ct);
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

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    // The caller has taken a worker; it is given back here, or by the work that begins.
    private async Task<Task?> TryBeginAsync(RotationRow row, CancellationToken ct)
    {
        RotationLease? lease = null;
        if (!TryEnter(row))
        {
            _workers.Release();
            return null;
        }
        try
        {
            lease = await TryClaimAsync(row, ct);
            return lease is null ? null : WorkAsync(lease, ct);
        }
        finally
        {
            if (lease is null)
                Leave(row);
        }
    }

    private Task<IReadOnlyList<RotationRow>> ListAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.ReadAsync(
            session => store.ListDueAsync(session, now.ToUnixTimeMilliseconds(), LeasedBefore(now), _hosts.Full, _accounts.Full, Batch), ct);
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
            Leave(lease.Row);
        }
    }

    // A lease that ended by our clock may not have by its owner's.
    private long LeasedBefore(DateTimeOffset now) => (now - options.Value.ClockMargin).ToUnixTimeMilliseconds();

    // What has no target waits for nobody, and there is nobody to spare.
    private bool TryEnter(RotationRow row)
    {
        if (row.HostKey.Length == 0)
            return true;
        if (!_hosts.TryEnter(row.HostKey))
            return false;
        if (_accounts.TryEnter(row.AccountId))
            return true;
        _hosts.Leave(row.HostKey);
        return false;
    }

    private void Leave(RotationRow row)
    {
        if (row.HostKey.Length > 0)
        {
            _hosts.Leave(row.HostKey);
            _accounts.Leave(row.AccountId);
        }
        _workers.Release();
    }

    // How many run of each of some things, up to a most.
    private sealed class CountedKeys(int most)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

        public IReadOnlyList<string> Full
        {
            get
            {
                lock (_lock)
                    return [.. _counts.Where(key => key.Value >= most).Select(key => key.Key)];
            }
        }

        public bool TryEnter(string key)
        {
            lock (_lock)
            {
                var there = _counts.GetValueOrDefault(key);
                if (there >= most)
                    return false;
                _counts[key] = there + 1;
                return true;
            }
        }

        public void Leave(string key)
        {
            lock (_lock)
            {
                if (--_counts[key] == 0)
                    _counts.Remove(key);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The work on rotation {Rotation} broke off; its lease runs out.")]
        public static partial void Failed(ILogger logger, string rotation, Exception fault);
    }
}
