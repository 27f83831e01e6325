using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Recovery;

/// <summary>What a member is told when an administrator acts on their account.</summary>
public sealed class ResetMails(IOptions<SiteOptions> site)
{
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>The account was reset; with the link to enrol anew.</summary>
    public Mail Reset(Account account, DateTimeOffset at, string link, DateTimeOffset expiresAt) =>
        new(
            account.Email,
            $"Your {site.Value.Name} account was reset",
            [
                new MailPart.Paragraph($"Hello {account.Name}, an administrator reset your account on {InstantWords.Words(at)}. Every session is ended, every device forgotten, your passkeys are removed, and your recovery codes no longer work."),
                new MailPart.Paragraph($"To use the account again, add new photos of your face. The link works once, until {InstantWords.Words(expiresAt)}:"),
                new MailPart.Link("Add new photos", site.Value.Link($"/account/reset/{link}")),
                new MailPart.Paragraph("Pass the link on to nobody: whoever opens it can put their own face in the place of yours. No administrator needs it."),
                new MailPart.Paragraph("You did not ask for this? Then open nothing, and ask the people who run this site."),
            ],
            MailPriority.Code,
            expiresAt);

    /// <summary>The account was closed.</summary>
    public Mail Closed(Account account, DateTimeOffset at) =>
        new(
            account.Email,
            $"Your {site.Value.Name} account was closed",
            [
                new MailPart.Paragraph($"Hello {account.Name}, an administrator closed your account on {InstantWords.Words(at)}. Every session is ended, and nothing signs in to it until an administrator resets it. Nothing was deleted."),
                new MailPart.Paragraph("You did not expect this? Ask the people who run this site."),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>New photos are enrolled by the link of a reset.</summary>
    public Mail Reenrolled(Account account, RequestOrigin origin, DateTimeOffset at) =>
        new(
            account.Email,
            $"New photos for your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, new photos were added to your account with the link of the reset, and the old ones are deleted. You sign in with your face and a code from your mailbox, and then make new recovery codes."),
                new MailPart.Facts([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]),
                new MailPart.Link("Sign in", site.Value.Link("/account/sign-in")),
                new MailPart.Paragraph("This was not you? Then somebody else reads your mail. Tell the people who run this site at once, so that they close the account."),
            ],
            MailPriority.News,
            at + NewsLifetime);
}
