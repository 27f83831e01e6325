using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Replay;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// The steps from a picture to a template, with all the memory they need: made once for each photo that may be read at
/// the same time, and used by one thread at a time.
/// </summary>
internal sealed class FaceReader(EmbeddedModels models) : IDisposable
{
    /// <summary>Longer side of the pictures that are read: more pixels cost time and change nothing.</summary>
    public const int LongSide = 1024;

    private readonly Resampler resampler = new();
    private readonly FaceDetector detector = new(models.Detector);
    private readonly LandmarkFinder landmarks = new(models.Landmarks);
    private readonly FaceAligner aligner = new();
    private readonly FaceEmbedder embedder = new(models.Embedder);
    private readonly LivenessScorer liveness = new(models.Liveness);
    private readonly QualityMeter meter = new();
    private readonly FingerprintMaker fingerprints = new();

    /// <summary>All faces, surest first; valid until the next call.</summary>
    public IReadOnlyList<FaceBox> Detect(Pixels picture) => detector.Detect(picture, resampler);

    /// <summary>Measures one face and aligns it for <see cref="Embed"/>; null where the box holds no face after all.</summary>
    public FaceQuality? Align(Pixels picture, in FaceBox box)
    {
        var points = landmarks.Find(picture, box, resampler);
        if (!points.AreSound) return null;
        aligner.Align(picture, points, resampler);
        return meter.Measure(picture.Width, picture.Height, box, points, aligner.Face);
    }

    /// <summary>Writes the template of the face aligned last: 512 floats of length 1.</summary>
    public void Embed(Span<float> template) => embedder.Embed(aligner.Face, template);

    /// <summary>How alive the face looks, 0 to 1.</summary>
    public double ScoreLiveness(Pixels picture, in FaceBox box) => liveness.Score(picture, box, resampler);

    /// <summary>What tells whether this picture comes again.</summary>
    public PhotoFingerprint Fingerprint(ReadOnlySpan<byte> upload, Pixels picture, in FaceBox box) =>
        fingerprints.Make(upload, picture, box, resampler);

    /// <summary>
    /// Reads the most prominent face without judging its quality, as <c>faces evaluate</c> needs it: there the matcher
    /// is measured, and a picture that was only refused must not count as a right answer.
    /// </summary>
    /// <returns>The template, or null where there is no face.</returns>
    public float[]? ReadMostProminent(Pixels picture)
    {
        var faces = Detect(picture);
        if (faces.Count == 0 || Align(picture, MeantFace.MostProminent(faces, picture.Width, picture.Height)) is null)
            return null;
        var template = new float[FaceEmbedder.Length];
        Embed(template);
        return template;
    }

    public void Dispose()
    {
        detector.Dispose();
        landmarks.Dispose();
        embedder.Dispose();
        liveness.Dispose();
    }
}
