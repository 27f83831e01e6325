using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using FaceAuth.Tests.Support;
using Xunit.Abstractions;

namespace FaceAuth.Tests.Rotation;

/// <summary>The short form of the drill (docs/drill.md), as the program that <c>./run drill</c> starts.</summary>
public sealed class Drilling(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8); // under a minute on a machine that does nothing else

    [FactOnMariaDb]
    public async Task Fifty_workers_that_are_killed_at_every_step_lose_no_password()
    {
        var words = await RunAsync("--drill", "--kills", "50", "--seed", "1");

        words.ShouldEndWith("lost: 0\n");
        var rows = Regex.Matches(words, @"^(planned|stored|applying, .+?|applied|trying, .+?|tried|promoted|all) {2,}(\d+) +(\d+)", RegexOptions.Multiline)
            .ToDictionary(row => row.Groups[1].Value, row => Number(row.Groups[2]) + Number(row.Groups[3]));
        rows.Count.ShouldBe(11);
        rows.ShouldAllBe(row => row.Value > 0);
        rows["all"].ShouldBeGreaterThanOrEqualTo(50);
        words.ShouldContain("owner slept, woke after its successors");
        words.ShouldContain("line cut in the middle of the statement");
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        // Built with the solution, in the configuration of these tests.
        var built = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(RepositoryRoot.Path, "FaceAuth.Benchmarks", "bin", built, "net10.0", "FaceAuth.Benchmarks.dll");
        File.Exists(program).ShouldBeTrue("The drill is not built: dotnet build FaceAuth.sln");
        using var drill = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var words = await drill.StandardOutput.ReadToEndAsync(limit.Token);
            output.WriteLine(words);
            await drill.WaitForExitAsync(limit.Token);
            drill.ExitCode.ShouldBe(0, words);
            return words;
        }
        finally
        {
            if (!drill.HasExited)
                drill.Kill(entireProcessTree: true);
        }
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
}
