namespace FaceAuth.Faces.Evaluation;

/// <summary>How well genuine and impostor scores can be told apart. Rates are fractions; NaN where there is no such pair.</summary>
/// <param name="Accuracy">Share of right answers at the best threshold.</param>
/// <param name="Auc">Chance that a genuine pair scores higher than an impostor pair; ties count half.</param>
/// <param name="Eer">The error rate where false matches and false non-matches are equally frequent.</param>
/// <param name="TrueMatchAt">Rate of genuine pairs accepted where the rate of false matches is at most the key.</param>
internal sealed record OperatingPoint(double Accuracy, double Auc, double Eer, IReadOnlyDictionary<double, double> TrueMatchAt)
{
    /// <summary>The false match rates that the true match rate is told for.</summary>
    public static readonly IReadOnlyList<double> FalseMatchRates = [1e-2, 1e-3, 1e-4];

    /// <summary>Computes it, at each score that occurs.</summary>
    public static OperatingPoint Of(Comparisons comparisons)
    {
        var (genuine, impostor) = (comparisons.Genuine, comparisons.Impostor);
        double g = genuine.Total, f = impostor.Total;
        // Accepting nobody is the first threshold.
        long accepted = 0, falselyAccepted = 0;
        double right = f, area = 0, gap = double.MaxValue, equal = double.NaN;
        for (var i = ScoreCounts.Steps - 1; i >= 0; i--)
        {
            if (genuine[i] == 0 && impostor[i] == 0) continue;
            area += impostor[i] * (accepted + genuine[i] / 2.0);
            accepted += genuine[i];
            falselyAccepted += impostor[i];
            right = Math.Max(right, accepted + f - falselyAccepted);
            var (falseMatch, falseNonMatch) = (falselyAccepted / f, 1 - accepted / g);
            if (Math.Abs(falseMatch - falseNonMatch) < gap)
                (gap, equal) = (Math.Abs(falseMatch - falseNonMatch), (falseMatch + falseNonMatch) / 2);
        }
        return new OperatingPoint(
            right / (g + f), area / (g * f), equal,
            FalseMatchRates.ToDictionary(rate => rate, rate => f == 0 ? double.NaN : genuine.AtLeast(impostor.ReachedBy(rate)) / g));
    }

    /// <summary>
    /// Accuracy as the LFW protocol has it: the threshold that is best on nine tenths of the pairs judges the last
    /// tenth, ten times. The tenths take every tenth pair of either kind.
    /// </summary>
    /// <returns>Mean and standard error; null with fewer than 100 pairs of either kind.</returns>
    public static (double Mean, double Error)? TenFold(IEnumerable<(double Score, bool Same)> pairs)
    {
        const int folds = 10, fewest = 100;
        var byKind = pairs.ToLookup(p => p.Same);
        if (byKind[true].Count() < fewest || byKind[false].Count() < fewest) return null;
        var numbered = byKind.SelectMany(kind => kind.Select((pair, i) => (pair.Score, pair.Same, Fold: i % folds))).ToList();
        var accuracies = Enumerable.Range(0, folds).Select(fold =>
        {
            var threshold = BestThreshold(numbered.Where(p => p.Fold != fold).Select(p => (p.Score, p.Same)));
            return numbered.Where(p => p.Fold == fold).Average(p => p.Score >= threshold == p.Same ? 1.0 : 0);
        }).ToList();
        var mean = accuracies.Average();
        return (mean, Math.Sqrt(accuracies.Sum(a => (a - mean) * (a - mean)) / (folds - 1) / folds));
    }

    private static double BestThreshold(IEnumerable<(double Score, bool Same)> pairs)
    {
        var (best, right, threshold) = (0, 0, double.MaxValue);
        foreach (var (score, same) in pairs.OrderByDescending(p => p.Score))
        {
            right += same ? 1 : -1;
            if (right > best) (best, threshold) = (right, score);
        }
        return threshold;
    }
}
