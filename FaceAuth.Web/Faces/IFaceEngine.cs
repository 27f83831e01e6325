using FaceAuth.Faces.Replay;

namespace FaceAuth.Faces;

/// <summary>
/// Reads faces from photos and compares them one to one. There are several real engines: the embedded one and Amazon
/// Rekognition. Expected ends are values, never exceptions; an exception is a fault of the program.
/// </summary>
public interface IFaceEngine
{
    /// <summary>Names the format of this engine's templates; templates of different formats are not comparable.</summary>
    string TemplateFormat { get; }

    /// <summary>The similarity (see <see cref="FaceVerdict"/>) from which two faces count as one person.</summary>
    double Threshold { get; }

    /// <summary>
    /// Judges one uploaded photo as hostile input, finds the face that is meant, and reads it. Waits in a bounded
    /// queue for its turn; a full queue is <see cref="FaceReading.Unavailable"/>.
    /// </summary>
    Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct);

    /// <summary>Compares a face just read with one account's enrolled photos, fused to one score.</summary>
    /// <param name="probe">The face at the door.</param>
    /// <param name="enrolled">One to five enrolled photos of one account, all of <see cref="TemplateFormat"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns><see cref="FaceVerdict.Match"/>, <see cref="FaceVerdict.NoMatch"/> or <see cref="FaceVerdict.Unavailable"/>.</returns>
    Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct);

    /// <summary>
    /// The same work for an address that has no account, so that it takes the time and the place in the queue that a
    /// comparison takes. Its verdict means nothing, apart from <see cref="FaceVerdict.Unavailable"/>.
    /// </summary>
    Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct);
}

/// <summary>What a photo is read for.</summary>
public enum ReadingPurpose
{
    /// <summary>To be kept: the quality asked for is higher, and a clean copy of the picture is made.</summary>
    Enrolment,

    /// <summary>To be compared once and forgotten.</summary>
    SignIn,
}

/// <summary>One enrolled photo as the engine needs it.</summary>
/// <param name="Template">The opened template, in the engine's <see cref="IFaceEngine.TemplateFormat"/>.</param>
public sealed record EnrolledFace(FaceTemplate Template);

/// <summary>
/// What an engine compares in place of the picture; for the embedded engine 512 L2-normalised 32-bit floats,
/// little-endian. Biometric data: stored sealed only, never logged.
/// </summary>
public sealed class FaceTemplate(string format, byte[] bytes)
{
    /// <summary>The engine's <see cref="IFaceEngine.TemplateFormat"/> that made it.</summary>
    public string Format { get; } = format;

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Never the content.</summary>
    public override string ToString() => $"(template {Format})";
}

/// <summary>A face that was found, is meant, and is good enough to be compared.</summary>
/// <param name="Template">Its template.</param>
/// <param name="Liveness">How alive the picture looks: a soft signal, never a gate.</param>
/// <param name="CleanPhoto">For <see cref="ReadingPurpose.Enrolment"/>: the picture upright, shrunk to at most 1024
/// pixels and re-encoded as JPEG without any metadata; null for <see cref="ReadingPurpose.SignIn"/>.</param>
/// <param name="Fingerprint">What tells whether this very picture comes again.</param>
public sealed record DetectedFace(
    FaceTemplate Template, LivenessScore Liveness, CleanPhoto? CleanPhoto, PhotoFingerprint Fingerprint);

/// <summary>A picture fit to be stored: JPEG bytes without metadata and its size in pixels as shown.</summary>
public sealed record CleanPhoto(byte[] Jpeg, int Width, int Height);

/// <summary>Passive liveness of one picture, 0 (a print, screen or mask) to 1 (a live face).</summary>
/// <param name="Value">The score.</param>
/// <param name="IsLow">Under the point that 2 % of real photos fall under; asks for a second factor, never refuses.</param>
public readonly record struct LivenessScore(double Value, bool IsLow);

/// <summary>How the reading of one photo ended.</summary>
public abstract record FaceReading
{
    private FaceReading() { }

    /// <summary>One face that is meant, fit to be compared.</summary>
    public sealed record Found(DetectedFace Face) : FaceReading;

    /// <summary>No face in the picture.</summary>
    public sealed record NoFace : FaceReading;

    /// <summary>Several faces of similar size: it is not clear who is meant.</summary>
    public sealed record SeveralFaces : FaceReading;

    /// <summary>A face, but not fit to be compared; each advice says what to change, the most useful first.</summary>
    public sealed record Unfit(IReadOnlyList<PhotoAdvice> Advice) : FaceReading;

    /// <summary>The upload is no picture that can be read.</summary>
    public sealed record Refused(PhotoProblem Problem) : FaceReading;

    /// <summary>The engine cannot answer now; ask again after <paramref name="RetryAfter"/>.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : FaceReading;
}

/// <summary>Why a face in a photo is not fit to be compared.</summary>
public enum PhotoAdvice
{
    /// <summary>The face has too few pixels.</summary>
    ComeCloser,

    /// <summary>Part of the face is outside the picture.</summary>
    CentreTheFace,

    /// <summary>Too dark.</summary>
    MoreLight,

    /// <summary>Too bright.</summary>
    LessLight,

    /// <summary>Blurred.</summary>
    HoldStill,

    /// <summary>Turned away from the camera.</summary>
    LookAtTheCamera,
}

/// <summary>Why an upload was refused before or while it was decoded.</summary>
public enum PhotoProblem
{
    /// <summary>No bytes.</summary>
    Empty,

    /// <summary>More bytes than allowed (10 MB by default).</summary>
    TooManyBytes,

    /// <summary>Neither JPEG nor PNG by its content.</summary>
    NotJpegOrPng,

    /// <summary>Wider, higher or larger in area than allowed.</summary>
    TooManyPixels,

    /// <summary>Smaller than a face needs.</summary>
    TooFewPixels,

    /// <summary>Truncated or damaged: it cannot be decoded.</summary>
    Damaged,
}

/// <summary>
/// How a comparison ended. Similarity is a percentage-like figure: for the embedded engine 30 − 10·log10(false match
/// rate), shown as "≥ 90" beyond what was measured; for Rekognition its own.
/// </summary>
public abstract record FaceVerdict
{
    private FaceVerdict() { }

    /// <summary>The same person, by this engine's threshold.</summary>
    public sealed record Match(double Similarity) : FaceVerdict;

    /// <summary>Not taken for the same person.</summary>
    public sealed record NoMatch(double Similarity) : FaceVerdict;

    /// <summary>The engine cannot answer now.</summary>
    public sealed record Unavailable(TimeSpan RetryAfter) : FaceVerdict;
}
