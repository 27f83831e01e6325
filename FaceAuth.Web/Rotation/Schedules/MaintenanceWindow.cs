namespace FaceAuth.Rotation.Schedules;

/// <summary>A time of the day in which passwords may change.</summary>
/// <param name="Start">Its first minute.</param>
/// <param name="End">When it is over; not after <paramref name="Start"/> where it passes midnight.</param>
/// <param name="Days">The days on which it begins.</param>
/// <param name="Zone">Where it counts.</param>
internal sealed record MaintenanceWindow(TimeOnly Start, TimeOnly End, Weekdays Days, TimeZoneInfo Zone)
{
    /// <summary>A weekly window that falls into the missing hour comes a week later.</summary>
    private const int LookAhead = 16;

    /// <summary>How long the wall's clock shows it.</summary>
    public TimeSpan Length => End > Start ? End - Start : End - Start + TimeSpan.FromDays(End == Start ? 1 : 0);

    /// <summary>The window that an instant is in, or the next one.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) FirstNotOverAt(DateTimeOffset instant)
    {
        var today = DateOnly.FromDateTime(WallClock.At(instant, Zone));
        for (var days = -1; days <= LookAhead; days++)
        {
            var day = today.AddDays(days);
            if (!Days.Holds(day.DayOfWeek))
                continue;
            var (from, until) = On(day);
            if (from < until && instant < until)
                return (from, until);
        }
        throw new InvalidOperationException("A window did not come within two weeks.");
    }

    // Never longer than the wall shows it: in autumn it begins in the second of the two hours and ends in the first, except
    // where it lies within them.
    private (DateTimeOffset From, DateTimeOffset Until) On(DateOnly day)
    {
        var lastDay = End > Start ? day : day.AddDays(1);
        var from = WallClock.Instant(day.ToDateTime(Start), Zone, later: true);
        var until = WallClock.Instant(lastDay.ToDateTime(End), Zone);
        return (from, from < until ? until : WallClock.Instant(lastDay.ToDateTime(End), Zone, later: true));
    }
}
