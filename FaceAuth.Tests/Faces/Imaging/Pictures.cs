using FaceAuth.Faces;
using FaceAuth.Faces.Imaging;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>Small pictures to make files of, and how decoded ones are judged.</summary>
internal static class Pictures
{
    public const int Width = 160, Height = 120;

    /// <summary>Part of a real photo, different in every corner: 160 × 120, packed RGB.</summary>
    public static byte[] Photo { get; } = MakePhoto();

    public static ImageLimits Limits => new();

    /// <summary>Decodes what must be a picture.</summary>
    public static Pixels Decoded(byte[] file, int maxLongSide = 1024) =>
        ImageDecoder.Decode(file, Limits, maxLongSide).ShouldBeOfType<Decoding.Decoded>().Pixels;

    /// <summary>Decodes what must be refused.</summary>
    public static PhotoProblem Problem(byte[] file) =>
        ImageDecoder.Decode(file, Limits, 1024).ShouldBeOfType<Decoding.Refused>().Problem;

    /// <summary>Mean difference of two pictures, in levels of 0 to 255.</summary>
    public static double Difference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        one.Length.ShouldBe(other.Length);
        long sum = 0;
        for (int i = 0; i < one.Length; i++)
            sum += Math.Abs(one[i] - other[i]);
        return (double)sum / one.Length;
    }

    /// <summary>A picture of one colour.</summary>
    public static byte[] Plain(int width, int height, params byte[] pixel) =>
        [.. Enumerable.Repeat(pixel, width * height).SelectMany(samples => samples)];

    /// <summary>Grey samples of an RGB picture, by its green.</summary>
    public static byte[] Green(byte[] rgb) => [.. rgb.Where((_, i) => i % 3 == 1)];

    private static byte[] MakePhoto()
    {
        using var photo = Decoded(SamplePhotos.AdaAgain);
        using var face = photo.Crop(180, 140, 320, 240);
        using var small = Shrinking.To(face, Width, Height);
        return small.Rgb.ToArray();
    }
}
