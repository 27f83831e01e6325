using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// What the link of a reset does: the member enrols photos of their own anew, and these take the place of the old ones. No
/// session begins by it: they then sign in as anybody does, with the hold of a sign-in that is proven by e-mail.
/// </summary>
public sealed class Reenrolment(
    Db db, AccountStore accounts, AccountResetStore store, AccountResets resets, EnrolledPhotos photos, AccountEventStore events,
    Outbox outbox, ResetMails mails, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>The account that an open link belongs to, or null.</summary>
    public Task<Account?> FindAsync(string linkToken, CancellationToken ct)
    {
        var linkHash = resets.LinkHash(linkToken);
        return db.ReadAsync(async session => await store.FindOpenAsync(session, linkHash, Now()) is { } reset
            ? await accounts.FindAsync(session, AccountId.Parse(reset.AccountId))
            : null, ct);
    }

    /// <summary>
    /// Checks the photos and puts them in the place of the old ones; the notice in its current version was accepted. Of two
    /// uses of one link one wins, and a bad photo uses nothing up.
    /// </summary>
    public async Task<ReplacePhotosResult> EnrolAsync(string linkToken, IReadOnlyList<PhotoUpload> uploads, RequestOrigin origin, CancellationToken ct)
    {
        var linkHash = resets.LinkHash(linkToken);
        if (await FindAsync(linkToken, ct) is not { } account)
            return new ReplacePhotosResult.Over();
        var id = account.AccountId;
        var mail = await outbox.SealAsync(mails.Reenrolled(account, origin, clock.GetUtcNow()), ct);
        var note = await ledger.SealAsync(LedgerKinds.AccountReenrolled, id, "", origin, ct);
        var result = await photos.ReplaceAsync(id, uploads, async tx =>
        {
            var now = Now();
            if (!await accounts.LockAsync(tx, id) || await store.FindOpenAsync(tx, linkHash, now) is not { } reset || !await store.TryUseAsync(tx, reset.Id, now))
                return false;
            // Whoever signed in with the old photos since the reset is out as well.
            await resets.EndAllAsync(tx, id, now);
            await resets.OpenWaysAsync(tx, id);
            await accounts.OpenFaceAsync(tx, id);
            await accounts.InsertConsentAsync(tx, id, BiometricNotice.CurrentVersion, now);
            await events.InsertAsync(tx, id, AccountEventStore.Reenrolled, signInId: null, now);
            await outbox.AddAsync(tx, mail);
            return true;
        }, tx => ledger.AppendAsync(tx, note), ct);
        outbox.Nudge();
        return result;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
