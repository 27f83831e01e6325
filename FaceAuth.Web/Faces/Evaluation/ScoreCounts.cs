namespace FaceAuth.Faces.Evaluation;

/// <summary>
/// Counts scores from −1 to 1 in steps of 1/100,000, so that the scores of a hundred million pairs take two
/// megabytes. Scores in one step count as equal.
/// </summary>
internal sealed class ScoreCounts
{
    private const int StepsPerUnit = 100_000;

    /// <summary>Number of steps.</summary>
    public const int Steps = 2 * StepsPerUnit + 1;

    private readonly long[] counts = new long[Steps];

    /// <summary>How many scores there are.</summary>
    public long Total { get; private set; }

    /// <summary>How many scores lie in a step.</summary>
    public long this[int step] => counts[step];

    /// <summary>The step of a score.</summary>
    public static int StepOf(double score) => (int)Math.Round((Math.Clamp(score, -1, 1) + 1) * StepsPerUnit);

    /// <summary>The score in the middle of a step.</summary>
    public static double ScoreOf(int step) => (double)step / StepsPerUnit - 1;

    public void Add(double score)
    {
        counts[StepOf(score)]++;
        Total++;
    }

    public void Add(ScoreCounts other)
    {
        for (var i = 0; i < Steps; i++) counts[i] += other.counts[i];
        Total += other.Total;
    }

    /// <summary>How many scores are <paramref name="score"/> or more.</summary>
    public long AtLeast(double score)
    {
        long sum = 0;
        for (var i = StepOf(score); i < Steps; i++) sum += counts[i];
        return sum;
    }

    /// <summary>The lowest score that at most this share of all scores reach.</summary>
    public double ReachedBy(double share)
    {
        var allowed = (long)(share * Total + 1e-9); // 0.01 × 300 must be 3, not 2.999…
        long sum = 0;
        for (var i = Steps - 1; i >= 0; i--)
        {
            sum += counts[i];
            if (sum > allowed) return ScoreOf(i + 1);
        }
        return -1;
    }
}
