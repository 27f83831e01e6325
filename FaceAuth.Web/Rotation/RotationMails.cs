using FaceAuth.Accounts;
using FaceAuth.Email;
using FaceAuth.Rotation.Targets;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>What members are told about rotations. Names of entries only.</summary>
public sealed class RotationMails(IOptions<SiteOptions> site)
{
    private const int MaxLines = 50;
    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>A rotation cannot go on by itself.</summary>
    public Mail NeedsAttention(Account account, string? entry, string entryId, TargetFault fault, DateTimeOffset at) =>
        new(
            account.Email,
            "A password could not be changed and needs you",
            [
                new MailPart.Paragraph($"Hello {account.Name}, the password of {entry ?? "an entry that does not open"} was to be changed by itself, and that does not go on without you."),
                new MailPart.Facts([("What happened", TargetFaultWords.For(fault)), ("When", InstantWords.Words(at))]),
                new MailPart.Paragraph("Nothing is lost: the password that your vault shows and every new one that was tried are kept. The page of the rotation says what you can do."),
                new MailPart.Link("Look at it", site.Value.Link($"/vault/{entryId}/rotation")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>A plan was set that tells passwords to a target.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="entry">The entry whose password is changed.</param>
    /// <param name="named">The entries whose passwords are used for that.</param>
    /// <param name="origin">Where it was set from.</param>
    /// <param name="at">When.</param>
    /// <param name="disown">The link to say that it was somebody else.</param>
    public Mail TargetSet(Account account, string entry, IReadOnlyList<string> named, RequestOrigin origin, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            "A password is changed by itself from now on",
            [
                new MailPart.Paragraph($"Hello {account.Name}, a plan was set that changes a password at its target by itself. The target is told that password, and those that the plan uses:"),
                new MailPart.Facts(
                [
                    ("Password of", entry), .. named.Select(name => ("Uses that of", name)), ("When", InstantWords.Words(at)),
                    ("From", origin.NetworkAddress), ("With", origin.Device),
                ]),
                new MailPart.Paragraph("This was you? Then there is nothing to do. This was not you? One button ends every session, stops the plan, and marks these passwords to be changed:"),
                new MailPart.Link("This wasn’t me", disown, LinkKind.Danger),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>Passwords are to be changed by hand.</summary>
    public Mail Reminder(Account account, IReadOnlyList<string> entries, DateTimeOffset at) =>
        new(
            account.Email,
            entries.Count == 1 ? "It is time to change a password" : $"It is time to change {entries.Count} passwords",
            [
                new MailPart.Paragraph($"Hello {account.Name}, you asked to be reminded. It is time to change:"),
                new MailPart.Facts([.. entries.Take(MaxLines).Select(name => ("Password of", name))]),
                .. entries.Count > MaxLines ? [new MailPart.Paragraph($"And {entries.Count - MaxLines} more: your vault lists them by their next rotation.")] : Array.Empty<MailPart>(),
                new MailPart.Paragraph("The page of each entry leads to the place where its site changes passwords, and takes the new one."),
                new MailPart.Link("Open the vault", site.Value.Link("/vault?sort=rotation")),
            ],
            MailPriority.News,
            at + NewsLifetime);
}
