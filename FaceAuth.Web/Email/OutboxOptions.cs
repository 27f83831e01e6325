using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Email;

/// <summary>How the outbox delivers; configuration section <c>Email:Outbox</c>.</summary>
public sealed class OutboxOptions : IValidatableObject
{
    /// <summary>The section.</summary>
    public const string Section = "Email:Outbox";

    /// <summary>
    /// How long a sender may go on after it was told to stop. Past it, it is left alone, and its message with it until the
    /// lease ends, so that two never send the same message at once.
    /// </summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>What clocks of several instances may differ by.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromSeconds(15);

    /// <summary>How long one message may take to send.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SendTimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a claimed message is nobody else's; after a crash it is tried again when this is over.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The wait after the first failure; it doubles with each further one.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two tries.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A message this old that fails once more is given up, with a line in the log.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Lease < SendTimeLimit + Grace + ClockMargin)
            yield return new ValidationResult(
                $"{Section}:{nameof(Lease)} must exceed {Section}:{nameof(SendTimeLimit)} by at least {Grace + ClockMargin}.");
        if (LongestRetry < FirstRetry)
            yield return new ValidationResult(
                $"{Section}:{nameof(LongestRetry)} must not be shorter than {Section}:{nameof(FirstRetry)}.");
    }
}
