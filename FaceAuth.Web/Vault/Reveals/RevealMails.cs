using FaceAuth.Accounts;
using FaceAuth.Email;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Vault.Reveals;

/// <summary>What a member is told about what was shown of their vault. Names of entries only, never what is in them.</summary>
public sealed class RevealMails(IOptions<SiteOptions> site)
{
    /// <summary>A mail with a hundred lines is read by nobody; the ledger page has them all.</summary>
    private const int MaxLines = 50;

    private static readonly TimeSpan NewsLifetime = TimeSpan.FromDays(7);

    /// <summary>A session is over: what was shown in it.</summary>
    internal Mail Digest(Account account, IReadOnlyList<ShownSecret> shown, DateTimeOffset at, Uri disown) =>
        new(
            account.Email,
            Subject(shown),
            [
                new MailPart.Paragraph($"Hello {account.Name}, a session of yours is over. This was shown or told to a target in it, each after a new check that it was you:"),
                new MailPart.Facts([.. shown.Take(MaxLines).Select(one => (InstantWords.Words(one.At), one.Words))]),
                .. More(shown.Count),
                new MailPart.Facts([.. shown.Select(one => (one.Facts.Network, one.Facts.Device)).Distinct().Take(MaxLines)
                    .Select(from => ("From", $"{from.Network}, {from.Device}"))]),
                new MailPart.Paragraph("This was you? Then there is nothing to do. This was not you? One button ends every session, and marks these passwords to be changed:"),
                new MailPart.Link("This wasn’t me", disown, LinkKind.Danger),
            ],
            MailPriority.News,
            at + NewsLifetime);

    /// <summary>A sign-in was disowned: what was shown in its sessions is marked to be changed.</summary>
    internal Mail Marked(Account account, IReadOnlyList<ShownSecret> shown, DateTimeOffset at) =>
        new(
            account.Email,
            $"Change these passwords: they were shown to somebody in your {site.Value.Name} vault",
            [
                new MailPart.Paragraph($"Hello {account.Name}, you told us that a sign-in was not you. This was shown in its sessions, and whoever was there may have written it down:"),
                new MailPart.Facts([.. shown.Take(MaxLines).Select(one => (InstantWords.Words(one.At), one.Words))]),
                .. More(shown.Count),
                new MailPart.Paragraph("Their passwords are marked in your vault. Change each at the place where it is used, and then here. Keys of one-time codes and what is in notes are not changed by that: replace those too."),
                new MailPart.Link("Open the vault", site.Value.Link("/vault")),
            ],
            MailPriority.News,
            at + NewsLifetime);

    private string Subject(IReadOnlyList<ShownSecret> shown) =>
        shown.Any(one => one.Field == RevealGrantRow.Export) ? $"Your whole {site.Value.Name} vault was exported"
        : shown.Count == 1 ? $"One secret of your {site.Value.Name} vault was shown"
        : $"{shown.Count} secrets of your {site.Value.Name} vault were shown";

    private static IEnumerable<MailPart> More(int count) =>
        count > MaxLines ? [new MailPart.Paragraph($"And {count - MaxLines} more: your page “What was done” lists them all.")] : [];
}

/// <summary>Something that was shown, as a mail tells it.</summary>
internal sealed record ShownSecret(DateTimeOffset At, string Field, RevealFacts Facts)
{
    /// <summary>Which field of which entry.</summary>
    public string Words => Field switch
    {
        RevealGrantRow.Export => "The whole vault, in an export",
        nameof(SecretField.Password) => $"The password of {Facts.Entry}",
        ToldPasswords.Field => $"The password of {Facts.Entry}, to the target of a plan",
        nameof(SecretField.Notes) => $"The notes of {Facts.Entry}",
        _ => $"A one-time code of {Facts.Entry}",
    };
}
