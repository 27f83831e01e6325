using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Evaluation;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary>
/// <c>faces evaluate FILE.csv</c>: the engine's operating point on labelled pictures. Exit code 0 when measured, 2 when
/// the list, a picture in it or a model file cannot be used.
/// </summary>
internal static class FacesEvaluate
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verb, to be put under <c>faces</c>.</summary>
    /// <param name="services">Gives the configured engine; asked only when the verb runs.</param>
    public static Command Create(Func<IServiceProvider> services)
    {
        var list = new Argument<FileInfo>("FILE.csv") { Description = "Pairs (columns a,b,same) or pictures (columns path,person; all pairs are made)." };
        var root = new Option<DirectoryInfo?>("--root") { Description = "The folder that the paths in the list are relative to; otherwise the list's own." };
        var json = new Option<bool>("--json") { Description = "Print JSON; rates are fractions." };
        var command = new Command("evaluate", "Measure the engine's operating point on labelled pictures.") { list, root, json };
        command.SetAction((parsed, ct) => Task.FromResult(EvaluationRun.Guarded(parsed.InvocationConfiguration.Error, () =>
        {
            var engine = services().GetRequiredService<EmbeddedFaceEngine>();
            var (pictures, templates) = EvaluationRun.Read(
                engine.Models, parsed.GetRequiredValue(list).FullName, parsed.GetValue(root)?.FullName, ct);
            var result = Measure(pictures, templates, engine.Threshold, ct);
            if (parsed.GetValue(json)) parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(AsJson(result), Json));
            else Write(result, parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        })));
        return command;
    }

    /// <summary>What was measured.</summary>
    internal sealed record Result(
        Comparisons Comparisons, OperatingPoint Point, (double Mean, double Error)? TenFold, int NotFound,
        double Similarity, double FalseMatchRate, double FalseNonMatchRate);

    internal static Result Measure(LabelledPictures pictures, float[]?[] templates, double similarity, CancellationToken ct)
    {
        var comparisons = pictures.Pairs is { } pairs
            ? Comparisons.OfPairs(templates, pairs)
            : Comparisons.OfAll(templates, pictures.People!, ct);
        var threshold = SimilarityScale.ToScore(similarity, photos: 1);
        return new Result(
            comparisons, OperatingPoint.Of(comparisons),
            pictures.Pairs is null ? null : OperatingPoint.TenFold(
                pictures.Pairs.Select(p => (Comparisons.Score(templates[p.A], templates[p.B]), p.Same))),
            templates.Count(t => t is null), similarity,
            comparisons.Impostor.AtLeast(threshold) / (double)comparisons.Impostor.Total,
            1 - comparisons.Genuine.AtLeast(threshold) / (double)comparisons.Genuine.Total);
    }

    private static object AsJson(Result result) => new
    {
        Pairs = result.Comparisons.Genuine.Total + result.Comparisons.Impostor.Total,
        Genuine = result.Comparisons.Genuine.Total,
        Impostor = result.Comparisons.Impostor.Total,
        result.NotFound,
        Accuracy = Number(result.Point.Accuracy),
        Auc = Number(result.Point.Auc),
        Eer = Number(result.Point.Eer),
        TarAtFar = result.Point.TrueMatchAt.ToDictionary(at => Rate(at.Key), at => Number(at.Value)),
        Threshold = new
        {
            result.Similarity,
            Fmr = Number(result.FalseMatchRate),
            Fnmr = Number(result.FalseNonMatchRate),
        },
    };

    private static void Write(Result result, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumns("", "");
        table.Columns[1].RightAligned();
        void Row(string name, string value) => table.AddRow(Markup.Escape(name), Markup.Escape(value));
        var (genuine, impostor) = (result.Comparisons.Genuine.Total, result.Comparisons.Impostor.Total);
        Row("Pairs", Count(genuine + impostor));
        Row("Genuine", Count(genuine));
        Row("Impostor", Count(impostor));
        Row("Pictures without a face found", Count(result.NotFound));
        Row("Best accuracy", Percent(result.Point.Accuracy));
        if (result.TenFold is var (mean, error)) Row("Accuracy by the LFW protocol (10 folds)", $"{Percent(mean)} ± {Percent(error)}");
        Row("AUC", double.IsNaN(result.Point.Auc) ? "–" : result.Point.Auc.ToString("0.00000", CultureInfo.InvariantCulture));
        Row("EER", Percent(result.Point.Eer));
        foreach (var (rate, share) in result.Point.TrueMatchAt)
        {
            // With fewer impostor pairs than one expected false match, the rate is only an upper bound.
            Row($"True match at false match {Rate(rate)}", Percent(share) + (impostor * rate < 1 ? " (too few pairs)" : ""));
        }
        Row($"False match at similarity {SimilarityScale.Show(result.Similarity)}", Percent(result.FalseMatchRate));
        Row($"False non-match at similarity {SimilarityScale.Show(result.Similarity)}", Percent(result.FalseNonMatchRate));
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }

    private static double? Number(double value) => double.IsFinite(value) ? value : null;

    private static string Rate(double rate) => $"1e{Math.Round(Math.Log10(rate)).ToString(CultureInfo.InvariantCulture)}";

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) =>
        double.IsNaN(share) ? "–" : (share * 100).ToString("0.000", CultureInfo.InvariantCulture) + " %";
}
