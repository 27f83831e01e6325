using System.Text.RegularExpressions;

namespace FaceAuth.Rotation.Schedules;

/// <summary>The clock on a wall in a time zone, with the hour that is missing in spring and the one that comes twice in autumn.</summary>
internal static partial class WallClock
{
    /// <summary>The zone of an IANA name; null where there is none of that name on this machine.</summary>
    public static TimeZoneInfo? Find(string id) =>
        // The name is a path below the machine's zone files: nothing else is looked up there, and not the copies in
        // posix/ and right/ (the latter count leap seconds) or the machine's own localtime, whose names begin with a small letter.
        id.Length <= 64 && Name().IsMatch(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;

    /// <summary>What the wall shows.</summary>
    public static DateTime At(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    /// <summary>The instant at which the wall shows a time; the first one after a gap where it never does.</summary>
    /// <param name="local">The time on the wall.</param>
    /// <param name="zone">Where it hangs.</param>
    /// <param name="later">Where it shows it twice: the second time.</param>
    public static DateTimeOffset Instant(DateTime local, TimeZoneInfo zone, bool later = false)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
            return EndOfGap(local, zone);
        var offset = zone.GetUtcOffset(local);
        if (zone.IsAmbiguousTime(local))
        {
            // The larger offset is that of the first time.
            var both = zone.GetAmbiguousTimeOffsets(local);
            offset = later ? both.Min() : both.Max();
        }
        return new DateTimeOffset(local, offset);
    }

    private static DateTimeOffset EndOfGap(DateTime local, TimeZoneInfo zone)
    {
        // Gaps begin and end at whole minutes, and the longest that a zone ever had was a day.
        var end = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
        do
            end = end.AddMinutes(1);
        while (zone.IsInvalidTime(end));
        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex Name();
}
