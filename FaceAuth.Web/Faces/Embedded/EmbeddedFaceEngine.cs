using System.Buffers;
using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Replay;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// The face engine that runs inside this program: nothing leaves the machine. Photos are read side by side, as many as
/// there are processors, the rest waits in a bounded queue; memory for each is made once.
/// </summary>
internal sealed partial class EmbeddedFaceEngine : IFaceEngine, IDisposable
{
    /// <summary>
    /// The format of this engine's templates. It changes with anything that changes them: model, alignment, landmarks.
    /// </summary>
    public const string Format = "embedded-mobilefacenet-1";

    private const int CleanPhotoQuality = 90;

    // Nobody's: a template with one value in it. Three photos are what a member typically has.
    private static readonly IReadOnlyList<EnrolledFace> Decoy = [.. Enumerable.Range(0, 3).Select(DecoyFace)];

    private readonly EngineGate<FaceReader> gate;
    private readonly EmbeddedEngineOptions options;
    private readonly ImageLimits limits;
    private readonly ILogger<EmbeddedFaceEngine> log;

    /// <summary>Loads and checks the models, which takes about a second.</summary>
    /// <exception cref="ModelFileException">A model file is missing or damaged; the message names it.</exception>
    public EmbeddedFaceEngine(
        EmbeddedEngineOptions options, ImageLimits limits, double threshold, TimeProvider clock, ILogger<EmbeddedFaceEngine> log)
    {
        this.options = options;
        this.limits = limits;
        this.log = log;
        Threshold = threshold;
        var started = clock.GetTimestamp();
        Concurrency = options.Concurrency > 0 ? options.Concurrency : Environment.ProcessorCount;
        Models = EmbeddedModels.Load(Path.GetFullPath(options.ModelsFolder, AppContext.BaseDirectory));
        gate = new EngineGate<FaceReader>(Concurrency, options.QueueLength, () => new FaceReader(Models));
        Log.Loaded(log, clock.GetElapsedTime(started).TotalMilliseconds, Concurrency, options.QueueLength);
    }

    /// <inheritdoc/>
    public string TemplateFormat => Format;

    /// <inheritdoc/>
    public double Threshold { get; }

    /// <summary>The loaded models, for what reads pictures in bulk.</summary>
    internal EmbeddedModels Models { get; }

    /// <summary>Photos that are read at the same time.</summary>
    public int Concurrency { get; }

    /// <inheritdoc/>
    public Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct) =>
        ReadAsync(photo, purpose, judged: true, ct);

    /// <summary>As the other one, but where <paramref name="judged"/> is false without demands on quality.</summary>
    internal async Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, bool judged, CancellationToken ct)
    {
        if (photo.Length == 0) return new FaceReading.Refused(PhotoProblem.Empty);
        if (photo.Length > limits.MaxBytes) return new FaceReading.Refused(PhotoProblem.TooManyBytes);

        using var place = await gate.TryEnterAsync(ct);
        if (place is null)
        {
            Log.QueueFull(log, options.QueueLength);
            return new FaceReading.Unavailable(TimeSpan.FromSeconds(options.RetryAfterSeconds));
        }

        // Only now, with a place free, does the upload come into memory.
        var buffer = ArrayPool<byte>.Shared.Rent((int)photo.Length);
        var length = 0;
        try
        {
            await using (var content = photo.Open())
                length = await content.ReadAtLeastAsync(buffer.AsMemory(0, (int)photo.Length), (int)photo.Length, throwOnEndOfStream: false, ct);
            // On a thread of the pool: the caller awaits, and several photos of one person are read side by side.
            return await Task.Run(() => Read(place.Tool, buffer.AsSpan(0, length), purpose, judged), ct);
        }
        finally
        {
            buffer.AsSpan(0, length).Clear(); // the pool hands the buffer to others
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No enrolled photo, or a template of another format.</exception>
    public Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct)
    {
        if (enrolled.Count == 0) throw new ArgumentException("There is no enrolled photo to compare with.", nameof(enrolled));
        var score = FusedScore.Of(Open(probe.Template), [.. enrolled.Select(e => Open(e.Template))]);
        var similarity = SimilarityScale.ToSimilarity(score, enrolled.Count);
        return Task.FromResult<FaceVerdict>(similarity >= Threshold
            ? new FaceVerdict.Match(similarity)
            : new FaceVerdict.NoMatch(similarity));
    }

    /// <inheritdoc/>
    public Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct) => CompareAsync(probe, Decoy, ct);

    /// <summary>The cosine of two templates, −1 to 1.</summary>
    internal static double Cosine(FaceTemplate a, FaceTemplate b) => FusedScore.Of(Open(a), Open(b));

    private static EnrolledFace DecoyFace(int at)
    {
        var template = new float[FaceEmbedder.Length];
        template[at] = 1;
        return new EnrolledFace(new FaceTemplate(Format, FusedScore.ToBytes(template)));
    }

    private static float[] Open(FaceTemplate template) => template.Format == Format
        ? FusedScore.FromBytes(template.Bytes.Span)
        : throw new ArgumentException($"A template of format {template.Format} cannot be compared; this engine's is {Format}.");

    private FaceReading Read(FaceReader reader, ReadOnlySpan<byte> upload, ReadingPurpose purpose, bool judged)
    {
        var decoding = ImageDecoder.Decode(upload, limits, FaceReader.LongSide);
        if (decoding is Decoding.Refused refused) return new FaceReading.Refused(refused.Problem);
        using var picture = ((Decoding.Decoded)decoding).Pixels;

        switch (MeantFace.Choose(reader.Detect(picture), picture.Width, picture.Height))
        {
            case MeantFace.None: return new FaceReading.NoFace();
            case MeantFace.Several: return new FaceReading.SeveralFaces();
            case MeantFace.One meant: return Read(reader, upload, picture, meant.Box, purpose, judged);
            default: throw new InvalidOperationException("Unknown choice of face.");
        }
    }

    private FaceReading Read(
        FaceReader reader, ReadOnlySpan<byte> upload, Pixels picture, in FaceBox box, ReadingPurpose purpose, bool judged)
    {
        if (reader.Align(picture, box) is not { } quality) return new FaceReading.NoFace();
        var advice = judged ? PhotoQuality.For(purpose).Judge(quality) : [];
        if (advice.Count > 0) return new FaceReading.Unfit(advice);

        Span<float> template = stackalloc float[FaceEmbedder.Length];
        reader.Embed(template);
        var live = reader.ScoreLiveness(picture, box);
        return new FaceReading.Found(new DetectedFace(
            new FaceTemplate(Format, FusedScore.ToBytes(template)),
            new LivenessScore(live, IsLow: live < options.LivenessPoint),
            purpose == ReadingPurpose.Enrolment
                ? new CleanPhoto(JpegEncoder.Encode(picture, CleanPhotoQuality), picture.Width, picture.Height)
                : null,
            reader.Fingerprint(upload, picture, box)));
    }

    public void Dispose()
    {
        gate.Dispose();
        Models.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Face engine ready after {Milliseconds:0} ms: {Concurrency} photos at once, {QueueLength} may wait")]
        public static partial void Loaded(ILogger logger, double milliseconds, int concurrency, int queueLength);

        [LoggerMessage(2, LogLevel.Warning, "A photo was turned away: {QueueLength} are waiting already")]
        public static partial void QueueFull(ILogger logger, int queueLength);
    }
}
