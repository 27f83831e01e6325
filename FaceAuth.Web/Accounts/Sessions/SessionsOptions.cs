using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Sessions;

/// <summary>How long a sign-in lasts (section <c>Sessions</c>).</summary>
public sealed class SessionsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sessions";

    /// <summary>From sign-in to the end, absolute; use does not extend it.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a fresh proof counts for what asks for one.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:30:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Confirmation { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a replaced session identifier still answers GET, for pages that are loading in other tabs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan OldIdentifier { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an ended session is known as ended: it opens nothing, but a form that arrives then is kept as a draft of its
    /// member's.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan EndedKept { get; set; } = TimeSpan.FromMinutes(10);
}
