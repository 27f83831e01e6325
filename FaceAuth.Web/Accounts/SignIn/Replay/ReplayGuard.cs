using System.Buffers.Text;
using FaceAuth.Database;
using FaceAuth.Faces;
using FaceAuth.Faces.Replay;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Replay;

/// <summary>
/// Refuses a picture that this account has seen before: the same bytes, or the same picture re-encoded, resized or
/// cropped. Whoever intercepts a photo, or finds one in a browser's cache or a backup, does not sign in with it.
/// Asked only after the face has matched, and only pictures that matched are kept. Otherwise strangers could push the
/// member's pictures out of those that are compared, and an address with an account would answer the same picture in
/// another way than one without. A form sent twice, a blurred photo or an engine that was busy cost nothing.
/// </summary>
public sealed class ReplayGuard(
    Db db, SeenPictureStore store, Sealer sealer, LookupHash hash, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Holds the frames against what the account has seen.</summary>
    public async Task<ReplayVerdict> CheckAsync(AccountId account, FramesReading.Usable frames, CancellationToken ct)
    {
        var fresh = await SealAsync(account, frames, ct);
        var hashes = fresh.Select(picture => picture.BytesHash).ToList();
        // Counted first: a picture that comes between the two is compared with and looks like one that came later.
        var (known, sameBytes, seen) = await db.ReadAsync(async session => (
            await store.CountAsync(session, account),
            await store.AnyAsync(session, account, hashes),
            await store.ListAsync(session, account, options.Value.PicturesCompared)), ct);
        if (sameBytes || await AnySameAsync(account, frames, seen, ct))
            return new ReplayVerdict.SeenBefore();
        return new ReplayVerdict.Fresh(new SeenPictures(account, known, fresh));
    }

    /// <summary>
    /// Writes the pictures down, under the lock of their account. False where other pictures came since they were held
    /// against those there: they must be checked again, or two copies of one picture sent at once would both pass.
    /// </summary>
    public async Task<bool> TryRecordAsync(DbSession tx, SeenPictures pictures)
    {
        if (await store.CountAsync(tx, pictures.Account) != pictures.Known)
            return false;
        foreach (var picture in pictures.Rows)
            await store.TryInsertAsync(tx, picture);
        return true;
    }

    private async Task<bool> AnySameAsync(AccountId account, FramesReading.Usable frames, IReadOnlyList<SeenPicture> seen, CancellationToken ct)
    {
        foreach (var picture in seen)
        {
            PhotoFingerprint before;
            try
            {
                before = PhotoFingerprint.FromBytes(await sealer.OpenAsync(Context(account, picture.Id), picture.SealedFingerprint, ct));
            }
            // One that was altered, or is of a version no longer known, must not keep its owner out.
            catch (Exception fault) when (fault is SealBrokenException or ArgumentException)
            {
                continue;
            }
            if (frames.Faces.Any(face => ReplayComparison.IsSamePicture(face.Fingerprint, before)))
                return true;
        }
        return false;
    }

    private async Task<IReadOnlyList<SeenPicture>> SealAsync(AccountId account, FramesReading.Usable frames, CancellationToken ct)
    {
        var rows = new List<SeenPicture>(frames.Faces.Count);
        foreach (var face in frames.Faces)
        {
            var bytesHash = hash.Of(LookupKinds.Picture(account), Base64Url.EncodeToString(face.Fingerprint.Sha256));
            if (rows.Any(row => row.BytesHash == bytesHash))
                continue;
            var id = Guid.CreateVersion7().ToString();
            rows.Add(new SeenPicture
            {
                Id = id,
                AccountId = account.ToString(),
                BytesHash = bytesHash,
                SealedFingerprint = await sealer.SealAsync(Context(account, id), face.Fingerprint.ToBytes(), ct),
                SeenAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        }
        return rows;
    }

    private static SealContext Context(AccountId account, string id) =>
        new(KeyPurposes.Account, account.ToString(), id, 1, "picture-fingerprint");
}

/// <summary>Whether pictures were seen before.</summary>
public abstract record ReplayVerdict
{
    private ReplayVerdict() { }

    /// <summary>None was; they are to be written down with the decision.</summary>
    public sealed record Fresh(SeenPictures Pictures) : ReplayVerdict;

    /// <summary>At least one was.</summary>
    public sealed record SeenBefore : ReplayVerdict;
}

/// <summary>Pictures to be written down with the decision made on them.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Known">How many pictures there were when they were held against them.</param>
/// <param name="Rows">Sealed, one for each different frame.</param>
public sealed record SeenPictures(AccountId Account, long Known, IReadOnlyList<SeenPicture> Rows);
