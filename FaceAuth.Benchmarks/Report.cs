using System.Diagnostics;
using System.Globalization;
using FaceAuth.Faces;

namespace FaceAuth.Benchmarks;

/// <summary>Runs everything and prints Markdown.</summary>
internal static class Report
{
    private const int InParallel = 2, PhotosInParallel = 400;

    public static async Task<int> PrintAsync(int rounds, bool withFaceApi, CancellationToken ct)
    {
        var small = BenchmarkPhoto.Make("1024 px", 1024);
        var large = BenchmarkPhoto.Make("12 MP", 4000);
        BenchmarkPhoto[] photos = [small, large, large.OnItsSide("12 MP on its side")];
        using var engine = new EngineUnderTest();

        var timings = new Dictionary<string, Timings>();
        foreach (var photo in photos)
            timings[photo.Name] = await engine.TimeAsync(photo, photo == small ? rounds : Math.Max(10, rounds / 4), ct);

        PrintRow(["milliseconds (of processor time)", .. photos.Select(photo => $"{photo.Name} ({photo.Size})")]);
        PrintRow(["---", .. photos.Select(_ => "---:")]);
        foreach (var row in (string[])[EngineUnderTest.Decode, EngineUnderTest.Detect, EngineUnderTest.Align, EngineUnderTest.Embed,
            EngineUnderTest.Liveness, EngineUnderTest.Whole, EngineUnderTest.BareDecode, EngineUnderTest.BareModels, EngineUnderTest.Floor])
        {
            PrintRow([row, .. photos.Select(photo => Show(timings[photo.Name][row]))]);
        }
        PrintRow(["**whole ÷ floor**", .. photos.Select(photo => $"**{Show(Ratio(timings[photo.Name]))}**")]);
        foreach (var photo in photos)
        {
            double perSecond = await ThroughputAsync(engine, photo, ct);
            Console.WriteLine();
            Console.Write($"{photo.Name}, {InParallel} in parallel: {Number(perSecond, "F0")} photos a second.");
        }
        Console.WriteLine();
        Console.WriteLine();
        Console.WriteLine($"Resident memory under 50 sign-ins at once with 12 MP: at most {Number(await MemoryUse.MeasureAsync(large, ct), "F0")} MB.");

        if (withFaceApi)
            await PrintFaceApiAsync(photos, timings, ct);
        return 0;
    }

    private static Timing Ratio(Timings timings)
    {
        var (whole, floor) = (timings[EngineUnderTest.Whole], timings[EngineUnderTest.Floor]);
        return new Timing(whole.Clock / floor.Clock, whole.Processor / floor.Processor);
    }

    private static string Show(Timing timing) => $"{Number(timing.Clock, "F2")} ({Number(timing.Processor, "F2")})";

    private static async Task<double> ThroughputAsync(EngineUnderTest engine, BenchmarkPhoto photo, CancellationToken ct)
    {
        var upload = PhotoUpload.From(photo.Jpeg);
        int left = PhotosInParallel;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InParallel).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await EngineUnderTest.ReadAsync(engine.Engine, upload, ct);
        }));
        return PhotosInParallel / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task PrintFaceApiAsync(
        BenchmarkPhoto[] photos, Dictionary<string, Timings> timings, CancellationToken ct)
    {
        var result = await FaceApi.TimeAsync(photos, ct);
        Console.WriteLine();
        PrintRow([$"face-api.js (WebAssembly, {result.Threads} thread), without decoding", "milliseconds", "÷ this engine with decoding"]);
        PrintRow(["---", "---:", "---:"]);
        foreach (var timing in result.Photos)
        {
            // Without a face there were no landmarks and no descriptor to compute.
            var found = timing.Faces > 0 ? "" : ", no face found";
            PrintRow([$"{timing.Picture}, {timing.Detector}{found}", Number(timing.Milliseconds, "F0"),
                Number(timing.Milliseconds / timings[timing.Picture][EngineUnderTest.Whole].Clock, "F1")]);
        }
    }

    private static void PrintRow(IEnumerable<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
