using FaceAuth.Accounts.Addresses;
using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Disowning;

/// <summary>What a member is told once a sign-in was disowned.</summary>
public sealed class DisowningMails(IOptions<SiteOptions> site)
{
    /// <summary>A finished sign-in was disowned: what was done, and how to get back in.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="to">The address that this copy goes to.</param>
    /// <param name="origin">Where the sign-in came from.</param>
    /// <param name="at">When it was.</param>
    /// <param name="address">The address that its session had changed, or null.</param>
    /// <param name="leavesPhotos">A photo is left.</param>
    /// <param name="now">When it was disowned.</param>
    public Mail Done(
        Account account, string to, RequestOrigin origin, DateTimeOffset at, UndoneAddress? address, bool leavesPhotos, DateTimeOffset now) =>
        new(
            to,
            $"Your {site.Value.Name} account is closed to whoever signed in",
            [
                new MailPart.Paragraph($"Hello {account.Name}, you told us that this sign-in was not you:"),
                new MailPart.Facts([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]),
                new MailPart.Paragraph("So every session is ended and every device forgotten, also your own. Codes and links on their way no longer work. Photos, passkeys and recovery codes that were added in that session are taken back, and no face signs in until you have recovered the account."),
                .. Address(address),
                .. leavesPhotos
                    ? [new MailPart.Paragraph("To get back in, use a recovery code or a passkey that you had before. That opens the account again."), new MailPart.Link("Recover the account", site.Value.Link("/account/recover"))]
                    : new MailPart[] { new MailPart.Paragraph("No photo is left in the account. If you have neither a recovery code nor a passkey from before, ask the people who run this site to reset the account: their mail then leads you back in."), new MailPart.Link("Recover the account", site.Value.Link("/account/recover")) },
                new MailPart.Paragraph("Somebody has a photo that matches your face, and perhaps your mailbox: change the password of your mailbox now."),
            ],
            MailPriority.News,
            now.AddDays(7));

    private static IEnumerable<MailPart> Address(UndoneAddress? address) => address switch
    {
        null => [],
        { Free: true } => [new MailPart.Paragraph($"The account’s address is {address.Before} again.")],
        _ => [new MailPart.Paragraph($"The account’s address had been changed. The one before, {address.Before}, belongs to another account by now, so it could not be put back: ask the people who run this site.")],
    };
}
