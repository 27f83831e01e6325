using System.Globalization;

namespace FaceAuth.Rotation.Schedules;

/// <summary>Says in plain English when a schedule comes.</summary>
internal static class ScheduleWords
{
    /// <summary>Such as "every 30 days, between 02:00 and 04:00 in Europe/Vienna, spread over 30 minutes".</summary>
    public static string Of(RotationSchedule schedule)
    {
        if (!schedule.Comes)
            return schedule.HasWindow ? $"not on a schedule; {Window(schedule)} in {schedule.TimeZone} only" : "not on a schedule";

        var words = schedule.Cron.Length > 0 ? CronWords.Of(schedule.Cron) : Days(schedule.EveryDays);
        if (schedule.HasWindow)
            words += $", {Window(schedule)}";
        // An interval of days alone is the same everywhere.
        if (schedule.HasWindow || schedule.Cron.Length > 0)
            words += $" in {schedule.TimeZone}";
        return schedule.JitterMinutes > 0 ? $"{words}, spread over {Minutes(schedule.JitterMinutes)}" : words;
    }

    /// <summary>"Monday, Tuesday and Friday".</summary>
    public static string List(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.Take(words.Count - 1))} and {words[^1]}";

    private static string Days(int days) => days == 1 ? "every day" : string.Create(CultureInfo.InvariantCulture, $"every {days} days");

    private static string Minutes(int minutes) => minutes switch
    {
        1 => "a minute",
        60 => "an hour",
        _ when minutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes"),
    };

    private static string Window(RotationSchedule schedule)
    {
        var days = schedule.WindowDays switch
        {
            Weekdays.None or Weekdays.All => "",
            Weekdays.WorkingDays => "from Monday to Friday",
            Weekdays.Weekend => "on Saturday and Sunday",
            var chosen => $"on {List([.. chosen.Each().Select(day => day.ToString())])}",
        };
        if (schedule.WindowStart is not { } start || schedule.WindowEnd is not { } end)
            return days;
        var times = $"between {Time(start)} and {Time(end)}{(end < start && days.Length > 0 ? " of the next day" : "")}";
        return days.Length == 0 ? times : $"{times} {days}";
    }

    private static string Time(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
