using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts;

/// <summary>What a member is told when something that protects the account was changed.</summary>
public sealed class ProtectionMails(IOptions<SiteOptions> site)
{
    /// <summary>When a second factor is asked for was changed.</summary>
    public Mail PolicyChanged(Account account, SecondFactorPolicy policy, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            policy == SecondFactorPolicy.Always
                ? $"{site.Value.Name} now asks for a code at every sign-in"
                : $"{site.Value.Name} now asks for a code on new devices only",
            [
                new MailPart.Paragraph(policy == SecondFactorPolicy.Always
                    ? $"Hello {account.Name}, you chose that a code from your mailbox is asked for at every sign-in, on your remembered devices too."
                    : $"Hello {account.Name}, you chose that a code from your mailbox is asked for on new devices only. On a remembered device your face is enough."),
                .. Rest(origin, at, disown),
            ],
            MailPriority.News,
            at.AddDays(7));

    /// <summary>A device that was on hold was approved.</summary>
    public Mail DeviceApproved(Account account, RequestOrigin device, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            $"A device of your {site.Value.Name} account was approved",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a device that was on hold was approved from another session: {device.Device}, from {device.NetworkAddress}. It can show passwords and change the account now."),
                .. Rest(origin, at, disown),
            ],
            MailPriority.News,
            at.AddDays(7));

    /// <summary>A photo was added, and counts from the next sign-in on.</summary>
    public Mail PhotoAdded(Account account, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            $"A photo was added to your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a photo of a face was added to your account. It matches those that were there, and faces are compared with it from now on."),
                .. Rest(origin, at, disown),
            ],
            MailPriority.News,
            at.AddDays(7));

    /// <summary>A photo was removed.</summary>
    public Mail PhotoRemoved(Account account, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            $"A photo was removed from your {site.Value.Name} account",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a photo of your face was removed from your account, and its picture is deleted. Faces are no longer compared with it."),
                .. Rest(origin, at, disown, "One button ends every session and forgets every device. The photo does not come back: add it anew when you are in again."),
            ],
            MailPriority.News,
            at.AddDays(7));

    private static IEnumerable<MailPart> Rest(
        RequestOrigin origin, DateTimeOffset at, Uri disown,
        string button = "One button ends every session, forgets every device and takes back what was added:") =>
    [
        new MailPart.Facts([("When", InstantWords.Words(at)), ("From", origin.NetworkAddress), ("With", origin.Device)]),
        new MailPart.Paragraph($"This was you? Then there is nothing to do. This was not you? {button}"),
        new MailPart.Link("This wasn’t me", disown),
    ];
}
