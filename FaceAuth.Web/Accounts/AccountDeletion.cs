using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Keys;

namespace FaceAuth.Accounts;

/// <summary>
/// Deletes an account for good, after a fresh photo of its owner's face. The data key goes in the same transaction as
/// the rows, so pictures that the photo store still holds for a moment, or a backup holds, can no longer be opened with
/// this database.
/// </summary>
public sealed class AccountDeletion(
    Db db, AccountStore accounts, EnrolledPhotoStore photos, IEnumerable<IAccountRows> rows, FaceConfirmation confirmation,
    KeyRing keys, LookupHash hash, Outbox outbox, AccountMails mails, TimeProvider clock)
{
    /// <summary>Checks the face, with the guards and counters of a sign-in, and deletes.</summary>
    /// <param name="id">Who is signed in.</param>
    /// <param name="deviceId">The session's remembered device, or null.</param>
    /// <param name="frames">One file, or the camera's frames.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<DeleteAccountResult> DeleteAsync(
        AccountId id, string? deviceId, IReadOnlyList<PhotoUpload> frames, RequestOrigin origin, CancellationToken ct)
    {
        if (await confirmation.ConfirmAsync(id, deviceId, frames, origin, ct) is var confirmed and not ConfirmResult.Confirmed)
            return new DeleteAccountResult.NotConfirmed(confirmed);

        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return new DeleteAccountResult.Deleted();
        var now = clock.GetUtcNow();
        var mail = await outbox.SealAsync(mails.Deleted(account, now), ct);
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
        }, ct);
        outbox.Nudge();
        return new DeleteAccountResult.Deleted();
    }
}

/// <summary>How deleting an account ended.</summary>
public abstract record DeleteAccountResult
{
    private DeleteAccountResult() { }

    /// <summary>It is gone.</summary>
    public sealed record Deleted : DeleteAccountResult;

    /// <summary>The fresh face did not confirm it; any result but <see cref="ConfirmResult.Confirmed"/>.</summary>
    public sealed record NotConfirmed(ConfirmResult Result) : DeleteAccountResult;
}
