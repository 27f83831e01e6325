namespace FaceAuth.Rotation.Schedules;

/// <summary>Says what is wrong with a schedule that somebody typed.</summary>
internal static class ScheduleFaults
{
    /// <summary>A sentence for each fault.</summary>
    public static IEnumerable<string> Of(RotationSchedule schedule)
    {
        if (schedule.EveryDays is < 0 or > RotationSchedule.LongestInterval)
            yield return $"The interval is a whole number of days from 1 to {RotationSchedule.LongestInterval}.";
        if (schedule.EveryDays != 0 && schedule.Cron.Length > 0)
            yield return "Choose one: an interval in days or a cron expression.";
        if (schedule.Cron.Length > 0 && CronText.Fault(schedule.Cron) is { } cron)
            yield return cron;
        if (WallClock.Find(schedule.TimeZone) is null)
            yield return "The time zone is not known here. Use a name such as Europe/Vienna, America/New_York or UTC.";
        if (schedule.JitterMinutes is < 0 or > RotationSchedule.MostJitter)
            yield return $"Changes can be spread over 0 to {RotationSchedule.MostJitter} minutes.";
        if ((schedule.WindowDays & ~Weekdays.All) != 0)
            yield return "One of the window's days is not a day of the week.";
        if (Window(schedule) is { } window)
            yield return window;
    }

    private static string? Window(RotationSchedule schedule) => (schedule.WindowStart, schedule.WindowEnd) switch
    {
        (null, null) => null,
        (null, _) or (_, null) => "The window needs both its beginning and its end, or neither for the whole day.",
        ({ } start, { } end) when start == end => "The window ends when it begins. Leave both empty for the whole day.",
        // TimeOnly's difference passes midnight.
        ({ } start, { } end) when end - start < RotationSchedule.ShortestWindow =>
            $"The window is shorter than {RotationSchedule.ShortestWindow.TotalMinutes:0} minutes.",
        _ => null,
    };
}
