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
    /// <param name="undoing">What it leads to.</param>
    /// <param name="now">When it was disowned.</param>
    public Mail Done(Account account, string to, RequestOrigin origin, DateTimeOffset at, Undoing undoing, DateTimeOffset now) =>
        new(
            to,
            undoing.ClosesAccount ? $"Your {site.Value.Name} account is closed" : $"Your {site.Value.Name} account is closed to whoever signed in",
            [
                new MailPart.Paragraph(undoing.ClosesAccount
                    ? $"Hello {account.Name}, you told us that it was not you who made this account:"
                    : $"Hello {account.Name}, you told us that this sign-in was not you:"),
                new MailPart.Facts([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]),
                .. undoing.ClosesAccount ? Closed() : Undone(undoing.LeavesPhotos),
                .. Address(undoing.Address),
                new MailPart.Paragraph(undoing.ClosesAccount
                    ? "Whoever made the account had a code from your mailbox: change the password of your mailbox now."
                    : "Somebody has a photo that matches your face, and perhaps your mailbox: change the password of your mailbox now."),
            ],
            MailPriority.News,
            now.AddDays(7));

    private static IEnumerable<MailPart> Closed() =>
    [
        new MailPart.Paragraph("So the account is closed: every session is ended, every device forgotten, and neither a face nor a recovery code nor a passkey signs in to it."),
        new MailPart.Paragraph("Do you want to use an account with this address, or was it you after all? Ask the people who run this site. Once they have made sure that it is you, they reset the account, and an e-mail then lets you add photos of your own."),
    ];

    private IEnumerable<MailPart> Undone(bool leavesPhotos) =>
    [
        new MailPart.Paragraph("So every session is ended and every device forgotten, also your own. Codes and links on their way no longer work. Photos, passkeys and recovery codes that were added in that session are taken back, and no face signs in until you have recovered the account."),
        new MailPart.Paragraph(leavesPhotos
            ? "To get back in, use a recovery code or a passkey that you had before. That opens the account again."
            : "No photo is left in the account. If you have neither a recovery code nor a passkey from before, ask the people who run this site to reset the account: their mail then leads you back in."),
        new MailPart.Link("Recover the account", site.Value.Link("/account/recover")),
        new MailPart.Paragraph("From then on a code from your mailbox is asked for at every sign-in, on your own devices too. You can choose otherwise on the page of your devices."),
    ];

    private static IEnumerable<MailPart> Address(UndoneAddress? address) => address switch
    {
        null => [],
        { Free: true } => [new MailPart.Paragraph($"The account’s address is {address.Before} again.")],
        _ => [new MailPart.Paragraph($"The account’s address had been changed. The one before, {address.Before}, belongs to another account by now, so it could not be put back: ask the people who run this site.")],
    };
}
