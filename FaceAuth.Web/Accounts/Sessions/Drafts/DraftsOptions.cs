using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Sessions.Drafts;

/// <summary>Forms that were being filled in when a session ended (section <c>Drafts</c>).</summary>
public sealed class DraftsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Drafts";

    /// <summary>How long a draft waits for its member's next sign-in.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "7.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The largest draft, in bytes of JSON before sealing.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxBytes { get; set; } = 128 * 1024;

    /// <summary>Drafts of one member at a time, one for each page.</summary>
    [Range(1, 200)]
    public int PerMember { get; set; } = 20;
}
