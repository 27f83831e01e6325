using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Devices;

/// <summary>Remembered browsers (section <c>Devices</c>).</summary>
public sealed class DevicesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Devices";

    /// <summary>How long a browser stays remembered after its last sign-in.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "400.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(90);
}
