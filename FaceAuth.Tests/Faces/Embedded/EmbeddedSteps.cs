using System.Numerics;
using FaceAuth.Faces;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Tests.Faces.Embedded;

/// <summary>The steps of the embedded engine that need no model.</summary>
public sealed class EmbeddedSteps
{
    [Fact]
    public void Overlap_is_shared_area_over_area_of_both()
    {
        var a = new FaceBox(0, 0, 10, 10, 1);
        a.Overlap(new FaceBox(5, 0, 15, 10, 1)).ShouldBe(50 / 150f, 1e-6);
        a.Overlap(a).ShouldBe(1, 1e-6);
        a.Overlap(new FaceBox(10, 0, 20, 10, 1)).ShouldBe(0);
    }

    [Fact]
    public void Of_boxes_on_one_face_the_surest_is_kept()
    {
        FaceBox sure = new(0, 0, 10, 10, .9f), less = new(1, 0, 11, 10, .8f), other = new(30, 0, 40, 10, .7f), empty = new(5, 5, 5, 9, .99f);
        var kept = new List<FaceBox>();
        FaceDetector.KeepDistinct([other, less, empty, sure], .4f, kept);
        kept.ShouldBe([sure, other]);
    }

    [Fact]
    public void A_similarity_transform_is_recovered_exactly_and_undone()
    {
        var known = new SimilarityTransform(A: 1.2f, B: -.7f, X: 5, Y: -3);
        Vector2[] from = [new(0, 0), new(10, 2), new(4, 9), new(-3, 6), new(7, 7)];
        var found = SimilarityTransform.Fit(from, [.. from.Select(known.Apply)]);
        (found.A, found.B).ShouldBe((known.A, known.B), new Within(1e-4f));
        foreach (var p in from)
            Vector2.Distance(found.Inverse().Apply(known.Apply(p)), p).ShouldBeLessThan(1e-3f);
        known.Scale.ShouldBe(MathF.Sqrt(1.2f * 1.2f + .7f * .7f), 1e-5);
    }

    [Fact]
    public void The_fit_is_the_one_with_the_least_squares()
    {
        // Two points stretched along x and two along y by different factors: by symmetry no turn, the mean scale.
        Vector2[] from = [new(1, 0), new(-1, 0), new(0, 1), new(0, -1)];
        Vector2[] to = [new(3, 0), new(-3, 0), new(0, 1), new(0, -1)];
        var fit = SimilarityTransform.Fit(from, to);
        fit.A.ShouldBe(2, 1e-5);
        fit.B.ShouldBe(0, 1e-5);
    }

    [Fact]
    public void Shrinking_takes_the_mean_and_keeping_the_size_changes_nothing()
    {
        using var picture = Pixels.Rent(4, 2);
        byte[] red = [10, 30, 50, 70, 20, 40, 60, 80];
        for (var i = 0; i < red.Length; i++) (picture.Rgb[3 * i], picture.Rgb[3 * i + 1], picture.Rgb[3 * i + 2]) = (red[i], 7, 0);
        var resampler = new Resampler();

        var row = new Vector4[2];
        resampler.Aim(picture, new Region(0, 0, 4, 2), 2, 1);
        resampler.ReadRow(0, row);
        row.ShouldBe([new(25, 7, 0, 0), new(65, 7, 0, 0)]);

        row = new Vector4[4];
        resampler.Aim(picture, new Region(0, 0, 4, 2), 4, 2);
        resampler.ReadRow(1, row);
        row.Select(p => p.X).ShouldBe([20, 40, 60, 80]);
    }

    [Fact]
    public void Beyond_the_picture_its_edge_is_repeated()
    {
        using var picture = Pixels.Rent(1, 1);
        picture.Rgb.Fill(90);
        var resampler = new Resampler();
        var row = new Vector4[3];
        resampler.Aim(picture, new Region(-5, -5, 9, 9), 3, 3);
        for (var y = 0; y < 3; y++)
        {
            resampler.ReadRow(y, row);
            row.ShouldAllBe(p => Math.Abs(p.X - 90) < .5);
        }
    }

