using FaceAuth.Database;
using FaceAuth.Faces;
using FaceAuth.Keys;
using FaceAuth.Photos;

namespace FaceAuth.Accounts;

/// <summary>
/// The enrolled photos of one account or registration: read by the engine, held against those already there, sealed,
/// stored. Order of a new photo: row that has it deleted in an hour → picture in the photo store → one transaction that
/// removes that row and adds the photo. Wherever the process dies, no picture stays behind that is nobody's.
/// </summary>
public sealed partial class EnrolledPhotos(
    Db db, EnrolledPhotoStore store, IPhotoStore pictures, Sealer sealer, KeyRing keys, IFaceEngine engine, TimeProvider clock,
    ILogger<EnrolledPhotos> log)
{
    /// <summary>At most this many photos of one person: beyond five the operating point is not measured.</summary>
    public const int Max = 5;

    private const int CompareAttempts = 5;

    private static readonly TimeSpan StoringLimit = TimeSpan.FromHours(1);

    /// <summary>The photos of <paramref name="owner"/>, oldest first.</summary>
    public Task<IReadOnlyList<EnrolledPhoto>> ListAsync(AccountId owner, CancellationToken ct) =>
        db.ReadAsync(session => store.ListAsync(session, owner), ct);

    /// <summary>Reads a photo and adds it to <paramref name="owner"/>'s.</summary>
    /// <param name="owner">The account or registration.</param>
    /// <param name="lockOwner">Locks the owner's row for the transaction; false where it is gone.</param>
    /// <param name="upload">The picture as it was sent.</param>
    /// <param name="signInId">The sign-in whose session adds it; null at a registration.</param>
    /// <param name="alsoAsync">What else belongs into the transaction that adds it, last of all, given the photo's id; may be
    /// null.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AddPhotoResult> AddAsync(
        AccountId owner, Func<DbSession, Task<bool>> lockOwner, PhotoUpload upload, string? signInId,
        Func<DbSession, string, Task>? alsoAsync, CancellationToken ct)
    {
        if ((await ListAsync(owner, ct)).Count >= Max)
            return new AddPhotoResult.Full();
        var reading = await engine.ReadAsync(upload, ReadingPurpose.Enrolment, ct);
        if (reading is not FaceReading.Found { Face: { CleanPhoto: { } picture } face })
            return new AddPhotoResult.NotUsable(reading);

        EnrolledPhoto? photo = null;
        for (var attempt = 1; attempt <= CompareAttempts; attempt++)
        {
            var there = await ListAsync(owner, ct);
            if (there.Count >= Max)
                return new AddPhotoResult.Full();
            if (await CompareAsync(face, there, ct) is { } refusal)
                return refusal;
            photo ??= await StoreAsync(owner, face, picture, signInId, ct);
            if (await TryInsertAsync(owner, lockOwner, photo, there, alsoAsync, ct) is { } outcome)
                return outcome;
        }
        return new AddPhotoResult.NotUsable(new FaceReading.Unavailable(TimeSpan.FromSeconds(2)));
    }

    // Held against each photo, not against all fused: a chain of look-alikes must not lead from one person to another.
    private async Task<AddPhotoResult?> CompareAsync(DetectedFace face, IReadOnlyList<EnrolledPhoto> there, CancellationToken ct)
    {
        var enrolled = await OpenTemplatesAsync(there, ct);
        if (enrolled.Count < there.Count)
            return new AddPhotoResult.NotComparable();
        foreach (var one in enrolled)
        {
            switch (await engine.CompareAsync(face, [one], ct))
            {
                case FaceVerdict.Match: break;
                case FaceVerdict.NoMatch: return new AddPhotoResult.SomebodyElse();
                case FaceVerdict.Unavailable { RetryAfter: var wait }:
                    return new AddPhotoResult.NotUsable(new FaceReading.Unavailable(wait));
                default: throw new InvalidOperationException("A verdict this program does not know never enrols anybody.");
            }
        }
        return null;
    }

    // Seals the photo and stores its picture, under a row that has it deleted unless the photo becomes somebody's.
    private async Task<EnrolledPhoto> StoreAsync(
        AccountId owner, DetectedFace face, CleanPhoto picture, string? signInId, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString();
        await keys.EnsureAccountKeyAsync(owner.ToString(), ct);
        var photo = new EnrolledPhoto
        {
            Id = id,
            AccountId = owner.ToString(),
            TemplateFormat = face.Template.Format,
            SealedTemplate = await sealer.SealAsync(TemplateContext(owner, id), face.Template.Bytes, ct),
            Width = picture.Width,
            Height = picture.Height,
            CreatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            SignInId = signInId,
        };
        var sealedPicture = await sealer.SealAsync(PictureContext(owner, id), picture.Jpeg, ct);
        var deadline = clock.GetUtcNow().Add(StoringLimit).ToUnixTimeMilliseconds();
        await db.WriteAsync(tx => store.InsertDeletionAsync(tx, owner, id, deadline), ct);
        await pictures.PutAsync(new PhotoKey(owner.ToString(), id), sealedPicture, ct);
        return photo;
    }

    // Null where other photos came or went since the comparison: it must be made again, or several people who upload at
    // the same moment would each be compared with none of the others.
    private Task<AddPhotoResult?> TryInsertAsync(
        AccountId owner, Func<DbSession, Task<bool>> lockOwner, EnrolledPhoto photo, IReadOnlyList<EnrolledPhoto> compared,
        Func<DbSession, string, Task>? alsoAsync, CancellationToken ct) =>
        db.WriteAsync<AddPhotoResult?>(async tx =>
        {
            if (!await lockOwner(tx))
                return new AddPhotoResult.Full();
            var there = await store.ListAsync(tx, owner);
            if (!there.Select(one => one.Id).SequenceEqual(compared.Select(one => one.Id)))
                return null;
            if (!await store.CancelDeletionAsync(tx, photo.Id, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                throw new TimeoutException("Storing a photo took longer than an hour; it was given up.");
            await store.InsertAsync(tx, photo);
            if (alsoAsync is not null)
                await alsoAsync(tx, photo.Id);
            return new AddPhotoResult.Added(photo.Id);
        }, ct);

    /// <summary>
    /// Puts new photos in the place of all that <paramref name="owner"/> has. They must show one person, and are not held
    /// against the old ones: this is for somebody whose old ones no longer serve. All or nothing.
    /// </summary>
    /// <param name="owner">The account.</param>
    /// <param name="uploads">One to five pictures as they were sent.</param>
    /// <param name="takeAsync">What else belongs into the transaction, first of all the owner's lock; where it answers false
    /// nothing is replaced.</param>
    /// <param name="alsoAsync">What comes last in it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ReplacePhotosResult> ReplaceAsync(
        AccountId owner, IReadOnlyList<PhotoUpload> uploads, Func<DbSession, Task<bool>> takeAsync, Func<DbSession, Task> alsoAsync,
        CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(uploads.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(uploads.Count, Max);
        var faces = new List<DetectedFace>(uploads.Count);
        for (var i = 0; i < uploads.Count; i++)
        {
            var reading = await engine.ReadAsync(uploads[i], ReadingPurpose.Enrolment, ct);
            if (reading is not FaceReading.Found { Face: { CleanPhoto: not null } face })
                return new ReplacePhotosResult.NotUsable(i + 1, reading);
            foreach (var before in faces)
            {
                switch (await engine.CompareAsync(face, [new EnrolledFace(before.Template)], ct))
                {
                    case FaceVerdict.Match: break;
                    case FaceVerdict.NoMatch: return new ReplacePhotosResult.SomebodyElse(i + 1);
                    case FaceVerdict.Unavailable { RetryAfter: var wait }:
                        return new ReplacePhotosResult.NotUsable(i + 1, new FaceReading.Unavailable(wait));
                    default: throw new InvalidOperationException("A verdict this program does not know never enrols anybody.");
                }
            }
            faces.Add(face);
        }

        var photos = new List<EnrolledPhoto>(faces.Count);
        foreach (var face in faces)
            photos.Add(await StoreAsync(owner, face, face.CleanPhoto!, signInId: null, ct));
        return await db.WriteAsync<ReplacePhotosResult>(async tx =>
        {
            if (!await takeAsync(tx))
                return new ReplacePhotosResult.Over();
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            await store.DeleteAllAsync(tx, owner, now);
            foreach (var photo in photos)
            {
                if (!await store.CancelDeletionAsync(tx, photo.Id, now))
                    throw new TimeoutException("Storing photos took longer than an hour; it was given up.");
                await store.InsertAsync(tx, photo);
            }
            await alsoAsync(tx);
            return new ReplacePhotosResult.Replaced();
        }, ct);
    }

    /// <summary>
    /// Opens the templates of <paramref name="photos"/> for a comparison. One that was altered or moved is left out: the
    /// member's other photos still sign them in.
    /// </summary>
    public async Task<IReadOnlyList<EnrolledFace>> OpenTemplatesAsync(IReadOnlyList<EnrolledPhoto> photos, CancellationToken ct)
    {
        var faces = new List<EnrolledFace>(photos.Count);
        foreach (var photo in photos.Where(p => p.TemplateFormat == engine.TemplateFormat))
        {
            try
            {
                var bytes = await sealer.OpenAsync(
                    TemplateContext(AccountId.Parse(photo.AccountId), photo.Id), photo.SealedTemplate, ct);
                faces.Add(new EnrolledFace(new FaceTemplate(photo.TemplateFormat, bytes)));
            }
            catch (SealBrokenException)
            {
                Log.Broken(log, photo.Id);
            }
        }
        return faces;
    }

    /// <summary>The picture as JPEG, or null where <paramref name="owner"/> has no such photo.</summary>
    public async Task<byte[]?> OpenPictureAsync(AccountId owner, string photoId, CancellationToken ct)
    {
        if (!await db.ReadAsync(session => store.ExistsAsync(session, owner, photoId), ct))
            return null;
        var sealedPicture = await pictures.GetAsync(new PhotoKey(owner.ToString(), photoId), ct);
        return sealedPicture is null ? null : await sealer.OpenAsync(PictureContext(owner, photoId), sealedPicture, ct);
    }

    private static SealContext TemplateContext(AccountId owner, string photo) =>
        new(KeyPurposes.Account, owner.ToString(), photo, 1, "template");

    private static SealContext PictureContext(AccountId owner, string photo) =>
        new(KeyPurposes.Account, owner.ToString(), photo, 1, "picture");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The template of photo {PhotoId} does not open; it was altered or belongs elsewhere. It is left out.")]
        public static partial void Broken(ILogger log, string photoId);
    }
}

