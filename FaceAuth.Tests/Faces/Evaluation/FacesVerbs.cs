using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Cli;
using FaceAuth.Faces.Samples;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Evaluation;

/// <summary><c>faces compare</c> and <c>faces evaluate</c> as a script calls them.</summary>
public sealed class FacesVerbs : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("faceauth-verbs-");

    public FacesVerbs()
    {
        foreach (var picture in SamplePictures.All)
            File.WriteAllBytes(Path.Combine(folder.FullName, picture.Name + ".jpg"), SamplePhotos.Of(picture));
    }

    [Fact]
    public async Task Compare_says_match_and_ends_with_0()
    {
        var (code, output, _) = await RunAsync("faces", "compare", In("ada-1.jpg"), In("ada-2.jpg"), "--json");
        code.ShouldBe(0);
        var json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("verdict").GetString().ShouldBe("match");
        json.GetProperty("similarity").GetDouble().ShouldBeGreaterThanOrEqualTo(70);
        json.GetProperty("cosine").GetDouble().ShouldBeInRange(.5, 1);
    }

    [Fact]
    public async Task Compare_says_no_match_and_ends_with_1()
    {
        var (code, output, _) = await RunAsync("faces", "compare", In("ada-1.jpg"), In("stranger-1.jpg"));
        code.ShouldBe(1);
        output.ShouldContain("no match");
    }

    [Fact]
    public async Task Compare_ends_with_2_where_a_picture_cannot_be_used_or_the_call_is_wrong()
    {
        (await RunAsync("faces", "compare", In("ada-1.jpg"), In("nobody.jpg"))).Code.ShouldBe(2);
        File.WriteAllText(In("text.jpg"), "no picture");
        var (code, _, errors) = await RunAsync("faces", "compare", In("ada-1.jpg"), In("text.jpg"));
        code.ShouldBe(2);
        errors.ShouldContain("not a JPEG or PNG");
        (await CommandLine.RunAsync(["faces", "compare", In("ada-1.jpg")])).ShouldBe(2);
    }

    [Fact]
    public async Task Evaluate_measures_all_pairs_of_people()
    {
        var list = Write("people.csv", "path,person", "ada-1.jpg,Ada", "ada-2.jpg,Ada",
            "stranger-1.jpg,1", "stranger-2.jpg,2", "stranger-3.jpg,3", "stranger-4.jpg,4");
        var (code, output, _) = await RunAsync("faces", "evaluate", list, "--json");
        code.ShouldBe(0);
        var json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["pairs", "genuine", "impostor", "notFound", "accuracy", "auc", "eer", "tarAtFar", "threshold"]);
        json.GetProperty("pairs").GetInt64().ShouldBe(15);
        json.GetProperty("genuine").GetInt64().ShouldBe(1);
        json.GetProperty("impostor").GetInt64().ShouldBe(14);
        json.GetProperty("notFound").GetInt32().ShouldBe(0);
        json.GetProperty("accuracy").GetDouble().ShouldBe(1);
        json.GetProperty("tarAtFar").GetProperty("1e-2").GetDouble().ShouldBe(1);
        json.GetProperty("threshold").GetProperty("similarity").GetDouble().ShouldBe(70);
        json.GetProperty("threshold").GetProperty("fmr").GetDouble().ShouldBe(0);
    }

    [Fact]
    public async Task Evaluate_measures_listed_pairs_from_another_folder_and_prints_a_table()
    {
        var elsewhere = folder.CreateSubdirectory("lists");
        var list = Path.Combine(elsewhere.FullName, "pairs.csv");
        File.WriteAllLines(list, ["a,b,same", "ada-1.jpg,ada-2.jpg,1", "ada-1.jpg,stranger-2.jpg,0"]);
        var (code, output, _) = await RunAsync("faces", "evaluate", list, "--root", folder.FullName);
        code.ShouldBe(0);
        output.ShouldContain("Best accuracy");
        output.ShouldContain("100.000 %");
    }

    [Theory]
    [InlineData("line 1", "left,right", "a.jpg,b.jpg")]
    [InlineData("line 3", "a,b,same", "ada-1.jpg,ada-2.jpg,1", "ada-1.jpg,ada-2.jpg,maybe")]
    [InlineData("line 2", "a,b,same", "ada-1.jpg,nobody.jpg,1")]
    [InlineData("line 3", "path,person", "ada-1.jpg,Ada", "ada-2.jpg,")]
    [InlineData("line 3", "path,person", "ada-1.jpg,Ada", "ada-1.jpg,Ada")]
    [InlineData("line 2", "a,b,same")]
    public async Task Evaluate_names_the_line_of_a_bad_list_and_ends_with_2(string named, params string[] lines)
    {
        var (code, _, errors) = await RunAsync("faces", "evaluate", Write("bad.csv", lines));
        code.ShouldBe(2);
        errors.ShouldContain(named);
    }

    [Fact]
    public async Task Evaluate_ends_with_2_where_the_list_is_not_there()
    {
        var (code, _, errors) = await RunAsync("faces", "evaluate", In("none.csv"));
        code.ShouldBe(2);
        errors.ShouldContain("none.csv");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string In(string name) => Path.Combine(folder.FullName, name);

    private string Write(string name, params string[] lines)
    {
        File.WriteAllLines(In(name), lines);
        return In(name);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), errors = new(CultureInfo.InvariantCulture);
        var code = await CommandLine.Create().Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
