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
/// <param name="codeLifetime">How long a mailed code finishes a sign-in.</param>
/// <param name="deviceLifetime">From the last sign-in on a device to the day when it is forgotten.</param>
/// <param name="disownLifetime">How long a "this wasn't me" link works and undoes what a sign-in did.</param>
/// <param name="networkWindow">Over how long failures from a network address are counted.</param>
/// <param name="draftLifetime">How long what was typed waits for the next sign-in.</param>
/// <param name="bin">How long a deleted entry of a vault can be taken out of the bin.</param>
/// <param name="ledger">How long rows of the ledger are kept.</param>
/// <param name="timelines">How long the steps of a rotation are kept that is over.</param>
public sealed class RetentionSchedule(
    TimeSpan sessionLifetime, TimeSpan registrationLifetime, TimeSpan signInHistory, TimeSpan mailAtMost, TimeSpan codeLifetime,
    TimeSpan deviceLifetime, TimeSpan disownLifetime, TimeSpan networkWindow, TimeSpan draftLifetime, TimeSpan bin, TimeSpan ledger,
    TimeSpan timelines)
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
            "Not kept",
            "Whether it matched is written down, and a fingerprint of it."),
        new("Fingerprints of the photos you signed in with: a tiny encrypted likeness in grey, and a keyed hash",
            Durations.InWords(signInHistory),
            "To refuse a picture that was used before, also cut or saved again."),
        new("Your passkeys: the public key, the name you gave it, when it was used",
            "Until you remove the passkey or delete your account",
            "To let you in without a photo. Its secret part never leaves your device."),
        new("Your recovery codes, as keyed hashes",
            $"{Durations.InWords(disownLifetime + TimeSpan.FromDays(1))} after you made new ones, or until you delete your account",
            "To know a code when you use it. Those before are kept so long so that “This wasn’t me” can bring them back."),
        new("What an administrator did about your account: a reset or a closing, and when",
            Durations.InWords(signInHistory),
            "To be able to show who did it."),
        new("Your consent to the notice on biometric data",
            "Until you delete your account",
            "To be able to show what you agreed to, and when."),
        new("Your session",
            $"{Durations.InWords(sessionLifetime)} after you signed in, or until you sign out",
            "To know that it is still you."),
        new("A sign-in that waits for its code; that a code was mailed to you",
            $"{Durations.InWords(codeLifetime)} after the code was mailed; {Durations.InWords(TimeSpan.FromHours(2))}",
            "To finish it only in the browser that began, and to send only a few codes in an hour."),
        new("Devices that you had remembered: what they are, the network address, when they were used",
            $"{Durations.InWords(deviceLifetime)} after the last sign-in there, or until you forget the device",
            "To ask for no code on a device of yours."),
        new("Your vault: entries, every version of their passwords and notes, encrypted under keys of their own",
            "Until you delete the entry for good or delete your account",
            "To show them to you again. No password before is thrown away, because one may still be wanted."),
        new("Where and when your passwords are changed by themselves, encrypted",
            "Until you remove it, delete the entry for good or delete your account",
            "To change them."),
        new("What became of each change: its steps, and when",
            $"{Durations.InWords(timelines)} after it ended",
            "To show you what happened, and to find a password again after a fault."),
        new("Entries that you deleted",
            $"{Durations.InWords(bin)} in the bin, or until you delete them there for good",
            "So that you can take one out again."),
        new("Which entry was shown in which session, with network address and device, encrypted",
            Durations.InWords(signInHistory),
            "To mail you what was shown, and to mark it where you say that it was not you."),
        new("A file that you began to import, encrypted",
            "Until you decide, at most until your session ends",
            "To show you what is in it before anything is kept."),
        new("What you were typing when your session ended, without passwords and other secrets, encrypted",
            $"Until you see it again, at most {Durations.InWords(draftLifetime)}",
            "So that you need not type it again."),
        new("Failed tries in a row: only how many, for your account",
            "Until a sign-in succeeds or you delete your account",
            "To stop whoever keeps guessing."),
        new("Failed tries on an address that has no account: how many, under a keyed hash of the address",
            Durations.InWords(FaceAuth.Accounts.SignIn.SignInPurge.UnknownFailures),
            "So that nobody can tell by the answers which addresses have an account."),
        new("Failed tries from a network address: how many, under a keyed hash of it; that a form was sent",
            $"{Durations.InWords(2 * networkWindow)}; {Durations.InWords(TimeSpan.FromDays(1))}",
            "To stop whoever tries many accounts, and to answer a form that is sent twice only once."),
        new("“This wasn’t me” links, and the address before where you changed it",
            $"{Durations.InWords(disownLifetime)}; {Durations.InWords(disownLifetime + TimeSpan.FromDays(1))}",
            "To undo what somebody else did in your account."),
        new("That you said of a sign-in that it was not you; that your account was reset or closed, or got new photos by a reset",
            Durations.InWords(signInHistory),
            "To do what follows from it, such as changing passwords that were seen."),
        new("Sign-ins and refused tries: time, network address, device",
            Durations.InWords(signInHistory),
            "So that you can see whether somebody else tried."),
        new("The ledger: each sign-in, change of your account, device and shown secret, with its time; network address, device and names encrypted under your key",
            $"{Durations.InWords(ledger)}; what is encrypted under your key is erased with your account",
            "So that you, and whoever looks into a misuse, can see what was done, and nobody can change it unseen."),
        new("E-mails on their way to you",
            $"Until they are sent, at most {Durations.InWords(mailAtMost)}",
            "To deliver them also when your mail server is down for a while."),
        new("Proof that an account was deleted: the time, and a keyed hash of the address",
            "Kept",
            "To be able to show that a deletion happened. It does not tell who you were to anybody without our key."),
    ];
}
