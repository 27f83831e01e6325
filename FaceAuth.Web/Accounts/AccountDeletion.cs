using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts;

/// <summary>
/// Deletes an account for good, after a fresh proof of its owner. The data key goes in the same transaction as
/// the rows, so pictures that the photo store still holds for a moment, or a backup holds, can no longer be opened with
/// this database.
/// </summary>
public sealed class AccountDeletion(
    Db db, AccountStore accounts, EnrolledPhotoStore photos, IEnumerable<IAccountRows> rows, KeyRing keys,
    LookupHash hash, Outbox outbox, AccountMails mails, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Deletes; the page has asked for a fresh proof before. Nothing happens where the account is gone already.</summary>
    public async Task DeleteAsync(AccountId id, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return;
        var now = clock.GetUtcNow();
        var mail = await outbox.SealAsync(mails.Deleted(account, now), ct);
        // It says that the account was deleted, and nothing personal: that is what has just been erased.
        var note = await ledger.SealAsync(LedgerKinds.AccountDeleted, id, "", origin: null, ct);
        await db.WriteAsync(async tx =>
        {
            // The account's row first: a photo being added at this moment waits for it and then finds no owner.
            if (!await accounts.LockAsync(tx, id))
                return;
            var pictures = await photos.DeleteAllAsync(tx, id, now.ToUnixTimeMilliseconds());
            foreach (var store in rows)
                await store.DeleteAllAsync(tx, id);
            await keys.ForgetAccountAsync(tx, id.ToString());
            await accounts.DeleteAsync(tx, id, new DeletionProof(
                Guid.CreateVersion7().ToString(), hash.Of(LookupKinds.DeletedAddress, account.Email), pictures,
                now.ToUnixTimeMilliseconds()));
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
        }, ct);
        outbox.Nudge();
    }
}