/// <summary>How adding a photo ended.</summary>
public abstract record AddPhotoResult
{
    private AddPhotoResult() { }

    /// <summary>It is enrolled.</summary>
    public sealed record Added(string PhotoId) : AddPhotoResult;

    /// <summary>The engine could not use it, or could not answer; any reading but <see cref="FaceReading.Found"/>.</summary>
    public sealed record NotUsable(FaceReading Reading) : AddPhotoResult;

    /// <summary>It does not match the photos already there.</summary>
    public sealed record SomebodyElse : AddPhotoResult;

    /// <summary>A photo already there cannot be opened, so it cannot be said whether this one shows the same person.</summary>
    public sealed record NotComparable : AddPhotoResult;

    /// <summary>There are five already, or the owner is gone.</summary>
    public sealed record Full : AddPhotoResult;
}

/// <summary>How replacing all photos ended.</summary>
public abstract record ReplacePhotosResult
{
    private ReplacePhotosResult() { }

    /// <summary>The new photos are enrolled, and the old ones being deleted.</summary>
    public sealed record Replaced : ReplacePhotosResult;

    /// <summary>The engine could not use the photo with this number (from 1), or could not answer.</summary>
    public sealed record NotUsable(int Number, FaceReading Reading) : ReplacePhotosResult;

    /// <summary>The photo with this number (from 1) does not match those before it.</summary>
    public sealed record SomebodyElse(int Number) : ReplacePhotosResult;

    /// <summary>It may not be done (any more).</summary>
    public sealed record Over : ReplacePhotosResult;
}
