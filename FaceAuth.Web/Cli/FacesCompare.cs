using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Faces;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Cli;

/// <summary>
/// <c>faces compare A B</c>: are these two pictures of one person? Exit code 0 for a match, 1 for none, 2 where a
/// picture cannot be used. Quality is told but refuses nothing here: whoever calls this wants the number.
/// </summary>
internal static class FacesCompare
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verb, to be put under <c>faces</c>.</summary>
    /// <param name="services">Gives the configured engine; asked only when the verb runs.</param>
    public static Command Create(Func<IServiceProvider> services)
    {
        var a = new Argument<FileInfo>("A") { Description = "A picture with one face, JPEG or PNG." };
        var b = new Argument<FileInfo>("B") { Description = "Another one." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("compare", "Compare the faces on two pictures. Exit code 0: match, 1: no match, 2: a picture cannot be used.") { a, b, json };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                return await RunAsync(services(), parsed.GetRequiredValue(a).FullName, parsed.GetRequiredValue(b).FullName,
                    parsed.GetValue(json), output, errors, ct);
            }
            catch (Exception fault) when (EvaluationRun.Mendable(fault))
            {
                await errors.WriteLineAsync(fault.Message);
                return ExitCodes.Usage;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IServiceProvider services, string a, string b, bool json, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        var engine = services.GetRequiredService<EmbeddedFaceEngine>();
        var limits = services.GetRequiredService<IOptions<ImageLimits>>().Value;
        var first = await ReadAsync(engine, limits, a, errors, ct);
        var second = await ReadAsync(engine, limits, b, errors, ct);
        if (first is null || second is null) return ExitCodes.Usage;

        var verdict = await engine.CompareAsync(first, [new EnrolledFace(second.Template)], ct);
        var (matches, similarity) = verdict switch
        {
            FaceVerdict.Match match => (true, match.Similarity),
            FaceVerdict.NoMatch noMatch => (false, noMatch.Similarity),
            _ => throw new InvalidOperationException("The embedded engine always answers."),
        };
        var cosine = EmbeddedFaceEngine.Cosine(first.Template, second.Template);
        var words = matches ? "match" : "no match";
        await output.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { similarity, cosine, verdict = words, engine.Threshold }, Json)
            : string.Create(CultureInfo.InvariantCulture,
                $"similarity {SimilarityScale.Show(similarity)} (threshold {engine.Threshold:0.#}), cosine {cosine:0.000}: {words}"));
        return matches ? ExitCodes.Done : ExitCodes.Negative;
    }

    private static async Task<DetectedFace?> ReadAsync(
        EmbeddedFaceEngine engine, ImageLimits limits, string path, TextWriter errors, CancellationToken ct)
    {
        var photo = new PhotoUpload(new FileInfo(path).Length, () => File.OpenRead(path));
        var reading = await engine.ReadAsync(photo, ReadingPurpose.SignIn, ct);
        if (reading is FaceReading.Unfit unfit)
        {
            foreach (var advice in unfit.Advice)
                await errors.WriteLineAsync($"Note on {path}: the site would not take this photo. {PhotoWords.For(advice)}");
            reading = await engine.ReadAsync(photo, ReadingPurpose.SignIn, judged: false, ct);
        }
        switch (reading)
        {
            case FaceReading.Found found:
                return found.Face;
            case FaceReading.Refused refused:
                await errors.WriteLineAsync($"{path}: {PhotoWords.For(refused.Problem, limits)}");
                return null;
            case FaceReading.SeveralFaces:
                await errors.WriteLineAsync($"{path}: there are several faces, and it is not clear whose is meant. Cut one out.");
                return null;
            default:
                await errors.WriteLineAsync($"{path}: no face was found.");
                return null;
        }
    }
}
