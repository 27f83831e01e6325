using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Recovery;

/// <summary>What a member is told about their recovery codes.</summary>
public sealed class RecoveryMails(IOptions<SiteOptions> site)
{
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>A set was made.</summary>
    public Mail Made(Account account, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"You have new recovery codes for {site.Value.Name}",
            [
                new MailPart.Paragraph($"Hello {account.Name}, {RecoveryCodes.SetSize} new recovery codes were made for your account. Codes from before no longer work."),
                Facts(origin, at),
                new MailPart.Paragraph("Keep them on paper or in a safe place that is not your mailbox. Nobody of us ever asks for one."),
                new MailPart.Paragraph("This was not you? Open our e-mail about the sign-in before it and choose “This wasn’t me”: the new codes are deleted, and your old ones work again."),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>A code proved, in a session, that it is the member.</summary>
    public Mail UsedInSession(Account account, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"A recovery code of your {site.Value.Name} account was used",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody who is signed in to your account used one of your recovery codes to confirm that it is you. If the sign-in was on hold, it no longer is. The code does not work a second time."),
                Facts(origin, at),
                new MailPart.Paragraph("This was you? Then there is nothing to do."),
                new MailPart.Paragraph("This was not you? Open our e-mail about the sign-in before it and choose “This wasn’t me”. Then sign in with another recovery code and make ten new ones."),
                new MailPart.Link("Make new recovery codes", site.Value.Link("/account/recovery-codes")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Few are left.</summary>
    public Mail FewLeft(Account account, DateTimeOffset at) =>
        new(
            account.Email,
            $"You have few recovery codes left for {site.Value.Name}",
            [
                // A number would have to be sealed before the code is used, and could be wrong by then.
                new MailPart.Paragraph($"Hello {account.Name}, one of your recovery codes was used, and at most {RecoveryCodes.Few} are left. Make ten new ones while you can sign in: without any, only an administrator could help you when your face or your devices fail."),
                new MailPart.Link("Make new recovery codes", site.Value.Link("/account/recovery-codes")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    private static MailPart.Facts Facts(RequestOrigin origin, DateTimeOffset at) =>
        new([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]);
}
