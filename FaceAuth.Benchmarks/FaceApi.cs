using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace FaceAuth.Benchmarks;

/// <summary>Runs face-api.mjs in Node on the pictures that the engine sees, already decoded.</summary>
internal static class FaceApi
{
    /// <summary>One detector's figure on one picture.</summary>
    public sealed record Timing(string Picture, string Detector, double Milliseconds, int Faces);

    /// <summary>What the script prints.</summary>
    public sealed record Result(int Threads, IReadOnlyList<Timing> Photos);

    /// <summary>Times face-api.js; the pictures in the result are the photos' names.</summary>
    public static async Task<Result> TimeAsync(IReadOnlyList<BenchmarkPhoto> photos, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("faceauth-benchmark-");
        try
        {
            var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
            start.ArgumentList.Add(FindScript());
            foreach (var (index, photo) in photos.Index())
            {
                using var picture = EngineUnderTest.DecodeWhole(photo);
                var path = Path.Combine(folder.FullName, index.ToString(CultureInfo.InvariantCulture));
                await File.WriteAllBytesAsync(path, picture.Rgb.ToArray(), ct);
                start.ArgumentList.Add(FormattableString.Invariant($"{path}:{picture.Width}:{picture.Height}"));
            }
            using var node = Process.Start(start)!;
            var output = await node.StandardOutput.ReadToEndAsync(ct);
            await node.WaitForExitAsync(ct);
            if (node.ExitCode != 0)
                throw new InvalidOperationException($"node ended with exit code {node.ExitCode}. Is everything installed (npm ci)?");
            var result = JsonSerializer.Deserialize<Result>(output, JsonSerializerOptions.Web)!;
            return result with
            {
                Photos = [.. result.Photos.Select(timing => timing with
                {
                    Picture = photos[int.Parse(Path.GetFileName(timing.Picture), CultureInfo.InvariantCulture)].Name,
                })],
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string FindScript()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "face-api.mjs");
            if (File.Exists(script))
                return script;
        }
        throw new FileNotFoundException("face-api.mjs is not in a folder above the program.");
    }
}
