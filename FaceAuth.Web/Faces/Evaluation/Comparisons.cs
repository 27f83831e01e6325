using System.Numerics.Tensors;

namespace FaceAuth.Faces.Evaluation;

/// <summary>
/// The scores of labelled pairs, genuine and impostor apart. A picture without a face matches nobody: its pairs score
/// −1, so that a failure to find a face counts as a false non-match (ISO/IEC 19795-1 calls the rates generalized then).
/// </summary>
internal sealed record Comparisons(ScoreCounts Genuine, ScoreCounts Impostor)
{
    // Rows that are compared with each further row while that one is in the processor's cache.
    private const int Tile = 32;

    public Comparisons() : this(new ScoreCounts(), new ScoreCounts()) { }

    /// <summary>Counts one pair.</summary>
    public void Add(double score, bool same) => (same ? Genuine : Impostor).Add(score);

    /// <summary>The score of two pictures.</summary>
    public static double Score(float[]? a, float[]? b) => a is null || b is null ? -1 : TensorPrimitives.Dot<float>(a, b);

    /// <summary>Compares the listed pairs.</summary>
    public static Comparisons OfPairs(float[]?[] templates, IReadOnlyList<LabelledPictures.Pair> pairs)
    {
        var comparisons = new Comparisons();
        foreach (var pair in pairs) comparisons.Add(Score(templates[pair.A], templates[pair.B]), pair.Same);
        return comparisons;
    }

    /// <summary>Compares each picture with each other one.</summary>
    public static Comparisons OfAll(float[]?[] templates, IReadOnlyList<int> people, CancellationToken ct)
    {
        var all = new Comparisons();
        var tiles = (templates.Length + Tile - 1) / Tile;
        Parallel.For(0, tiles,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            () => new Comparisons(),
            (tile, _, mine) =>
            {
                var first = tile * Tile;
                var end = Math.Min(first + Tile, templates.Length);
                for (var j = first + 1; j < templates.Length; j++)
                {
                    for (var i = first; i < Math.Min(end, j); i++)
                        mine.Add(Score(templates[i], templates[j]), people[i] == people[j]);
                }
                return mine;
            },
            mine =>
            {
                lock (all)
                {
                    all.Genuine.Add(mine.Genuine);
                    all.Impostor.Add(mine.Impostor);
                }
            });
        return all;
    }
}
