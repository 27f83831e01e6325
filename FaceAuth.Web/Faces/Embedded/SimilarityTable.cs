namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Which fused score strangers reach how rarely: the one place of the engine's calibration. Made with
/// <c>faces calibrate people.csv --root DIR</c> (docs/engine.md shows its output and the data it came from).
/// </summary>
/// <remarks>
/// One photo: similarity 50 to 90 from 29.6 million pairs of different people, all of LFW; 40 from the 1.17 million
/// pairs of docs/engine.md, which confirm 50 to 70. Three and five photos: measured there up to 60; beyond, the straight
/// line that maps the score with one photo onto the fused score is carried on. 30 is where everybody passes.
/// </remarks>
internal static class SimilarityTable
{
    /// <summary>30 − 10·log10(false match rate), for rates of 1, 1e-1, …, 1e-6.</summary>
    public static readonly double[] Similarities = [30, 40, 50, 60, 70, 80, 90];

    private static readonly double[] OnePhoto = [-.30, .131, .247, .339, .413, .478, .565];
    private static readonly double[] ThreePhotos = [-.30, .1306, .2521, .3460, .4215, .4879, .5767];
    private static readonly double[] FivePhotos = [-.30, .1303, .2543, .3502, .4273, .4951, .5858];

    // Between the numbers of photos that were measured the columns are interpolated; more than five count as five.
    private static readonly double[][] ByPhotos =
        [OnePhoto, Mean(OnePhoto, ThreePhotos), ThreePhotos, Mean(ThreePhotos, FivePhotos), FivePhotos];

    /// <summary>The scores that belong to <see cref="Similarities"/>, rising.</summary>
    /// <param name="photos">Enrolled photos, at least 1.</param>
    public static double[] Scores(int photos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(photos, 1);
        return ByPhotos[Math.Min(photos, ByPhotos.Length) - 1];
    }

    private static double[] Mean(double[] a, double[] b) => [.. a.Zip(b, (x, y) => (x + y) / 2)];
}
