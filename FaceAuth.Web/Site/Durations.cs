using System.Globalization;

namespace FaceAuth.Site;

/// <summary>Lengths of time in words, as settings hold them: "30 minutes", "24 hours", "1 year".</summary>
public static class Durations
{
    private static readonly (TimeSpan Length, string Name)[] Units =
    [
        (TimeSpan.FromDays(365), "year"),
        (TimeSpan.FromDays(1), "day"),
        (TimeSpan.FromHours(1), "hour"),
        (TimeSpan.FromMinutes(1), "minute"),
        (TimeSpan.FromSeconds(1), "second"),
    ];

    /// <summary>
    /// Says <paramref name="length"/> in the largest unit that it is a whole number of; one day is "24 hours". What is
    /// left below a second is rounded up, so that a promise is never shorter than the truth.
    /// </summary>
    public static string InWords(TimeSpan length)
    {
        if (length <= TimeSpan.Zero)
            return "at once";
        if (length == TimeSpan.FromDays(1))
            return "24 hours";
        var seconds = TimeSpan.FromSeconds(Math.Ceiling(length.TotalSeconds));
        var (unit, name) = Units.First(u => seconds.Ticks % u.Length.Ticks == 0);
        var count = seconds.Ticks / unit.Ticks;
        return string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}");
    }
}
