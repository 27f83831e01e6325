using FaceAuth.Accounts;
using FaceAuth.Email;
using FaceAuth.Rotation.Targets;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>What members are told about rotations. Names of entries only.</summary>
internal sealed class RotationMails(IOptions<SiteOptions> site)
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
