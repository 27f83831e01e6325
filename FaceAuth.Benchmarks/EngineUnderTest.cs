using System.Runtime.CompilerServices;
using FaceAuth.Faces;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaceAuth.Benchmarks;

/// <summary>The engine as the site runs it, its steps one by one, and the floor beneath them.</summary>
internal sealed class EngineUnderTest : IDisposable
{
    public const string Decode = "decode", Detect = "detect", Align = "landmarks, align, quality", Embed = "embed",
        Liveness = "liveness", Whole = "whole photo", BareDecode = "bare JPEG decode", BareModels = "bare model runs",
        Floor = "floor";

    private const double Threshold = 70;
    private static readonly ImageLimits Limits = new();

    private readonly EmbeddedModels _models;
    private readonly Resampler _resampler = new();
    private readonly FaceDetector _detector;
    private readonly LandmarkFinder _landmarks;
    private readonly FaceAligner _aligner = new();
    private readonly QualityMeter _meter = new();
    private readonly FaceEmbedder _embedder;
    private readonly LivenessScorer _liveness;

    public EngineUnderTest()
    {
        Engine = CreateEngine();
        _models = EmbeddedModels.Load(Path.Combine(AppContext.BaseDirectory, new EmbeddedEngineOptions().ModelsFolder));
        _detector = new FaceDetector(_models.Detector);
        _landmarks = new LandmarkFinder(_models.Landmarks);
        _embedder = new FaceEmbedder(_models.Embedder);
        _liveness = new LivenessScorer(_models.Liveness);
    }

    public EmbeddedFaceEngine Engine { get; }

    public static EmbeddedFaceEngine CreateEngine() => new(
        new EmbeddedEngineOptions(), Limits, Threshold, TimeProvider.System, NullLogger<EmbeddedFaceEngine>.Instance);

    /// <summary>Reads one photo as a sign-in does; anything but a face found is a fault.</summary>
    public static async Task ReadAsync(EmbeddedFaceEngine engine, PhotoUpload upload, CancellationToken ct)
    {
        if (await engine.ReadAsync(upload, ReadingPurpose.SignIn, ct) is var reading and not FaceReading.Found)
            throw new InvalidOperationException($"The benchmark's photo was not read: {reading}.");
    }

    /// <summary>The picture that the engine sees.</summary>
    public static Pixels DecodeWhole(BenchmarkPhoto photo) =>
        ((Decoding.Decoded)ImageDecoder.Decode(photo.Jpeg, Limits, FaceReader.LongSide)).Pixels;

    /// <summary>Times everything on one photo.</summary>
    public async Task<Timings> TimeAsync(BenchmarkPhoto photo, int rounds, CancellationToken ct)
    {
        using var picture = DecodeWhole(photo);
        var box = _detector.Detect(picture, _resampler)[0];
        var upload = PhotoUpload.From(photo.Jpeg);
        var template = new float[FaceEmbedder.Length];
        int eighths = JpegDecoder.Eighths(Math.Max(photo.Width, photo.Height), FaceReader.LongSide);
        using var bare = Pixels.Rent(JpegDecoder.Scaled(photo.Width, eighths), JpegDecoder.Scaled(photo.Height, eighths));

        var timings = new Timings();
        timings.Add(Whole, () => ReadAsync(Engine, upload, ct));
        timings.Add(Decode, () => DecodeWhole(photo).Dispose());
        timings.Add(Detect, () => _detector.Detect(picture, _resampler));
        timings.Add(Align, () =>
        {
            var points = _landmarks.Find(picture, box, _resampler);
            _aligner.Align(picture, points, _resampler);
            _meter.Measure(picture.Width, picture.Height, box, points, _aligner.Face);
        });
        timings.Add(Embed, () => _embedder.Embed(_aligner.Face, template));
        timings.Add(Liveness, () => _liveness.Score(picture, box, _resampler));
        timings.Add(Floor, () =>
        {
            RunBareDecode();
            RunBareModels();
        });
        timings.Add(BareDecode, RunBareDecode);
        timings.Add(BareModels, RunBareModels);
        await timings.RunAsync(rounds, ct);
        return timings;

        void RunBareDecode()
        {
            if (!TurboJpeg.TryDecompress(photo.Jpeg, (photo.Width, photo.Height), bare.Rgb, (bare.Width, bare.Height), TurboJpeg.Rgb))
                throw new InvalidOperationException("The benchmark's photo was not decoded.");
        }

        // The models are run once more on what the steps showed them last: their time depends on the picture (on zeros
        // the embedder is a quarter faster), so a floor measured on anything else would be none.
        void RunBareModels()
        {
            RunOf(_detector).Run();
            RunOf(_landmarks).Run();
            RunOf(_embedder).Run();
            RunOf(_liveness).Run();
        }
    }

    public void Dispose()
    {
        _detector.Dispose();
        _landmarks.Dispose();
        _embedder.Dispose();
        _liveness.Dispose();
        _models.Dispose();
        Engine.Dispose();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "run")]
    private static extern ref OnnxRun RunOf(FaceDetector detector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "run")]
    private static extern ref OnnxRun RunOf(LandmarkFinder landmarks);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "run")]
    private static extern ref OnnxRun RunOf(FaceEmbedder embedder);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "run")]
    private static extern ref OnnxRun RunOf(LivenessScorer liveness);
}
