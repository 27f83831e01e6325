using System.Globalization;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Turns a fused score into a similarity that means the same however many photos are enrolled: 30 − 10·log10(rate at
/// which strangers reach this score), from 30 to 90. Between the points of <see cref="SimilarityTable"/> it is
/// straight; beyond the last one it stays at 90, which is shown as "≥ 90", because no more was measured.
/// </summary>
internal static class SimilarityScale
{
    /// <summary>The highest similarity there is.</summary>
    public const double Highest = 90;

    /// <summary>The similarity of a score.</summary>
    /// <param name="score">A cosine, −1 to 1.</param>
    /// <param name="photos">Enrolled photos that were fused, at least 1.</param>
    public static double ToSimilarity(double score, int photos)
    {
        var scores = SimilarityTable.Scores(photos);
        if (score <= scores[0]) return SimilarityTable.Similarities[0];
        for (var i = 1; i < scores.Length; i++)
        {
            if (score < scores[i])
                return Between(score, scores[i - 1], scores[i], SimilarityTable.Similarities[i - 1], SimilarityTable.Similarities[i]);
        }
        return Highest;
    }

    /// <summary>The score at which a similarity is reached: the inverse of <see cref="ToSimilarity"/>.</summary>
    public static double ToScore(double similarity, int photos)
    {
        var scores = SimilarityTable.Scores(photos);
        var similarities = SimilarityTable.Similarities;
        if (similarity <= similarities[0]) return scores[0];
        for (var i = 1; i < scores.Length; i++)
        {
            if (similarity < similarities[i])
                return Between(similarity, similarities[i - 1], similarities[i], scores[i - 1], scores[i]);
        }
        return scores[^1];
    }

    /// <summary>The rate at which strangers reach a similarity, by the scale's promise.</summary>
    public static double FalseMatchRate(double similarity) => Math.Pow(10, (30 - similarity) / 10);

    /// <summary>A similarity as it is shown: one decimal, "≥ 90" at the end of the scale.</summary>
    public static string Show(double similarity) =>
        similarity >= Highest ? "≥ 90" : similarity.ToString("0.0", CultureInfo.InvariantCulture);

    private static double Between(double at, double from, double to, double low, double high) =>
        low + (at - from) / (to - from) * (high - low);
}
