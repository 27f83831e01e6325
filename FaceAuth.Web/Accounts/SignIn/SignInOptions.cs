using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Accounts.SignIn;

/// <summary>What is kept and mailed about sign-ins (section <c>SignIn</c>).</summary>
public sealed class SignInOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SignIn";

    /// <summary>Mails about refused sign-ins to one member in 24 hours.</summary>
    [Range(0, 100)]
    public int RefusalMailsPerDay { get; set; } = 3;

    /// <summary>How long the list of sign-ins reaches back; older rows are deleted.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan History { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// Refusals leave when a whole multiple of this has passed since the form was read, so that their time tells nothing.
    /// Longer than a check of a photo takes on this machine, or it tells how long that took.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan AnswerTick { get; set; } = TimeSpan.FromMilliseconds(250);
}
