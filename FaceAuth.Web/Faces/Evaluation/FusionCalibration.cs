using FaceAuth.Faces.Embedded;

namespace FaceAuth.Faces.Evaluation;

/// <summary>
/// Measures the fused score of accounts with several photos: people with enough pictures are enrolled again and again
/// with photos drawn at random, and everybody's remaining pictures are held against them.
/// </summary>
internal sealed class FusionCalibration(float[]?[] templates, IReadOnlyList<int> people)
{
    private const int DrawsPerPerson = 20;

    /// <summary>A way to make one score of several photos.</summary>
    internal enum Fusion { MeanTemplate, Highest, MeanOfScores, MeanOfBestTwo }

    /// <summary>What was measured for one number of photos.</summary>
    /// <param name="Comparisons">Fused scores; one person's picture against one draw.</param>
    /// <param name="People">Enrolled people.</param>
    /// <param name="DistinctImpostors">Different (person, stranger's picture) combinations behind the impostor scores:
    /// the draws of one person are alike, so this and not their number says how far down the rate is known.</param>
    internal sealed record Measured(Comparisons Comparisons, int People, long DistinctImpostors);

    /// <summary>Measures accounts with <paramref name="photos"/> enrolled photos.</summary>
    /// <param name="photos">Photos enrolled at each draw.</param>
    /// <param name="fusion">How they are made one score.</param>
    /// <param name="fewest">Only people with so many pictures are enrolled.</param>
    /// <param name="ct">Ends the work.</param>
    public Measured Run(int photos, Fusion fusion, int fewest, CancellationToken ct)
    {
        var pictures = Enumerable.Range(0, templates.Length).Where(i => templates[i] is not null).ToArray();
        var enrolled = pictures.GroupBy(i => people[i]).Where(own => own.Count() >= fewest).Select(own => own.ToArray()).ToArray();
        var all = new Comparisons();
        long distinct = 0;
        Parallel.ForEach(enrolled, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            () => new Comparisons(),
            (own, _, mine) =>
            {
                var person = people[own[0]];
                for (var draw = 0; draw < DrawsPerPerson; draw++)
                {
                    Shuffle(own, Seed(person, draw));
                    var gallery = own[..photos].Select(i => templates[i]!).ToArray();
                    foreach (var i in pictures)
                    {
                        if (Array.IndexOf(own, i, 0, photos) < 0)
                            mine.Add(Fuse(fusion, templates[i]!, gallery), people[i] == person);
                    }
                }
                Interlocked.Add(ref distinct, pictures.Length - own.Length);
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
        return new Measured(all, enrolled.Length, distinct);
    }

    private static double Fuse(Fusion fusion, float[] probe, float[][] gallery)
    {
        if (fusion == Fusion.MeanTemplate) return FusedScore.Of(probe, gallery);
        var scores = gallery.Select(g => Comparisons.Score(probe, g)).OrderDescending();
        return fusion switch
        {
            Fusion.Highest => scores.First(),
            Fusion.MeanOfScores => scores.Average(),
            _ => scores.Take(2).Average(),
        };
    }

    // Drawn, but the same draws each time, so that the table can be made again: a xorshift generator, since nothing
    // here needs to be unpredictable.
    private static void Shuffle(int[] items, ulong state)
    {
        Array.Sort(items);
        for (var i = items.Length - 1; i > 0; i--)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            var j = (int)(state % (ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Seed(int person, int draw) => (ulong)(person * 1_000 + draw + 1) * 0x9E3779B97F4A7C15;
}
