using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts;

/// <summary>
/// The ledger's newest row by mail to the administrators: an anchor that nobody who owns the machine can take back. A person
/// compares it with <c>ledger verify --against</c>.
/// </summary>
public sealed class LedgerMarkMails(
    Db db, AccountStore accounts, LedgerAnchoring anchoring, Outbox outbox, IOptions<LedgerOptions> options, IOptions<SiteOptions> site, TimeProvider clock)
{
    /// <summary>Mails it, where <c>Ledger:AnchorMail</c> is on and the ledger goes on from its anchor.</summary>
    public async Task SendAsync(CancellationToken ct)
    {
        if (!options.Value.AnchorMail || await anchoring.AnchorAsync(ct) is not AnchoringResult.Anchored { Head: var head })
            return;
        var mails = new List<SealedMail>();
        foreach (var administrator in await db.ReadAsync(accounts.ListAdministratorsAsync, ct))
            mails.Add(await outbox.SealAsync(For(administrator, head), ct));
        await db.WriteAsync(async tx =>
        {
            foreach (var mail in mails)
                await outbox.AddAsync(tx, mail);
        }, ct);
        outbox.Nudge();
    }

    private Mail For(Account administrator, LedgerMark head)
    {
        var now = clock.GetUtcNow();
        return new Mail(
            administrator.Email,
            $"{site.Value.Name}: the ledger today",
            [
                new MailPart.Paragraph($"Hello {administrator.Name}, keep this message: it can show later that nothing was taken out of the ledger before it."),
                new MailPart.Facts([("When", InstantWords.Words(now)), ("Row and MAC", head.ToString())]),
                new MailPart.Paragraph($"To compare, run on the server: ledger verify --against {head}"),
            ],
            MailPriority.News,
            now.AddDays(7));
    }
}
