using FaceAuth.Faces.Evaluation;

namespace FaceAuth.Tests.Faces.Evaluation;

/// <summary>The statistics of <c>faces evaluate</c>, on examples that can be computed by hand.</summary>
public sealed class MeasuringTheEngine
{
    private static readonly double[] Genuine = [.9, .8, .6, .3];
    private static readonly double[] Impostor = [.7, .4, .2, .1, 0];

    [Fact]
    public void Accuracy_is_that_of_the_best_threshold() =>
        // From .6 up: three of four genuine, one of five impostors accepted; 3 + 4 right of 9.
        Of(Genuine, Impostor).Accuracy.ShouldBe(7 / 9.0, 1e-12);

    [Fact]
    public void Auc_is_the_share_of_pairs_of_pairs_in_the_right_order() =>
        // .9: 5, .8: 5, .6: 4, .3: 3 impostors below, of 20.
        Of(Genuine, Impostor).Auc.ShouldBe(17 / 20.0, 1e-12);

    [Fact]
    public void Equal_scores_count_half() => Of([.5], [.5, .5]).Auc.ShouldBe(.5, 1e-12);

    [Fact]
    public void Eer_is_where_both_errors_are_closest() =>
        // From .6 up: 1 of 5 false matches, 1 of 4 false non-matches.
        Of(Genuine, Impostor).Eer.ShouldBe((.2 + .25) / 2, 1e-12);

    [Fact]
    public void True_match_is_told_where_false_matches_are_at_most_so_many()
    {
        // 100 impostors: one may pass at 1e-2, none at 1e-3.
        double[] impostor = [.85, .5, .. Enumerable.Range(0, 98).Select(i => i / 1000.0)];
        var at = Of([.9, .8, .55, .3], impostor).TrueMatchAt;
        at[1e-2].ShouldBe(.75);
        at[1e-3].ShouldBe(.25);
        at[1e-4].ShouldBe(.25);
    }

    [Fact]
    public void Perfect_scores_give_perfect_rates()
    {
        var point = Of([.9, .8], [.1, .2]);
        (point.Accuracy, point.Auc, point.Eer).ShouldBe((1, 1, 0));
    }

    [Fact]
    public void Without_impostors_their_rates_are_no_numbers()
    {
        var point = Of([.9], []);
        double.IsNaN(point.Auc).ShouldBeTrue();
        point.TrueMatchAt.Values.ShouldAllBe(v => double.IsNaN(v));
    }

    [Fact]
    public void All_pairs_are_each_made_once_and_a_picture_without_a_face_matches_nobody()
    {
        float[] east = [1, 0], north = [0, 1];
        float[]?[] templates = [east, east, north, null];
        var all = Comparisons.OfAll(templates, [0, 0, 1, 1], CancellationToken.None);
        all.Genuine.Total.ShouldBe(2);
        all.Impostor.Total.ShouldBe(4);
        all.Genuine.AtLeast(1).ShouldBe(1);
        all.Genuine.AtLeast(-.5).ShouldBe(1);
        all.Impostor.AtLeast(0).ShouldBe(2);
    }

    [Fact]
    public void Many_pictures_in_tiles_give_the_counts_of_a_plain_double_loop()
    {
        var templates = Enumerable.Range(0, 101).Select(i => (float[]?)[MathF.Cos(i), MathF.Sin(i)]).ToArray();
        var people = Enumerable.Range(0, 101).Select(i => i % 7).ToArray();
        var plain = new Comparisons();
        for (var i = 0; i < 101; i++)
        {
            for (var j = i + 1; j < 101; j++)
                plain.Add(Comparisons.Score(templates[i], templates[j]), people[i] == people[j]);
        }
        var tiled = Comparisons.OfAll(templates, people, CancellationToken.None);
        for (var step = 0; step < ScoreCounts.Steps; step++)
            (tiled.Genuine[step], tiled.Impostor[step]).ShouldBe((plain.Genuine[step], plain.Impostor[step]));
    }

    [Fact]
    public void Ten_folds_need_enough_pairs_and_are_perfect_on_perfect_scores()
    {
        OperatingPoint.TenFold([(.9, true), (.1, false)]).ShouldBeNull();
        var pairs = Enumerable.Range(0, 200).Select(i => (Score: i % 2 == 0 ? .9 : .1, Same: i % 2 == 0));
        OperatingPoint.TenFold(pairs).ShouldBe((1.0, 0.0));
    }

    private static OperatingPoint Of(double[] genuine, double[] impostor)
    {
        var comparisons = new Comparisons();
        foreach (var score in genuine) comparisons.Add(score, same: true);
        foreach (var score in impostor) comparisons.Add(score, same: false);
        return OperatingPoint.Of(comparisons);
    }
}
