using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Addresses;

/// <summary>The change of an account's address (section <c>Address</c>).</summary>
public sealed class AddressOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Address";

    /// <summary>How long the two codes work.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries for the two codes together.</summary>
    [Range(1, 10)]
    public int CodeTries { get; set; } = 5;

    /// <summary>Pairs of codes mailed for one account, and to one new address, in an hour.</summary>
    [Range(1, 50)]
    public int MailsPerHour { get; set; } = 5;
}
