using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Cli;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Replay;

/// <summary><c>faces replay-guard</c> as a script calls it.</summary>
public sealed class MeasuringTheGuard : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("faceauth-replays-");

    public MeasuringTheGuard()
    {
        folder.CreateSubdirectory("ada");
        File.WriteAllBytes(In("ada/1.jpg"), SamplePhotos.Ada);
        File.WriteAllBytes(In("ada/2.JPG"), SamplePhotos.AdaAgain);
        File.WriteAllBytes(In("stranger.jpg"), SamplePhotos.LookAlike);
        File.WriteAllText(In("notes.txt"), "no picture");
    }

    [Fact]
    public async Task A_folder_is_measured_and_told_as_JSON_and_as_a_table()
    {
        var (code, output, _) = await RunAsync(folder.FullName, "--sample", "1", "--json", "--scores", In("scores.csv"));
        code.ShouldBe(0);
        var json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("pictures").GetInt32().ShouldBe(3);
        json.GetProperty("notFound").GetInt32().ShouldBe(0);
        json.GetProperty("changed").GetInt32().ShouldBe(1);
        json.GetProperty("replays").EnumerateArray().First().GetProperty("rate").GetDouble().ShouldBe(1);
        var shots = json.GetProperty("falseAlarms").EnumerateArray().First();
        shots.GetProperty("pairs").GetInt32().ShouldBe(1);
        shots.GetProperty("alarms").GetInt32().ShouldBe(0);
        json.GetProperty("takenForOne").GetArrayLength().ShouldBe(0);
        File.ReadAllLines(In("scores.csv")).Length.ShouldBeGreaterThan(40);

        (code, output, _) = await RunAsync(folder.FullName, "--sample", "0");
        code.ShouldBe(0);
        output.ShouldContain("different shots of one person");
    }

    [Fact]
    public async Task A_list_is_measured_too()
    {
        File.WriteAllLines(In("people.csv"), ["path,person", "ada/1.jpg,Ada", "ada/2.JPG,Ada", "stranger.jpg,1"]);
        var (code, output, _) = await RunAsync(In("people.csv"), "--sample", "0", "--json");
        code.ShouldBe(0);
        JsonDocument.Parse(output).RootElement.GetProperty("falseAlarms").EnumerateArray().First().GetProperty("pairs").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task It_ends_with_2_where_there_is_nothing_to_measure()
    {
        (await RunAsync(In("none.csv"))).Code.ShouldBe(2);
        var (code, _, errors) = await RunAsync(folder.CreateSubdirectory("empty").FullName);
        code.ShouldBe(2);
        errors.ShouldContain("no picture");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), errors = new(CultureInfo.InvariantCulture);
        var code = await CommandLine.Create().Parse(["faces", "replay-guard", .. args])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
