using Cronos;

namespace FaceAuth.Rotation.Schedules;

/// <summary>Cron expressions of five fields: minute, hour, day of the month, month, day of the week.</summary>
internal static class CronText
{
    private const int LongestText = 100;

    // The whole of an hour lies after it, which the look for a second time within one hour needs.
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its fields; others than five where it is none.</summary>
    public static string[] Fields(string cron) => cron.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Null where it is none that is taken.</summary>
    public static CronExpression? Parse(string cron) => Read(cron).Expression;

    /// <summary>What is wrong with it, in words; null for nothing.</summary>
    public static string? Fault(string cron) => Read(cron).Fault;

    private static (CronExpression? Expression, string? Fault) Read(string cron)
    {
        if (cron.Length > LongestText)
            return (null, $"The cron expression is longer than {LongestText} characters.");
        if (Fields(cron).Length != 5)
            return (null, "A cron expression has five fields: minute, hour, day of the month, month, day of the week. 0 3 * * 1 is every Monday at 03:00.");

        CronExpression expression;
        try
        {
            expression = CronExpression.Parse(cron, CronFormat.Standard);
        }
        catch (CronFormatException fault)
        {
            // The first sentence says the same.
            var what = fault.Message.Split(". ", 2)[^1];
            return (null, $"The cron expression is not understood. {what}");
        }
        catch (MissingSeedException)
        {
            return (null, "The cron expression is not understood. H stands for no time here: use the minutes of jitter.");
        }

        if (expression.GetNextOccurrence(Start, TimeZoneInfo.Utc, inclusive: true) is not { } first)
            return (null, "The cron expression never comes: there is no such day.");
        // The minutes are the same in every hour: more than one shows in the first.
        if (expression.GetNextOccurrence(first, TimeZoneInfo.Utc) is { } second && second - first < TimeSpan.FromHours(1))
            return (null, "The cron expression comes more often than once an hour. Let its first field be one number.");
        return (expression, null);
    }
}
