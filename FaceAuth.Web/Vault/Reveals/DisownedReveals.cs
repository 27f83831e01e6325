using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;

namespace FaceAuth.Vault.Reveals;

/// <summary>
/// What "this wasn't me" means for the vault: takes the events of disowned sign-ins, and marks every entry whose password
/// was shown in their sessions to be rotated. After an export that is every entry.
/// </summary>
public sealed class DisownedReveals(
    Db db, AccountStore accounts, AccountEventStore events, RevealStore store, VaultStore entries, ShownSecrets shown, RevealMails mails,
    LedgerWriter ledger, Outbox outbox, TimeProvider clock)
{
    private const int Batch = 100;

    /// <summary>Takes every event there is; returns how many.</summary>
    public async Task<int> TakeAsync(CancellationToken ct)
    {
        var waiting = await db.ReadAsync(session => events.ListAsync(session, AccountEventStore.SignInDisowned, Batch), ct);
        foreach (var happened in waiting)
            await TakeAsync(happened, ct);
        outbox.Nudge();
        return waiting.Count;
    }

    private async Task TakeAsync(AccountEvent happened, CancellationToken ct)
    {
        var id = AccountId.Parse(happened.AccountId);
        // Nothing is shown in these sessions any more: every reveal looks under the account's lock whether its sign-in counts.
        var (account, rows) = await db.ReadAsync(
            async session => (await accounts.FindAsync(session, id), await store.ListOfSignInAsync(session, id, happened.SignInId ?? "")), ct);
        var mail = account is not null && rows.Count > 0
            ? await outbox.SealAsync(mails.Marked(account, await shown.OpenAsync(id, rows, ct), clock.GetUtcNow()), ct)
            : null;
        var note = await ledger.SealAsync(
            new LedgerEvent(LedgerKinds.MarkedForRotation, happened.AccountId, Actor: "", happened.SignInId ?? ""), ct);
        await db.WriteAsync(async tx =>
        {
            // Taken and done in one transaction: of two processes one does it, and one that dies leaves it to the other.
            if (!await accounts.LockAsync(tx, id) || !await events.TryTakeAsync(tx, happened.Id))
                return;
            if (await MarkAsync(tx, id, rows) == 0 && mail is null)
                return;
            if (mail is not null)
                await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
        }, ct);
    }

    private async Task<int> MarkAsync(DbSession tx, AccountId account, IReadOnlyList<RevealRow> rows)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (rows.Any(row => row.EntryId is null))
            return await entries.MarkAllAsync(tx, account, await entries.CountChangeAsync(tx, account, now), now);
        var marked = 0;
        foreach (var entry in rows.Where(row => row.Field is nameof(SecretField.Password) or ToldPasswords.Field).Select(row => row.EntryId!).Distinct())
        {
            // An altered row must not keep what is right from being marked.
            if (VaultEntryId.TryParse(entry, out var id)
                && await entries.MarkAsync(tx, account, id, await entries.CountChangeAsync(tx, account, now), now))
                marked++;
        }
        return marked;
    }
}
