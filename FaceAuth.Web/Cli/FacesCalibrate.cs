using System.CommandLine;
using System.Globalization;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Evaluation;

namespace FaceAuth.Cli;

/// <summary>
/// <c>faces calibrate FILE.csv</c>: makes the numbers of <see cref="SimilarityTable"/> again, from pictures labelled
/// with people (path,person). Exit codes as of <c>faces evaluate</c>.
/// </summary>
internal static class FacesCalibrate
{
    // Fewer than this many expected false matches say too little about a rate.
    private const int FewestFalseMatches = 30;

    /// <summary>The verb, to be put under <c>faces</c>.</summary>
    /// <param name="services">Gives the configured engine; asked only when the verb runs.</param>
    public static Command Create(Func<IServiceProvider> services)
    {
        var list = new Argument<FileInfo>("FILE.csv") { Description = "Pictures of people, several of each (columns path,person)." };
        var root = new Option<DirectoryInfo?>("--root") { Description = "The folder that the paths in the list are relative to; otherwise the list's own." };
        var command = new Command("calibrate", "Measure the fused score with 1, 3 and 5 enrolled photos, as the engine's similarity table needs it.") { list, root };
        command.SetAction((parsed, ct) => Task.FromResult(EvaluationRun.Guarded(parsed.InvocationConfiguration.Error, () =>
        {
            var models = services().GetRequiredService<EmbeddedFaceEngine>().Models;
            var (pictures, templates) = EvaluationRun.Read(models, parsed.GetRequiredValue(list).FullName, parsed.GetValue(root)?.FullName, ct);
            if (pictures.People is null) throw new LabelledPicturesException("Calibration needs the columns path,person.");
            Write(pictures, new FusionCalibration(templates, pictures.People), templates, parsed.InvocationConfiguration.Output, ct);
            return ExitCodes.Done;
        })));
        return command;
    }

    private static void Write(
        LabelledPictures pictures, FusionCalibration calibration, float[]?[] templates, TextWriter output, CancellationToken ct)
    {
        var pairs = Comparisons.OfAll(templates, pictures.People!, ct).Impostor;
        var single = Scores(pairs, pairs.Total);
        output.WriteLine(Invariant($"1 photo: {pairs.Total:N0} pairs of different people"));
        output.WriteLine($"  score at rate {Show(single)}");
        for (var i = 0; i < SimilarityTable.Similarities.Length; i++)
        {
            var score = SimilarityTable.Scores(1)[i];
            var expected = pairs.Total * SimilarityScale.FalseMatchRate(SimilarityTable.Similarities[i]);
            if (i > 0 && expected >= FewestFalseMatches)
                output.WriteLine(Invariant($"  similarity {SimilarityTable.Similarities[i]}: {pairs.AtLeast(score):N0} false matches, {expected:N0} promised, ratio {pairs.AtLeast(score) / expected:0.00}"));
        }

        foreach (var photos in (int[])[3, 5])
        {
            // The same people with one photo: what differs is the fusion and not who was enrolled.
            var alone = calibration.Run(1, default, fewest: photos + 1, ct);
            var one = Scores(alone.Comparisons.Impostor, alone.DistinctImpostors);
            output.WriteLine(Invariant($"1 photo of those with more than {photos}"));
            output.WriteLine($"  score at rate {Show(one)}");
            output.WriteLine($"  true match    {Show(TrueMatch(alone, one))}");
            foreach (var fusion in Enum.GetValues<FusionCalibration.Fusion>())
            {
                var measured = calibration.Run(photos, fusion, fewest: photos + 1, ct);
                if (measured.People == 0)
                {
                    output.WriteLine($"{photos} photos: nobody has more pictures than that");
                    break;
                }
                var scores = Scores(measured.Comparisons.Impostor, measured.DistinctImpostors);
                output.WriteLine(Invariant($"{photos} photos, {fusion}: {measured.People} people, {measured.DistinctImpostors:N0} strangers' pictures held against them"));
                output.WriteLine($"  score at rate {Show(scores)}");
                output.WriteLine($"  true match    {Show(TrueMatch(measured, scores))}");
                if (fusion == FusionCalibration.Fusion.MeanTemplate) WriteColumn(one, scores, output);
            }
        }
    }

    // The table's column: what fusing does to the score of the same people with one photo, as the straight line that
    // fits where both are known, done to the table's column for one photo. It also reaches the tail that this data
    // cannot.
    private static void WriteColumn(Dictionary<double, double> one, Dictionary<double, double> fused, TextWriter output)
    {
        var both = one.Where(p => fused.ContainsKey(p.Key)).Select(p => (X: p.Value, Y: fused[p.Key])).ToList();
        if (both.Count < 2) return;
        var (x, y) = (both.Average(p => p.X), both.Average(p => p.Y));
        var slope = both.Sum(p => (p.X - x) * (p.Y - y)) / both.Sum(p => (p.X - x) * (p.X - x));
        output.WriteLine(Invariant($"  fitted        fused = {y - slope * x:0.0000} + {slope:0.0000} × score with one photo"));
        output.WriteLine("  column        " + string.Join("  ", SimilarityTable.Similarities.Skip(1).Zip(SimilarityTable.Scores(1).Skip(1),
            (similarity, score) => Invariant($"{similarity}: {y + slope * (score - x):0.0000}"))));
    }

    private static Dictionary<double, double> TrueMatch(FusionCalibration.Measured measured, Dictionary<double, double> scores) =>
        scores.ToDictionary(s => s.Key, s => measured.Comparisons.Genuine.AtLeast(s.Value) / (double)measured.Comparisons.Genuine.Total);

    // Score by −log10 of the rate, as far down as there are enough false matches.
    private static Dictionary<double, double> Scores(ScoreCounts impostors, long distinct) =>
        Enumerable.Range(1, 6).Where(i => distinct * Math.Pow(10, -i) >= FewestFalseMatches)
            .ToDictionary(i => (double)i, i => impostors.ReachedBy(Math.Pow(10, -i)));

    private static string Show(Dictionary<double, double> byRate) =>
        string.Join("  ", byRate.Select(p => Invariant($"1e-{p.Key}: {p.Value:0.0000}")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
