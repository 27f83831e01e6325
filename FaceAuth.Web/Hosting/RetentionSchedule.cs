using FaceAuth.Site;

namespace FaceAuth.Hosting;

/// <summary>One kind of data in the retention schedule.</summary>
/// <param name="What">The data, in the words of the person it belongs to.</param>
/// <param name="HowLong">When it is deleted.</param>
/// <param name="Why">What it is kept for.</param>
public sealed record RetentionRow(string What, string HowLong, string Why);

/// <summary>
/// What is kept, how long and why, made from the settings that the deleting jobs obey, so that the public page cannot
/// promise something else.
/// </summary>
/// <param name="sessionLifetime">From a sign-in to the end of its session.</param>
/// <param name="registrationLifetime">From the beginning of a registration to its purge, when its address is not proven.</param>
/// <param name="signInHistory">How long a sign-in is remembered.</param>
/// <param name="mailAtMost">How long an e-mail that cannot be delivered is tried.</param>
public sealed class RetentionSchedule(
    TimeSpan sessionLifetime, TimeSpan registrationLifetime, TimeSpan signInHistory, TimeSpan mailAtMost)
{
    /// <summary>The schedule, in the order in which a person meets the data.</summary>
    public IReadOnlyList<RetentionRow> Rows { get; } =
    [
        new("A registration whose e-mail address was not proven, with its photos",
            $"{Durations.InWords(registrationLifetime)} after it began",
            "So that you can finish it. After that nothing of it is left."),
        new("Your name and e-mail address",
            "Until you delete your account",
            "To know which account you mean, and to write to you about sign-ins."),
        new("Your photos and the face templates made from them",
            "Until you remove the photo or delete your account",
            "To compare them with the photo you sign in with."),
        new("The photo you sign in with",
            "Not kept; it is compared and forgotten",
            "Only whether it matched is written down."),
        new("Your passkeys: the public key, the name you gave it, when it was used",
            "Until you remove the passkey or delete your account",
            "To recognise the passkey. Its secret part never leaves your device."),
        new("Your consent to the notice on biometric data",
            "Until you delete your account",
            "To be able to show what you agreed to, and when."),
        new("Your session",
            $"{Durations.InWords(sessionLifetime)} after you signed in, or until you sign out",
            "To know that it is still you."),
        new("Sign-ins and refused tries: time, network address, device",
            Durations.InWords(signInHistory),
            "So that you can see whether somebody else tried."),
        new("E-mails on their way to you",
            $"Until they are sent, at most {Durations.InWords(mailAtMost)}",
            "To deliver them also when your mail server is down for a while."),
        new("Proof that an account was deleted: the time, and a keyed hash of the address",
            "Kept",
            "To be able to show that a deletion happened. It does not tell who you were to anybody without our key."),
    ];
}
