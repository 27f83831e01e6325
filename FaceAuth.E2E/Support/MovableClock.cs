namespace FaceAuth.E2E.Support;

/// <summary>
/// The real time, moved forward by hand. It keeps running, because real browsers wait for a site whose leases and
/// back-offs go on; timers run on real time.
/// </summary>
public sealed class MovableClock : TimeProvider
{
    private long _moved;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _moved));

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _moved, by.Ticks);
    }
}
