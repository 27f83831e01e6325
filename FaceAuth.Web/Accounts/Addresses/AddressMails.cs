using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Addresses;

/// <summary>What is mailed about a change of address.</summary>
public sealed class AddressMails(IOptions<SiteOptions> site)
{
    /// <summary>The code to the address that the account has now.</summary>
    public Mail OldCode(Account account, string newEmail, RequestOrigin origin, DateTimeOffset at, string code, DateTimeOffset expiresAt, Uri disown) =>
        new(
            account.Email,
            $"Confirm the change of your {site.Value.Name} address",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody who is signed in to your account wants to change its address to {newEmail}. Type this code on the page you have open, beside the one we sent to the new address:"),
                new MailPart.Code(code),
                new MailPart.Paragraph($"It works until {InstantWords.Words(expiresAt)}. Until both codes are typed, nothing is changed."),
                Facts(origin, at),
                new MailPart.Paragraph("This was not you? Then somebody else is signed in to your account. Never pass the code on, and end it with this button: every session is closed, every device forgotten, and what was added is taken back."),
                new MailPart.Link("This wasn’t me", disown),
            ],
            MailPriority.Code,
            expiresAt);

    /// <summary>The code to the new address, which is not known to be anybody's: without the name.</summary>
    public Mail NewCode(string newEmail, RequestOrigin origin, DateTimeOffset at, string code, DateTimeOffset expiresAt) =>
        new(
            newEmail,
            $"Confirm your new address for {site.Value.Name}",
            [
                new MailPart.Paragraph("Somebody wants to use this address for their account. Is it you? Then type this code on the page you have open, beside the one we sent to the address before:"),
                new MailPart.Code(code),
                new MailPart.Paragraph($"It works until {InstantWords.Words(expiresAt)}."),
                Facts(origin, at),
                new MailPart.Paragraph("This was not you? You need not do anything: without this code nothing happens. Do not pass it on."),
            ],
            MailPriority.Code,
            expiresAt);

    /// <summary>To the owner of an account whose address somebody wants for theirs.</summary>
    public Mail TakenAlready(Account owner, RequestOrigin origin, DateTimeOffset at) =>
        new(
            owner.Email,
            $"Somebody tried to use your address at {site.Value.Name}",
            [
                new MailPart.Paragraph($"Hello {owner.Name}, somebody wanted to use this address for another account. It belongs to yours, and nothing was changed."),
                Facts(origin, at),
                new MailPart.Paragraph("This was you? An address belongs to one account: delete one of the two, or choose another address. This was not you? You need not do anything: whoever it was has not been told that you have an account."),
            ],
            MailPriority.Code,
            at.AddHours(24));

    /// <summary>The address is changed; to both.</summary>
    public Mail Changed(Account account, string to, string oldEmail, string newEmail, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            to,
            $"The address of your {site.Value.Name} account is changed",
            [
                new MailPart.Paragraph($"Hello {account.Name}, your account’s address was {oldEmail} and is {newEmail} from now on. You sign in with the new one, and our mails go there."),
                Facts(origin, at),
                new MailPart.Paragraph("This was not you? One button puts the address before back, ends every session, forgets every device and takes back what was added:"),
                new MailPart.Link("This wasn’t me", disown),
            ],
            MailPriority.News,
            at.AddDays(7));

    private static MailPart.Facts Facts(RequestOrigin origin, DateTimeOffset at) =>
        new([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]);
}
