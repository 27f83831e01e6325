using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts;

/// <summary>
/// What a signed-in member does with their photos. Adding and removing is mailed (NIST SP 800-63B-4 §4.6: the subscriber is
/// told, apart from the session in which it happens).
/// </summary>
public sealed class MemberPhotos(
    Db db, AccountStore accounts, EnrolledPhotos photos, EnrolledPhotoStore store, SignInStore signIns, DisownLinks links,
    DisownLinkStore linkStore, ProtectionMails mails, Outbox outbox, LedgerWriter ledger, TimeProvider clock)
{
    /// <summary>Adds a photo, which must match those already there.</summary>
    public async Task<AddPhotoResult> AddAsync(SessionOfMember member, PhotoUpload upload, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, member.Account), ct) is not { } account)
            return new AddPhotoResult.Full();
        var (disown, link) = links.New(member.Account, member.SignInId);
        var mail = await outbox.SealAsync(mails.PhotoAdded(account, origin, clock.GetUtcNow(), disown), ct);
        var note = await ledger.SealAsync(LedgerKinds.PhotoAdded, member.Account, "", origin, ct);
        var result = await photos.AddAsync(
            member.Account, tx => MayAsync(tx, member), upload, member.SignInId, (tx, photo) => TellAsync(tx, link, mail, note.About(photo)), ct);
        outbox.Nudge();
        return result;
    }

    /// <summary>
    /// Removes a photo, but never the last one: without any the member could not sign in again.
    /// </summary>
    public async Task<RemovePhotoResult> RemoveAsync(SessionOfMember member, string photoId, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, member.Account), ct) is not { } account)
            return new RemovePhotoResult.NotThere();
        var now = clock.GetUtcNow();
        var (disown, link) = links.New(member.Account, member.SignInId);
        var mail = await outbox.SealAsync(mails.PhotoRemoved(account, origin, now, disown), ct);
        var note = await ledger.SealAsync(LedgerKinds.PhotoRemoved, member.Account, photoId, origin, ct);
        var result = await db.WriteAsync<RemovePhotoResult>(async tx =>
        {
            if (!await MayAsync(tx, member) || !await store.ExistsAsync(tx, member.Account, photoId))
                return new RemovePhotoResult.NotThere();
            if (await store.CountAsync(tx, member.Account) == 1)
                return new RemovePhotoResult.LastOne();
            await store.DeleteAsync(tx, member.Account, photoId, now.ToUnixTimeMilliseconds());
            await TellAsync(tx, link, mail, note);
            return new RemovePhotoResult.Removed();
        }, ct);
        outbox.Nudge();
        return result;
    }

    private async Task<bool> MayAsync(DbSession tx, SessionOfMember member) =>
        await accounts.LockAsync(tx, member.Account) && await signIns.IsLiveAsync(tx, member.Account, member.SignInId);

    private async Task TellAsync(DbSession tx, DisownLink link, SealedMail mail, SealedLedgerEvent note)
    {
        await linkStore.InsertAsync(tx, link);
        await outbox.AddAsync(tx, mail);
        await ledger.AppendAsync(tx, note);
    }
}

/// <summary>How removing a photo ended.</summary>
public abstract record RemovePhotoResult
{
    private RemovePhotoResult() { }

    /// <summary>It is no longer compared with, and its picture is being deleted.</summary>
    public sealed record Removed : RemovePhotoResult;

    /// <summary>It is the only one.</summary>
    public sealed record LastOne : RemovePhotoResult;

    /// <summary>The account has no such photo, or the session is over.</summary>
    public sealed record NotThere : RemovePhotoResult;
}