    [Fact]
    public void A_small_face_far_behind_is_no_second_person_and_one_as_near_is()
    {
        FaceBox near = new(300, 200, 500, 450, .9f), far = new(50, 50, 120, 130, .99f), beside = new(550, 200, 700, 400, .8f);
        MeantFace.Choose([], 800, 600).ShouldBeOfType<MeantFace.None>();
        MeantFace.Choose([far, near], 800, 600).ShouldBe(new MeantFace.One(near));
        MeantFace.Choose([near, beside], 800, 600).ShouldBeOfType<MeantFace.Several>();
        MeantFace.Choose([near, new FaceBox(340, 330, 460, 450, .7f)], 800, 600).ShouldBe(new MeantFace.One(near), "a beard is no second face");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void Similarity_rises_with_the_score_from_30_to_90_and_comes_back(int photos)
    {
        SimilarityScale.ToSimilarity(-1, photos).ShouldBe(30);
        SimilarityScale.ToSimilarity(1, photos).ShouldBe(90);
        var before = 30.0;
        for (var score = -.29; score < .6; score += .001)
        {
            var similarity = SimilarityScale.ToSimilarity(score, photos);
            similarity.ShouldBeGreaterThanOrEqualTo(before);
            if (similarity < 90) SimilarityScale.ToScore(similarity, photos).ShouldBe(score, 1e-9);
            before = similarity;
        }
        for (var i = 2; i <= photos; i++)
            SimilarityScale.ToScore(70, i).ShouldBeGreaterThanOrEqualTo(SimilarityScale.ToScore(70, i - 1), "more photos ask for no less");
    }

    [Fact]
    public void The_published_points_of_one_photo_are_in_the_scale()
    {
        SimilarityScale.ToSimilarity(.413, 1).ShouldBe(70, 1e-9);
        SimilarityScale.ToSimilarity(.376, 1).ShouldBe(65, 1e-9);
        SimilarityScale.FalseMatchRate(70).ShouldBe(1e-4, 1e-12);
        SimilarityScale.Show(71.26).ShouldBe("71.3");
        SimilarityScale.Show(90).ShouldBe("≥ 90");
    }

    [Fact]
    public void The_fused_score_is_the_cosine_to_the_mean_template()
    {
        float[] Unit(int axis) { var v = new float[512]; v[axis] = 1; return v; }
        FusedScore.Of(Unit(0), Unit(0)).ShouldBe(1, 1e-6);
        FusedScore.Of(Unit(0), Unit(0), Unit(1)).ShouldBe(MathF.Sqrt(.5f), 1e-6);
        FusedScore.Of(Unit(2), Unit(0), Unit(1)).ShouldBe(0, 1e-6);
        FusedScore.FromBytes(FusedScore.ToBytes(Unit(3))).ShouldBe(Unit(3));
    }

    [Fact]
    public void The_surroundings_of_a_face_stay_inside_the_picture()
    {
        LivenessScorer.Surroundings(1000, 1000, new FaceBox(450, 450, 550, 550, 1)).ShouldBe(new Region(365, 365, 270, 270));
        LivenessScorer.Surroundings(1000, 1000, new FaceBox(0, 0, 100, 100, 1)).ShouldBe(new Region(0, 0, 270, 270));
        LivenessScorer.Surroundings(150, 150, new FaceBox(25, 25, 125, 125, 1)).ShouldBe(new Region(0, 0, 150, 150));
    }

    [Fact]
    public void Quality_says_what_to_change_and_enrolment_asks_for_more()
    {
        var good = new FaceQuality(60, 0, .5f, 60, 180, .2f, .1f, .52f, 3);
        PhotoQuality.Enrolment.Judge(good).ShouldBeEmpty();
        PhotoQuality.SignIn.Judge(good with { EyeDistance = 25 }).ShouldBeEmpty();
        PhotoQuality.Enrolment.Judge(good with { EyeDistance = 25 }).ShouldBe([PhotoAdvice.ComeCloser]);
        PhotoQuality.SignIn.Judge(good with { Outside = .5f }).ShouldBe([PhotoAdvice.CentreTheFace]);
        PhotoQuality.SignIn.Judge(good with { Margin = -.1f }).ShouldBe([PhotoAdvice.CentreTheFace]);
        PhotoQuality.SignIn.Judge(good with { BrightEnd = 30, DarkEnd = 5 }).ShouldBe([PhotoAdvice.MoreLight]);
        PhotoQuality.SignIn.Judge(good with { BrightEnd = 250, DarkEnd = 210 }).ShouldBe([PhotoAdvice.LessLight]);
        PhotoQuality.SignIn.Judge(good with { Sharpness = .001f }).ShouldBe([PhotoAdvice.HoldStill]);
        PhotoQuality.SignIn.Judge(good with { Yaw = .9f }).ShouldBe([PhotoAdvice.LookAtTheCamera]);
        PhotoQuality.SignIn.Judge(good with { NoseHeight = .05f }).ShouldBe([PhotoAdvice.LookAtTheCamera]);
    }

    private sealed class Within(float tolerance) : IEqualityComparer<(float, float)>
    {
        public bool Equals((float, float) a, (float, float) b) => Math.Abs(a.Item1 - b.Item1) < tolerance && Math.Abs(a.Item2 - b.Item2) < tolerance;

        public int GetHashCode((float, float) value) => 0;
    }
}
