using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.SignIn;

/// <summary>How people sign in, and what is kept and mailed about it (section <c>SignIn</c>).</summary>
public sealed class SignInOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SignIn";

    /// <summary>Mails about refused sign-ins to one member in 24 hours.</summary>
    [Range(0, 100)]
    public int RefusalMailsPerDay { get; set; } = 3;

    /// <summary>How long the list of sign-ins reaches back, and pictures used for sign-in are remembered; older rows are deleted.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan History { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long a mailed code or link finishes a sign-in (NIST SP 800-63B-4 §3.1.3.2: at most 10 minutes).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "00:10:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan CodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Tries for one code.</summary>
    [Range(1, 10)]
    public int CodeTries { get; set; } = 5;

    /// <summary>Codes mailed to one member in an hour.</summary>
    [Range(1, 50)]
    public int CodesPerHour { get; set; } = 5;

    /// <summary>How long a sign-in that was proven only by e-mail, and the device it had remembered, is on hold.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan Hold { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a "this wasn't me" link works.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan DisownLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Failures in a row after which each further try waits.</summary>
    [Range(1, 100)]
    public int FailuresBeforeWaiting { get; set; } = 5;

    /// <summary>That wait (NIST SP 800-63B-4 §3.2.3: at least 30 seconds for a biometric).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan WaitAfterFailures { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failures in a row, from all browsers that are not remembered together, at which that way closes.</summary>
    [Range(1, 100)]
    public int FailuresFromNewDevices { get; set; } = 30;

    /// <summary>Failures in a row from remembered browsers at which that way closes.</summary>
    [Range(1, 100)]
    public int FailuresFromRememberedDevices { get; set; } = 20;

    /// <summary>Failures from one network address in a window of time; after that, only remembered devices go on from there.</summary>
    [Range(1, 1_000_000)]
    public int FailuresFromOneNetwork { get; set; } = 100;

    /// <summary>That window.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan NetworkWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// With how many earlier pictures of the account a new one is compared. The same bytes are found among all of
    /// <see cref="History"/>.
    /// </summary>
    [Range(10, 1000)]
    public int PicturesCompared { get; set; } = 100;

    /// <summary>
    /// Refusals leave when a whole multiple of this has passed since the form was read, so that their time tells nothing.
    /// Longer than a check of a photo takes on this machine, or it tells how long that took.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan AnswerTick { get; set; } = TimeSpan.FromMilliseconds(250);
}
