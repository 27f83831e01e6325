namespace FaceAuth.Rotation.Targets;

/// <summary>Ends calls to targets in time: clients of databases do not always listen to a token.</summary>
internal static class TargetWatch
{
    /// <summary>How long after its limit a call may still end by itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs a call; it is cancelled at the limit, and left behind where it goes on after that.</summary>
    /// <exception cref="TimeoutException">It went on.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan limit, CancellationToken ct)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        stop.CancelAfter(limit);
        var token = stop.Token;
        var running = Task.Run(() => call(token), CancellationToken.None);
        // Whatever comes of it is seen, also where nobody waits any more.
        _ = running.ContinueWith(
            ended => { _ = ended.Exception; stop.Dispose(); }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            // A timer of its own: what a client does when its token is cancelled may block that one.
            return await running.WaitAsync(limit, ct);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // The call's own end, where it has one by now.
            return await running.WaitAsync(Grace, CancellationToken.None);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<CancellationToken, Task> call, TimeSpan limit, CancellationToken ct) =>
        RunAsync(async token => { await call(token); return true; }, limit, ct);
}
