using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>What a member is told about their passkeys.</summary>
public sealed class PasskeyMails(IOptions<SiteOptions> site)
{
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>A passkey opens the account from now on.</summary>
    public Mail Added(Account account, string name, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"A passkey was added to your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a passkey was added to your account. Whoever holds it can sign in with it, without a photo and without a code."),
                Facts(name, origin, at),
                new MailPart.Paragraph("This was you? Then there is nothing to do."),
                new MailPart.Paragraph("This was not you? Somebody is in your account. Open the e-mail about their sign-in, which came before this one, and press “This wasn’t me”: it ends their session and removes this passkey. You can also sign in and remove the passkey yourself."),
                new MailPart.Link("See my passkeys", site.Value.Link("/account/passkeys")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>A passkey no longer opens the account.</summary>
    public Mail Removed(Account account, string name, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"A passkey was removed from your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a passkey was removed from your account. It can no longer be used to sign in."),
                Facts(name, origin, at),
                new MailPart.Paragraph("This was you? Then delete it on your device too, so that it is not offered there any more."),
                new MailPart.Paragraph("This was not you? Somebody is in your account. Open the e-mail about their sign-in, which came before this one, and press “This wasn’t me”. Then sign in and add your passkey again."),
                new MailPart.Link("See my passkeys", site.Value.Link("/account/passkeys")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    private static MailPart.Facts Facts(string name, RequestOrigin origin, DateTimeOffset at) =>
        new([("Passkey", name), ("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]);
}
