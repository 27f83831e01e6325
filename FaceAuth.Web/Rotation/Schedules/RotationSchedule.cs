using System.Text.Json.Serialization;

namespace FaceAuth.Rotation.Schedules;

/// <summary>When an entry's password changes by itself: an interval or a cron expression, in a window, with jitter.</summary>
/// <remarks>
/// Times of the day are those of <see cref="TimeZone"/>. A time that a change of the clocks leaves out comes right after the gap;
/// one that comes twice counts once. What has <see cref="Faults"/> is not to be stored; a zone that this machine does not know
/// (any more) is taken for UTC, so that passwords go on changing.
/// </remarks>
public sealed record RotationSchedule
{
    /// <summary>The longest interval, in days.</summary>
    public const int LongestInterval = 3650;

    /// <summary>The most minutes of jitter.</summary>
    public const int MostJitter = 24 * 60;

    /// <summary>The shortest window: there must be time for a second try.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(10);

    // A window up to this long is met again after an interval, however late in it (or how long after it) the last change was.
    private static readonly TimeSpan NarrowWindow = TimeSpan.FromHours(11);
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    /// <summary>From one change to the next, in days; 0 for not by interval.</summary>
    public int EveryDays { get; init; }

    /// <summary>A cron expression of five fields; empty for none. Where it names a day of the month and one of the week, both must be right.</summary>
    public string Cron { get; init; } = "";

    /// <summary>The IANA name of the zone in which cron and window count.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>From when on passwords may change; null with <see cref="WindowEnd"/> for the whole day.</summary>
    public TimeOnly? WindowStart { get; init; }

    /// <summary>Until when; before <see cref="WindowStart"/> where the window passes midnight.</summary>
    public TimeOnly? WindowEnd { get; init; }

    /// <summary>The days on which the window begins; none for every day.</summary>
    public Weekdays WindowDays { get; init; }

    /// <summary>Changes are spread over as many minutes after the due time, inside the window.</summary>
    public int JitterMinutes { get; init; }

    /// <summary>Whether anything comes by itself.</summary>
    [JsonIgnore]
    public bool Comes => EveryDays > 0 || Cron.Length > 0;

    /// <summary>Whether changes wait for a window.</summary>
    [JsonIgnore]
    public bool HasWindow => WindowStart is not null || WindowDays is not (Weekdays.None or Weekdays.All);

    /// <summary>In plain English, to stand after "changes" or "is rotated".</summary>
    [JsonIgnore]
    public string Words => ScheduleWords.Of(this);

    /// <summary>The zone; UTC where the name is not known.</summary>
    [JsonIgnore]
    public TimeZoneInfo Zone => WallClock.Find(TimeZone) ?? TimeZoneInfo.Utc;

    private MaintenanceWindow? Window =>
        HasWindow ? new(WindowStart ?? TimeOnly.MinValue, WindowEnd ?? TimeOnly.MinValue, WindowDays, Zone) : null;

    /// <summary>The next time after a change.</summary>
    /// <param name="after">The last change, or now.</param>
    /// <param name="random">From 0 to below 1: where in the jitter. 0 gives the earliest time.</param>
    /// <returns>In the schedule's zone; null where nothing comes by itself.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, double random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, 1);
        return Due(after) is { } due ? Spread(due, random) : null;
    }

    /// <summary>The next three times, without jitter.</summary>
    /// <param name="now">None is before it.</param>
    /// <param name="first">The first one, as it is stored; null to count from now on.</param>
    /// <returns>In the schedule's zone; one only where nothing but <paramref name="first"/> is due, or none.</returns>
    public IReadOnlyList<DateTimeOffset> NextThree(DateTimeOffset now, DateTimeOffset? first)
    {
        var times = new List<DateTimeOffset>(3);
        var next = first is { } due ? NextInWindow(due < now ? now : due) : Next(now, 0);
        while (next is { } time && times.Count < 3)
        {
            times.Add(time);
            next = Next(time, 0);
        }
        return times;
    }

    /// <summary>Whether passwords may change at an instant.</summary>
    public bool IsInWindow(DateTimeOffset instant) => Window is not { } window || window.FirstNotOverAt(instant).From <= instant;

    /// <summary>The instant itself where passwords may change then, else when the next window begins; in the schedule's zone.</summary>
    public DateTimeOffset NextInWindow(DateTimeOffset instant) => Spread(instant, 0);

    /// <summary>The same with jitter: what waited for one window does not begin in its first second.</summary>
    public DateTimeOffset NextInWindow(DateTimeOffset instant, double random) => Spread(instant, random);

    /// <summary>What is wrong with it, a sentence each; empty for nothing.</summary>
    public IReadOnlyList<string> Faults() => [.. ScheduleFaults.Of(this)];

    private DateTimeOffset? Due(DateTimeOffset after)
    {
        if (Cron.Length > 0)
            return CronText.Parse(Cron)?.GetNextOccurrence(after, Zone);
        if (EveryDays <= 0)
            return null;
        // Counted from window to window: else a change late in one, or one that lasted beyond its end, would skip the window
        // that comes after as many days.
        var early = Window is { } window && window.Length <= NarrowWindow ? window.Length + Late : TimeSpan.Zero;
        return WallClock.Instant(WallClock.At(after, Zone).AddDays(EveryDays) - early, Zone);
    }

    private DateTimeOffset Spread(DateTimeOffset due, double random)
    {
        var (from, until) = Window?.FirstNotOverAt(due) ?? (due, DateTimeOffset.MaxValue);
        from = from < due ? due : from;
        var room = Math.Min(TimeSpan.FromMinutes(JitterMinutes).TotalMilliseconds, (until - from).TotalMilliseconds);
        return TimeZoneInfo.ConvertTime(from.AddMilliseconds(Math.Floor(room * random)), Zone);
    }
}
