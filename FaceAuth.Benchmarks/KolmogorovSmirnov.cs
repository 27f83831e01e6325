namespace FaceAuth.Benchmarks;

/// <summary>
/// The two-sample Kolmogorov–Smirnov test: could both lists of numbers come from one distribution? It looks at the whole
/// distribution, so it sees a tail or a second hump that means and medians miss.
/// </summary>
internal static class KolmogorovSmirnov
{
    /// <summary>The greatest distance between the two empirical distributions, and how likely one as great is by chance.</summary>
    /// <returns>D, 0 to 1, and p, 0 to 1: small where the two differ.</returns>
    /// <exception cref="ArgumentException">A list is empty.</exception>
    public static (double D, double P) Test(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] a = [.. first.Order()], b = [.. second.Order()];
        if (a.Length == 0 || b.Length == 0)
            throw new ArgumentException("An empty sample has no distribution.");

        double distance = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length;)
        {
            // Equal values are one step of both: the distributions are compared behind them, never between them.
            double value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == value)
                i++;
            while (j < b.Length && b[j] == value)
                j++;
            distance = Math.Max(distance, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        // Stephens' correction (1970) makes the limit good for samples much smaller than the thousand it is used on.
        double size = Math.Sqrt((double)a.Length * b.Length / (a.Length + b.Length));
        return (distance, Tail((size + .12 + .11 / size) * distance));
    }

    /// <summary>
    /// How much of Kolmogorov's distribution lies above: Q(λ) = 2 Σ (−1)^(k−1) exp(−2 k² λ²).
    /// </summary>
    internal static double Tail(double lambda)
    {
        // The series converges slowly near nought, where it is 1 to more digits than a double has.
        if (lambda < .2)
            return 1;
        double sum = 0;
        for (int k = 1; k <= 100; k++)
        {
            double term = Math.Exp(-2.0 * k * k * lambda * lambda);
            sum += k % 2 == 1 ? term : -term;
            if (term < 1e-17)
                break;
        }
        return Math.Clamp(2 * sum, 0, 1);
    }
}
