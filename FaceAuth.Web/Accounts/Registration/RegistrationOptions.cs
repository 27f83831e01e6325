using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.Registration;

/// <summary>How a registration goes (section <c>Registration</c>).</summary>
public sealed class RegistrationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Registration";

    /// <summary>How long an unproven registration is kept; after that all of it is deleted.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "7.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a mailed code is good for (NIST SP 800-63A-4 allows 24 hours for e-mail).</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Tries for one code.</summary>
    [Range(1, 10)]
    public int CodeTries { get; set; } = 5;

    /// <summary>Mails with a code or link to one address in an hour, over all registrations for it.</summary>
    [Range(1, 50)]
    public int MailsPerHour { get; set; } = 5;

    /// <summary>The same in 24 hours.</summary>
    [Range(1, 200)]
    public int MailsPerDay { get; set; } = 10;
}
