using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>How passkeys are added and used (section <c>Passkeys</c>).</summary>
public sealed class PasskeysOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Passkeys";

    /// <summary>How long a browser has for one ceremony: to find the passkey, and to be unlocked by its owner.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:15:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CeremonyLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Passkeys of one member.</summary>
    [Range(1, 50)]
    public int PerAccount { get; set; } = 10;
}
