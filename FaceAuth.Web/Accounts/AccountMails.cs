using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts;

/// <summary>What a member is told about the account itself.</summary>
public sealed class AccountMails(IOptions<SiteOptions> site)
{
    /// <summary>The last message: the account is gone.</summary>
    public Mail Deleted(Account account, DateTimeOffset at) =>
        new(
            account.Email,
            $"Your {site.Value.Name} account is deleted",
            [
                new MailPart.Paragraph($"Hello {account.Name}, your account was deleted on {InstantWords.Words(at)}, after a check of your face. Your photos, the templates made from them and your sign-ins are deleted with it."),
                new MailPart.Paragraph("What stays is a note that an account was deleted, without your name or address. You can register again at any time."),
            ],
            MailPriority.News,
            at.AddDays(7));
}
