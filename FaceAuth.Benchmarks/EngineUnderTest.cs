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
    private readonly FaceReader _reader;
    private readonly OnnxRun[] _runs;

    public EngineUnderTest()
    {
        Engine = CreateEngine();
        _models = EmbeddedModels.Load(Path.Combine(AppContext.BaseDirectory, new EmbeddedEngineOptions().ModelsFolder));
        _reader = new FaceReader(_models);
        _runs = [_models.Detector.CreateRun(), _models.Landmarks.CreateRun(), _models.Embedder.CreateRun(), _models.Liveness.CreateRun()];
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
        var box = _reader.Detect(picture)[0];
        var upload = PhotoUpload.From(photo.Jpeg);
        var template = new float[FaceEmbedder.Length];
        int eighths = JpegDecoder.Eighths(Math.Max(photo.Width, photo.Height), FaceReader.LongSide);
        using var bare = Pixels.Rent(JpegDecoder.Scaled(photo.Width, eighths), JpegDecoder.Scaled(photo.Height, eighths));

        var timings = new Timings();
        timings.Add(Whole, () => ReadAsync(Engine, upload, ct));
        timings.Add(Floor, () =>
        {
            RunBareDecode();
            RunBareModels();
        });
        timings.Add(BareDecode, RunBareDecode);
        timings.Add(BareModels, RunBareModels);
        timings.Add(Decode, () => DecodeWhole(photo).Dispose());
        timings.Add(Detect, () => _reader.Detect(picture));
        timings.Add(Align, () => _reader.Align(picture, box));
        timings.Add(Embed, () => _reader.Embed(template));
        timings.Add(Liveness, () => _reader.ScoreLiveness(picture, box));
        await timings.RunAsync(rounds, ct);
        return timings;

        void RunBareDecode()
        {
            if (!TurboJpeg.TryDecompress(photo.Jpeg, (photo.Width, photo.Height), bare.Rgb, (bare.Width, bare.Height), TurboJpeg.Rgb))
                throw new InvalidOperationException("The benchmark's photo was not decoded.");
        }

        void RunBareModels()
        {
            foreach (var run in _runs)
                run.Run();
        }
    }

    public void Dispose()
    {
        foreach (var run in _runs)
            run.Dispose();
        _reader.Dispose();
        _models.Dispose();
        Engine.Dispose();
    }
}
