using System.Globalization;

namespace FaceAuth.Rotation.Schedules;

/// <summary>Says the common forms of cron expressions in plain English; the others are shown as they are.</summary>
internal static class CronWords
{
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    private static readonly string[] DaysOfWeek =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>Such as "every Monday at 03:00".</summary>
    public static string Of(string cron) =>
        CronText.Fields(cron) is [var minute, var hour, var day, var month, var weekday]
            && Times(minute, hour) is { } times && Days(day, month, weekday) is { } days
            // "every 6 hours" needs no "every day".
            ? days == EveryDay && times.StartsWith("every", StringComparison.Ordinal) ? times : $"{days} {times}"
            : $"by the cron expression {cron}";

    private const string EveryDay = "every day";

    private static string? Times(string minute, string hour)
    {
        if (Number(minute, 0, 59) is not { } at)
            return null;
        if (IsAny(hour))
            return string.Create(CultureInfo.InvariantCulture, $"every hour at {at} minutes past");
        if (hour.StartsWith("*/", StringComparison.Ordinal))
            // Others than a day's divisors begin anew at midnight.
            return Number(hour[2..], 2, 12) is { } step && 24 % step == 0
                ? string.Create(CultureInfo.InvariantCulture, $"every {step} hours from 00:{at:00} on") : null;
        var hours = hour.Split(',').Select(one => Number(one, 0, 23)).ToList();
        return hours.Contains(null) ? null
            : $"at {ScheduleWords.List([.. hours.Distinct().Order().Select(one => string.Create(CultureInfo.InvariantCulture, $"{one:00}:{at:00}"))])}";
    }

    private static string? Days(string day, string month, string weekday)
    {
        var months = IsAny(month) ? "every month" : In(month) is { } some ? $"every {some}" : null;
        if (months is null)
            return null;
        if (IsAny(day) && IsAny(weekday))
            return IsAny(month) ? EveryDay : $"every day in {months[6..]}";
        if (IsAny(day))
            return Week(weekday, months, IsAny(month));
        var date = day.Equals("L", StringComparison.OrdinalIgnoreCase) ? "the last day"
            : day.Equals("LW", StringComparison.OrdinalIgnoreCase) ? "the last working day"
            : Number(day, 1, 31) is { } number ? $"the {Ordinal(number)}" : null;
        if (date is null)
            return null;
        if (IsAny(weekday))
            return $"on {date} of {months}";
        // Unlike in other crons, both must be right.
        return Name(weekday) is { } name ? $"on {date} of {months} if it is a {name}" : null;
    }

    private static string? Week(string weekday, string months, bool allYear)
    {
        var within = allYear ? "" : $" in {months[6..]}";
        if (weekday.Split('#') is [var name, [>= '1' and <= '5' and var which]])
            return Name(name) is { } nth ? $"on the {new[] { "first", "second", "third", "fourth", "fifth" }[which - '1']} {nth} of {months}" : null;
        if (weekday.Length > 1 && weekday[^1] is 'L' or 'l')
            return Name(weekday[..^1]) is { } last ? $"on the last {last} of {months}" : null;
        if (weekday.Split('-') is [var from, var to])
            return Name(from) is { } first && Name(to) is { } end ? $"from {first} to {end}{within}" : null;
        var names = weekday.Split(',').Select(Name).ToList();
        return names.Contains(null) ? null : $"every {ScheduleWords.List([.. names.OfType<string>().Distinct()])}{within}";
    }

    private static string? In(string month)
    {
        var names = month.Split(',')
            .Select(one => Number(one, 1, 12) is { } number ? Months[number - 1]
                : Months.FirstOrDefault(name => name[..3].Equals(one, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return names.Contains(null) ? null : ScheduleWords.List([.. names.OfType<string>().Distinct()]);
    }

    private static string? Name(string weekday) =>
        Number(weekday, 0, 7) is { } number ? DaysOfWeek[number]
            : DaysOfWeek.FirstOrDefault(name => name[..3].Equals(weekday, StringComparison.OrdinalIgnoreCase));

    private static bool IsAny(string field) => field is "*" or "?";

    private static int? Number(string text, int least, int most) =>
        text.Length is 1 or 2 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number : null;

    private static string Ordinal(int number) => string.Create(CultureInfo.InvariantCulture, $"{number}") + (number switch
    {
        1 or 21 or 31 => "st",
        2 or 22 => "nd",
        3 or 23 => "rd",
        _ => "th",
    });
}
