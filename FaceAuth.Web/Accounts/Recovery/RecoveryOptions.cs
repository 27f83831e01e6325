using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Recovery;

/// <summary>The ways back in (section <c>Recovery</c>).</summary>
public sealed class RecoveryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Recovery";

    /// <summary>How long the link works that a reset mails to the member.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "7.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ResetLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often the engine is asked, and does not answer, before it counts as down.</summary>
    [Range(1, 10)]
    public int EngineAsks { get; set; } = 3;

    /// <summary>The pause between two of these: longer than a busy moment.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan EnginePause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the engine may take for one answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan EngineTimeLimit { get; set; } = TimeSpan.FromSeconds(5);
}
