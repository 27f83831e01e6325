using System.Threading.Channels;

namespace FaceAuth.Tests.Hosting;

/// <summary>
/// A clock that stands still until it is moved, and whose timers fire only by hand. Where a site runs on it, only the
/// timers that <paramref name="held"/> names are in the test's hands; the rest of the site goes on.
/// </summary>
internal sealed class HandClock(Func<TimeSpan, bool>? held = null) : TimeProvider
{
    private readonly Channel<HandTimer> _timers = Channel.CreateUnbounded<HandTimer>();
    private long _now = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);

    /// <summary>
    /// The next timer that somebody sets. The wait has an end in real time, far beyond what any machine needs, so that a
    /// timer that is never set fails the test and does not hang the run.
    /// </summary>
    public Task<HandTimer> TimerAsync() => _timers.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (held is not null && !held(dueTime))
            return base.CreateTimer(callback, state, dueTime, period);
        var timer = new HandTimer(callback, state, dueTime);
        _timers.Writer.TryWrite(timer).ShouldBeTrue();
        return timer;
    }
}

/// <summary>One timer.</summary>
internal sealed class HandTimer(TimerCallback callback, object? state, TimeSpan due) : ITimer
{
    /// <summary>What was asked for.</summary>
    public TimeSpan Due { get; } = due;

    public void Fire() => callback(state);

    public bool Change(TimeSpan dueTime, TimeSpan period) => true;

    public void Dispose() { }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
