using FaceAuth.Cli;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Evaluation;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Tests.Faces.Embedded;

/// <summary>What the engine must reach on the labelled sets, with the steps that the site takes.</summary>
public sealed class OnLabelledFaces
{
    [FactIfLabelledFaces]
    public void Nine_hundred_and_ninety_of_a_thousand_LFW_pairs_are_told_right_and_95_percent_match_at_70()
    {
        var result = Evaluate("lfw_pairs.csv");
        result.Point.Accuracy.ShouldBeGreaterThanOrEqualTo(.990);
        result.FalseNonMatchRate.ShouldBeLessThanOrEqualTo(.05);
        result.NotFound.ShouldBe(0);
    }

    [FactIfLabelledFaces]
    public void Of_all_pairs_of_BBT_995_in_a_thousand_are_told_right_and_95_percent_match_at_70()
    {
        var result = Evaluate("bbt_pairs.csv");
        result.Point.Accuracy.ShouldBeGreaterThanOrEqualTo(.995);
        result.FalseNonMatchRate.ShouldBeLessThanOrEqualTo(.05);
        result.NotFound.ShouldBe(0);
    }

    [FactIfLabelledFaces]
    public void No_face_is_found_where_there_is_none()
    {
        using var reader = new FaceReader(EmbeddedEngine.Shared.Models);
        foreach (var path in Directory.GetFiles(LabelledFaces.Of("nonface")))
        {
            using var picture = ((Decoding.Decoded)ImageDecoder.Decode(File.ReadAllBytes(path), new ImageLimits(), FaceReader.LongSide)).Pixels;
            reader.Detect(picture).Count.ShouldBe(0, Path.GetFileName(path));
        }
    }

    [FactIfLabelledFaces]
    public void Strangers_reach_a_similarity_as_rarely_as_the_scale_promises()
    {
        const double fewest = 30; // expected false matches from which a rate says something
        var paths = Directory.GetFiles(LabelledFaces.Of("lfw"), "*.jpg", SearchOption.AllDirectories);
        var people = paths.Select(Path.GetDirectoryName).ToList();
        var numbers = people.Select(person => people.IndexOf(person)).ToList();
        var templates = PictureReader.Read(EmbeddedEngine.Shared.Models, paths, _ => { }, CancellationToken.None);
        var strangers = Comparisons.OfAll(templates, numbers, CancellationToken.None).Impostor;

        for (double similarity = 40; similarity <= SimilarityScale.Highest; similarity++)
        {
            var expected = strangers.Total * SimilarityScale.FalseMatchRate(similarity);
            if (expected < fewest) break;
            var seen = strangers.AtLeast(SimilarityScale.ToScore(similarity, photos: 1));
            (seen / expected).ShouldBeInRange(.5, 2, $"similarity {similarity}: {seen} false matches, {expected:0} expected");
        }
    }

    private static FacesEvaluate.Result Evaluate(string list)
    {
        var pictures = LabelledPictures.Read(LabelledFaces.Of(list), null);
        var templates = PictureReader.Read(EmbeddedEngine.Shared.Models, pictures.Paths, _ => { }, CancellationToken.None);
        return FacesEvaluate.Measure(pictures, templates, 70, CancellationToken.None);
    }
}
