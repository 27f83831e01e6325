using System.Globalization;

namespace FaceAuth.Vault.Transfer;

/// <summary>What several formats write in the same way.</summary>
internal static class ImportValues
{
    /// <summary>An instant to the millisecond; null for what is none, and for 1970 and before: programs write that for "unknown".</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
        && instant.ToUnixTimeMilliseconds() is > 0 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>The tags of a path of groups: the whole path as one tag, or its parts where that would be too long.</summary>
    public static IEnumerable<string> GroupTags(IReadOnlyList<string> path)
    {
        var whole = string.Join('/', path);
        return whole == "" ? [] : whole.Length <= EntryLimits.Tag ? [whole] : path;
    }
}
