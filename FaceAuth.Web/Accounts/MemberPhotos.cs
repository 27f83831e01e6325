using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Faces;

namespace FaceAuth.Accounts;

/// <summary>What a signed-in member does with their photos.</summary>
public sealed class MemberPhotos(
    Db db, AccountStore accounts, EnrolledPhotos photos, EnrolledPhotoStore store, SignInStore signIns, TimeProvider clock)
{
    /// <summary>Adds a photo, which must match those already there.</summary>
    public Task<AddPhotoResult> AddAsync(AccountId account, PhotoUpload upload, string signInId, CancellationToken ct) =>
        photos.AddAsync(
            account, async tx => await accounts.LockAsync(tx, account) && await signIns.IsLiveAsync(tx, account, signInId), upload,
            signInId, ct);

    /// <summary>
    /// Removes a photo, but never the last one: without any the member could not sign in again.
    /// </summary>
    public Task<RemovePhotoResult> RemoveAsync(AccountId account, string photoId, CancellationToken ct) =>
        db.WriteAsync<RemovePhotoResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await store.ExistsAsync(tx, account, photoId))
                return new RemovePhotoResult.NotThere();
            if (await store.CountAsync(tx, account) == 1)
                return new RemovePhotoResult.LastOne();
            await store.DeleteAsync(tx, account, photoId, clock.GetUtcNow().ToUnixTimeMilliseconds());
            return new RemovePhotoResult.Removed();
        }, ct);
}

/// <summary>How removing a photo ended.</summary>
public abstract record RemovePhotoResult
{
    private RemovePhotoResult() { }

    /// <summary>It is no longer compared with, and its picture is being deleted.</summary>
    public sealed record Removed : RemovePhotoResult;

    /// <summary>It is the only one.</summary>
    public sealed record LastOne : RemovePhotoResult;

    /// <summary>The account has no such photo.</summary>
    public sealed record NotThere : RemovePhotoResult;
}
