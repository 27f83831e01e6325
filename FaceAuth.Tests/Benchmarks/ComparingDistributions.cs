using FaceAuth.Benchmarks;

namespace FaceAuth.Tests.Benchmarks;

/// <summary>The Kolmogorov–Smirnov test of the benchmark of answer times, against values that are known.</summary>
public sealed class ComparingDistributions
{
    // The distribution's points as printed in tables of critical values.
    [Theory]
    [InlineData(1.0727, .20)]
    [InlineData(1.2238, .10)]
    [InlineData(1.3581, .05)]
    [InlineData(1.6276, .01)]
    [InlineData(1.9495, .001)]
    public void The_tail_is_the_one_of_the_tables(double lambda, double tail) =>
        KolmogorovSmirnov.Tail(lambda).ShouldBe(tail, tail * .001);

    [Fact]
    public void The_tail_falls_from_one_to_nothing()
    {
        KolmogorovSmirnov.Tail(0).ShouldBe(1);
        KolmogorovSmirnov.Tail(.2).ShouldBe(1, 1e-9);
        KolmogorovSmirnov.Tail(50).ShouldBe(0);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4 }, new double[] { 1, 2, 3, 4 }, 0)]
    [InlineData(new double[] { 1, 2 }, new double[] { 3, 4 }, 1)]
    [InlineData(new double[] { 3, 1, 2 }, new double[] { 4, 2, 3 }, 1.0 / 3)]
    [InlineData(new double[] { 1, 1, 1, 2 }, new double[] { 1, 2, 2, 2 }, .5)]
    [InlineData(new double[] { 5 }, new double[] { 1, 2, 3, 9 }, .75)]
    [InlineData(new double[] { 7, 7, 7 }, new double[] { 7 }, 0)]
    public void The_distance_is_the_greatest_between_the_steps(double[] first, double[] second, double distance)
    {
        KolmogorovSmirnov.Test(first, second).D.ShouldBe(distance, 1e-12);
        KolmogorovSmirnov.Test(second, first).D.ShouldBe(distance, 1e-12);
    }

    // Without ties, each order of the two samples is as likely as any other: all orders of a small pair are counted, and the
    // share with a distance as great is p itself.
    [Theory]
    [InlineData(40, 40, .3)]
    [InlineData(10, 8, .6)]
    [InlineData(12, 12, .5)]
    [InlineData(30, 25, .4)]
    [InlineData(100, 100, .2)]
    public void P_is_near_the_share_of_all_orders_with_a_distance_as_great(int n, int m, double about)
    {
        // The two samples one behind the other, shifted until they are so far apart.
        var shift = (int)Math.Round(about * n);
        var first = Enumerable.Range(0, n).Select(i => (double)i);
        var second = Enumerable.Range(0, m).Select(j => shift + (j + .5) * n / m - 1e-3);
        var (distance, p) = KolmogorovSmirnov.Test(first, second);

        p.ShouldBe(Exact(n, m, distance), .02);
    }

    [Fact]
    public void A_shift_of_a_tenth_of_the_width_shows_in_a_thousand_values()
    {
        var still = Enumerable.Range(0, 1000).Select(i => i / 1000.0).ToList();

        KolmogorovSmirnov.Test(still, still.Select(value => value + .1)).P.ShouldBeLessThan(.001);
        KolmogorovSmirnov.Test(still, still.Select(value => value + .01)).P.ShouldBeGreaterThan(.9);
    }

    [Fact]
    public void Nothing_has_no_distribution() =>
        Should.Throw<ArgumentException>(() => KolmogorovSmirnov.Test([], [1]));

    /// <summary>1 − the share of lattice paths from (0, 0) to (n, m) that stay nearer than the distance to the diagonal.</summary>
    private static double Exact(int n, int m, double distance)
    {
        var inside = new double[n + 1, m + 1];
        for (var i = 0; i <= n; i++)
        {
            for (var j = 0; j <= m; j++)
            {
                if (Math.Abs((double)i / n - (double)j / m) >= distance - 1e-9)
                    continue;
                // Of all paths to this point, i in i + j come from the left and the rest from below.
                inside[i, j] = i + j == 0 ? 1
                    : (i > 0 ? inside[i - 1, j] * i / (i + j) : 0) + (j > 0 ? inside[i, j - 1] * j / (i + j) : 0);
            }
        }
        return 1 - inside[n, m];
    }
}
