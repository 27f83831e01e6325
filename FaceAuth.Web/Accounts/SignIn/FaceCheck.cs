using FaceAuth.Database;
using FaceAuth.Faces;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// A fresh photo of somebody's face, judged in two steps: what it shows (before anything is looked up), and whether it
/// shows the owner of an account. Sign-in and every act that asks for the face again go through here.
/// </summary>
public sealed class FaceCheck(Db db, EnrolledPhotoStore store, EnrolledPhotos photos, IFaceEngine engine)
{
    /// <summary>The camera sends three frames; a file is one.</summary>
    public const int MaxFrames = 3;

    /// <summary>
    /// Reads the frames. One usable frame is enough; where none is, the first frame's reading says why. Damaged frames
    /// beside a good one are no reason to refuse, but an engine that cannot answer is told as that.
    /// </summary>
    public async Task<FramesReading> ReadAsync(IReadOnlyList<PhotoUpload> frames, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frames.Count, MaxFrames);
        var faces = new List<DetectedFace>(frames.Count);
        FaceReading? firstUnusable = null;
        foreach (var frame in frames)
        {
            switch (await engine.ReadAsync(frame, ReadingPurpose.SignIn, ct))
            {
                case FaceReading.Found { Face: var face }: faces.Add(face); break;
                case FaceReading.Unavailable unavailable: return new FramesReading.Unusable(unavailable);
                // Several faces are a reason of their own: the other frames may show only the attacker's own face.
                case FaceReading.SeveralFaces several: return new FramesReading.Unusable(several);
                case var unusable: firstUnusable ??= unusable; break;
            }
        }
        return faces.Count > 0 ? new FramesReading.Usable(faces) : new FramesReading.Unusable(firstUnusable!);
    }

    /// <summary>
    /// Compares the frames with an account's photos. Every frame must match: otherwise a printed photo in one frame and
    /// a live stranger in the next would lend each other what they lack.
    /// </summary>
    public async Task<FaceVerdict> CompareAsync(FramesReading.Usable frames, AccountId account, CancellationToken ct)
    {
        var enrolled = await photos.OpenTemplatesAsync(
            await db.ReadAsync(session => store.ListAsync(session, account), ct), ct);
        if (enrolled.Count == 0)
            return await CompareWithDecoyAsync(frames, ct) is FaceVerdict.Unavailable unavailable ? unavailable : new FaceVerdict.NoMatch(0);
        FaceVerdict? weakest = null;
        foreach (var face in frames.Faces)
        {
            var verdict = await engine.CompareAsync(face, enrolled, ct);
            if (verdict is not FaceVerdict.Match match)
                return verdict;
            if (weakest is not FaceVerdict.Match { Similarity: var least } || match.Similarity < least)
                weakest = match;
        }
        return weakest!;
    }

    /// <summary>
    /// The same work where there is nobody to compare with. A comparison that fails ends at its first frame, and so does
    /// this one.
    /// </summary>
    public Task<FaceVerdict> CompareWithDecoyAsync(FramesReading.Usable frames, CancellationToken ct) =>
        engine.CompareWithDecoyAsync(frames.Faces[0], ct);
}

/// <summary>What the frames of one check show.</summary>
public abstract record FramesReading
{
    private FramesReading() { }

    /// <summary>At least one frame shows one face well enough.</summary>
    public sealed record Usable(IReadOnlyList<DetectedFace> Faces) : FramesReading
    {
        /// <summary>Whether liveness asks for more proof: the median frame decides (of two, the lower), because single frames err.</summary>
        public bool LowLiveness
        {
            get
            {
                var ordered = Faces.Select(face => face.Liveness).OrderBy(score => score.Value).ToList();
                return ordered[(ordered.Count - 1) / 2].IsLow;
            }
        }
    }

    /// <summary>No frame can be used; <paramref name="Reading"/> is anything but <see cref="FaceReading.Found"/>.</summary>
    public sealed record Unusable(FaceReading Reading) : FramesReading;
}
