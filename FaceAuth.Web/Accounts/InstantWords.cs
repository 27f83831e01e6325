using System.Globalization;

namespace FaceAuth.Accounts;

/// <summary>Instants as mails and pages say them: in UTC and with the zone named, because the reader's is not known.</summary>
public static class InstantWords
{
    /// <summary>"22 November 2026, 23:05 UTC".</summary>
    public static string Words(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>"22 November 2026", the day in UTC of an instant as it is stored.</summary>
    public static string Day(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Date and time of an instant as it is stored.</summary>
    public static string Words(long unixMilliseconds) => Words(DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds));
}
