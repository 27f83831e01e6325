using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>What a member is told about sign-ins.</summary>
public sealed class SignInMails(IOptions<SiteOptions> site, IOptions<SignInOptions> options)
{
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>The code and link that finish a sign-in.</summary>
    public Mail Code(Account account, RequestOrigin origin, DateTimeOffset at, string code, string link, DateTimeOffset expiresAt) =>
        new(
            account.Email,
            $"Your {site.Value.Name} sign-in code",
            [
                new MailPart.Paragraph($"Hello {account.Name}, type this code on the page where you are signing in:"),
                new MailPart.Code(code),
                new MailPart.Paragraph($"It works until {InstantWords.Words(expiresAt)}, once, and only in the browser where the sign-in was begun. Or open this link in that browser:"),
                new MailPart.Link("Finish signing in", site.Value.Link($"/account/sign-in/link/{link}")),
                Facts(origin, at),
                new MailPart.Paragraph($"This was not you? Then somebody has a photo that matches your face, or one of your recovery codes. Never pass the code on. Open the link on any other device and choose “This wasn’t me”: the sign-in is stopped, and for the next {Durations.InWords(options.Value.DisownLifetime)} a code is asked for every time."),
            ],
            MailPriority.Code,
            expiresAt);

    /// <summary>The first message: the account is ready.</summary>
    public Mail Welcome(Account account, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            $"Welcome to {site.Value.Name}",
            [
                new MailPart.Paragraph($"Hello {account.Name}, your account is ready. You sign in with this address and a photo of your face; on a device that is not remembered, with a code from your mailbox too."),
                new MailPart.Paragraph("Keep your ten recovery codes somewhere safe. They are the way in when your face, your devices or our engine fail you."),
                Facts(origin, at),
                .. NotYou($"Somebody made this account with your address? Then say so within {Durations.InWords(options.Value.DisownLifetime)}: it is closed, and nothing signs in to it unless the people who run this site reset it.", disown),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Somebody signed in.</summary>
    public Mail Finished(
        Account account, SignInProof proof, RequestOrigin origin, DateTimeOffset at, DateTimeOffset? heldUntil, bool remembered, Uri disown) =>
        new(
            account.Email,
            $"New sign-in to your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody signed in to your account with {With(proof)}."),
                Facts(origin, at, ("Device", Device(proof, remembered))),
                .. Held(heldUntil),
                new MailPart.Paragraph("This was you? Then there is nothing to do."),
                .. NotYou("This was not you? One button ends it: every session is closed, every device forgotten, what was added is taken back, and no face signs in until you have recovered the account.", disown),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Somebody was refused.</summary>
    public Mail Refused(Account account, RefusalReason reason, RequestOrigin origin, DateTimeOffset at, int perDay, Uri disown) =>
        new(
            account.Email,
            $"A sign-in to your {site.Value.Name} account was refused",
            [
                new MailPart.Paragraph(reason switch
                {
                    RefusalReason.Replayed => $"Hello {account.Name}, somebody tried to sign in to your account with a picture that was used before, perhaps cut or saved again. They were refused: each sign-in needs a new photo.",
                    RefusalReason.WrongRecoveryCode => $"Hello {account.Name}, somebody tried to get into your account with a recovery code that is not one of yours, or that was used or replaced before. They were refused.",
                    _ => $"Hello {account.Name}, somebody tried to sign in to your account with a photo that does not match yours. They were refused.",
                }),
                Facts(origin, at),
                new MailPart.Paragraph(reason switch
                {
                    RefusalReason.Replayed => "This was you? Take a new photo and try again.",
                    RefusalReason.WrongRecoveryCode => "This was you? Try another code of the set that you made last. Each works once.",
                    _ => "This was you? Try again with more light and your face to the camera.",
                }),
                .. NotYou($"This was not you? Nobody got in. If you like, have a code asked for at every sign-in for the next {Durations.InWords(options.Value.DisownLifetime)}, on your own devices too:", disown),
                new MailPart.Paragraph($"At most {perDay} such mails are sent in a day."),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Somebody who is signed in could not show that it is the member.</summary>
    public Mail NotConfirmed(Account account, RefusalReason reason, RequestOrigin origin, DateTimeOffset at, int perDay, Uri disown) =>
        new(
            account.Email,
            $"Somebody signed in to your {site.Value.Name} account could not show that it is you",
            [
                new MailPart.Paragraph($"Hello {account.Name}, in a session of your account a {(reason == RefusalReason.WrongRecoveryCode ? "recovery code was given that is not one of yours" : "photo was given that does not match yours")}, before something that protects the account was to be changed. It was refused, and nothing was changed."),
                Facts(origin, at),
                new MailPart.Paragraph("This was you? Then try again."),
                .. NotYou("This was not you? Then somebody is in your account now. One button ends it: every session is closed, every device forgotten, and what that session added is taken back.", disown),
                new MailPart.Paragraph($"At most {perDay} such mails are sent in a day."),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>So many failures that a way is closed.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="way">The way.</param>
    /// <param name="origin">Where the last failure came from.</param>
    /// <param name="at">When.</param>
    /// <param name="disown">The link about the last failure, or about the session in which it happened.</param>
    /// <param name="inSession">It happened in a session.</param>
    public Mail WayClosed(Account account, SignInWay way, RequestOrigin origin, DateTimeOffset at, Uri disown, bool inSession) =>
        new(
            account.Email,
            way == SignInWay.NewDevice
                ? $"Sign-in from new devices to your {site.Value.Name} account is closed"
                : $"Sign-in from your remembered devices to your {site.Value.Name} account is closed",
            [
                new MailPart.Paragraph(way == SignInWay.NewDevice
                    ? $"Hello {account.Name}, {options.Value.FailuresFromNewDevices} tries in a row from devices that are not remembered, with a face or a mailed code, failed. That way is closed now. Your remembered devices still sign you in."
                    : $"Hello {account.Name}, {options.Value.FailuresFromRememberedDevices} tries in a row from your remembered devices failed. That way is closed now."),
                Facts(origin, at),
                new MailPart.Paragraph(way == SignInWay.NewDevice
                    ? "To open it again, sign in on a remembered device and choose “Open again” on the page of your devices, or sign in with a recovery code or a passkey."
                    : "To open it again, sign in from a new device, or with a recovery code or a passkey."),
                new MailPart.Link("Sign in with a recovery code", site.Value.Link("/account/recover")),
                .. NotYou(inSession
                    ? "The last try was not you? Then somebody is in your account now: one button ends every session, forgets every device and takes back what that session added."
                    : $"The last try was not you? If you like, have a code asked for at every sign-in for the next {Durations.InWords(options.Value.DisownLifetime)}:", disown),
            ],
            MailPriority.News,
            at + NewsLifetime);

    private static IEnumerable<MailPart> Held(DateTimeOffset? heldUntil) =>
        heldUntil is { } until
            ? [new MailPart.Paragraph($"It was proven by e-mail only, so it is on hold until {InstantWords.Words(until)}: until then it shows no password and changes nothing that protects the account.")]
            : [];

    private static IEnumerable<MailPart> NotYou(string words, Uri disown) =>
        [new MailPart.Paragraph(words), new MailPart.Link("This wasn’t me", disown, LinkKind.Danger)];

    private static string With(SignInProof proof) => proof.Method switch
    {
        SignInMethod.Face when proof.ByMailOnly => "a photo that matches yours and a code from your mailbox",
        SignInMethod.Face => "a photo that matches yours, on a device that you had remembered",
        SignInMethod.Recovery => "one of your recovery codes and a code from your mailbox",
        SignInMethod.BreakGlass => "one of your recovery codes, on a device that you had remembered, while faces could not be compared",
        SignInMethod.Passkey => "one of your passkeys",
        _ => "the registration that was just finished",
    };

    private static string Device(SignInProof proof, bool remembered) =>
        proof.Device is not null ? "remembered before" : remembered ? "new, and remembered from now on" : "new, not remembered";

    private static MailPart.Facts Facts(RequestOrigin origin, DateTimeOffset at, params (string, string)[] more) =>
        new([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device), .. more]);
}
