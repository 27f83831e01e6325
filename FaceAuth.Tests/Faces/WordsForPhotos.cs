using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Tests.Faces;

public class WordsForPhotos
{
    private static readonly string[] All =
    [
        .. Enum.GetValues<PhotoProblem>().Select(problem => PhotoWords.For(problem, new ImageLimits())),
        .. Enum.GetValues<PhotoAdvice>().Select(PhotoWords.For),
    ];

    [Fact]
    public void Every_problem_and_advice_has_its_own_words() => All.Distinct().Count().ShouldBe(All.Length);

    [Fact]
    public void Each_says_what_is_wrong_and_then_what_to_do() =>
        All.ShouldAllBe(words => words.EndsWith('.') && words.Count(letter => letter == '.') >= 2);

    [Fact]
    public void The_limits_named_are_those_in_force()
    {
        PhotoWords.For(PhotoProblem.TooManyBytes, new ImageLimits { MaxBytes = 5 * 1024 * 1024 + 512 * 1024 }).ShouldContain("5.5 MB");
        PhotoWords.For(PhotoProblem.TooFewPixels, new ImageLimits { MinSide = 123 }).ShouldContain("123 pixels");
    }
}
