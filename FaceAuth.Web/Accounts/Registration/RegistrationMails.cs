using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Registration;

/// <summary>What a registration says by e-mail.</summary>
public sealed class RegistrationMails(IOptions<SiteOptions> site)
{
    /// <summary>The code and link that prove an address.</summary>
    public Mail ProveAddress(
        PendingRegistration registration, RequestOrigin origin, string code, string link, DateTimeOffset codeExpiresAt) =>
        new(
            registration.Email,
            $"Confirm your address for {site.Value.Name}",
            [
                // Without the name that was typed: it is anybody's text, and the address is not known to be theirs.
                new MailPart.Paragraph("Please confirm that this address is yours. Type this code on the page you have open:"),
                new MailPart.Code(code),
                new MailPart.Paragraph($"It works until {InstantWords.Words(codeExpiresAt)}. Or open this link in the same browser:"),
                new MailPart.Link("Confirm my address", site.Value.Link($"/account/register/confirm/{link}")),
                Asked(origin, DateTimeOffset.FromUnixTimeMilliseconds(registration.CreatedAt)),
                new MailPart.Paragraph("This was not you? Open the link and choose “Not me”, or do nothing: without this code nothing happens, and what was sent with it is deleted."),
            ],
            MailPriority.Code,
            DateTimeOffset.FromUnixTimeMilliseconds(registration.ExpiresAt))
        {
            Why = $"You get this because somebody typed this address in to create a {site.Value.Name} account.",
        };

    /// <summary>To the owner of an account whose address somebody tried to register again.</summary>
    public Mail AddressTakenAlready(Account account, RequestOrigin origin, DateTimeOffset now) =>
        new(
            account.Email,
            $"You have a {site.Value.Name} account already",
            [
                new MailPart.Paragraph($"Hello {account.Name}, somebody tried to create an account with this address. You have one already, and nothing about it was changed."),
                new MailPart.Link("Sign in", site.Value.Link("/account/sign-in")),
                Asked(origin, now),
                new MailPart.Paragraph("This was not you? You need not do anything: whoever it was has not been told that you have an account."),
            ],
            MailPriority.Code,
            now.AddHours(24));

    private static MailPart.Facts Asked(RequestOrigin origin, DateTimeOffset at) =>
        new([("Asked on", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]);
}
