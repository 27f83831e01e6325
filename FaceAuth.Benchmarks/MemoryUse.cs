using System.Diagnostics;
using System.Globalization;
using FaceAuth.Faces;

namespace FaceAuth.Benchmarks;

/// <summary>
/// The highest resident memory of a process that reads 50 uploads at once. Measured in a child process that does
/// nothing else; it includes the runtime, the models and every buffer.
/// </summary>
internal static class MemoryUse
{
    private const int AtOnce = 50, Rounds = 3;

    /// <summary>Starts the child and gives its megabytes.</summary>
    public static async Task<double> MeasureAsync(BenchmarkPhoto photo, CancellationToken ct)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, photo.Jpeg, ct);
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
            if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
                start.ArgumentList.Add(typeof(MemoryUse).Assembly.Location);
            start.ArgumentList.Add("memory");
            start.ArgumentList.Add(path);
            using var child = Process.Start(start)!;
            var output = await child.StandardOutput.ReadToEndAsync(ct);
            await child.WaitForExitAsync(ct);
            return child.ExitCode == 0
                ? double.Parse(output, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"The memory run ended with exit code {child.ExitCode}.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The child: reads the file 50 times at once, three times over, and prints VmHWM (proc(5), status).</summary>
    public static async Task<int> RunAsync(string path, CancellationToken ct)
    {
        using var engine = EngineUnderTest.CreateEngine();
        // Uploads lie in files until the engine has a place free, as the web server leaves them.
        var upload = new PhotoUpload(new FileInfo(path).Length, () => File.OpenRead(path));
        for (int round = 0; round < Rounds; round++)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => EngineUnderTest.ReadAsync(engine, upload, ct)));
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        var kilobytes = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Console.WriteLine((kilobytes / 1024).ToString("F0", CultureInfo.InvariantCulture));
        return 0;
    }
}
