using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>What a member is told about sign-ins.</summary>
public sealed class SignInMails(IOptions<SiteOptions> site)
{
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>Somebody signed in.</summary>
    public Mail Finished(Account account, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"New sign-in to your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody signed in to your account with a photo that matches yours."),
                Facts(origin, at),
                new MailPart.Paragraph("This was you? Then there is nothing to do."),
                new MailPart.Paragraph("This was not you? Sign in, look at your sign-ins, and delete photos or the account if you no longer trust it."),
                new MailPart.Link("See my sign-ins", site.Value.Link("/account")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Somebody was refused.</summary>
    public Mail Refused(Account account, RequestOrigin origin, DateTimeOffset at, int perDay) =>
        new(
            account.Email,
            $"A sign-in to your {site.Value.Name} account was refused",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody tried to sign in to your account with a photo that does not match yours. They were refused."),
                Facts(origin, at),
                new MailPart.Paragraph($"This was you? Try again with more light and your face to the camera. Not you? You need not do anything. At most {perDay} such mails are sent in a day."),
            ],
            MailPriority.News,
            at + NewsLifetime);

    private static MailPart.Facts Facts(RequestOrigin origin, DateTimeOffset at) =>
        new([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]);
}
