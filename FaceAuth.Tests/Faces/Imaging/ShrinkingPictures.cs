using FaceAuth.Faces.Imaging;

namespace FaceAuth.Tests.Faces.Imaging;

public class ShrinkingPictures
{
    [Theory]
    [InlineData(160, 120, 80, 60)]
    [InlineData(160, 120, 159, 119)]
    [InlineData(160, 120, 101, 37)]
    [InlineData(160, 120, 1, 1)]
    [InlineData(160, 120, 160, 120)]
    public void Each_new_pixel_is_the_mean_of_the_area_it_covers(int width, int height, int newWidth, int newHeight)
    {
        using var picture = Pixels.Rent(width, height);
        Pictures.Photo.CopyTo(picture.Rgb);
        using var small = Shrinking.To(picture, newWidth, newHeight);
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    double mean = Mean(picture, c, (double)x * width / newWidth, (double)(x + 1) * width / newWidth,
                        (double)y * height / newHeight, (double)(y + 1) * height / newHeight);
                    // Weights are whole 256ths.
                    ((double)small.Row(y)[x * 3 + c]).ShouldBe(mean, tolerance: 1.7);
                }
            }
        }
    }

    [Fact]
    public void White_stays_white_at_any_ratio()
    {
        using var picture = Pixels.Rent(997, 613);
        picture.Rgb.Fill(255);
        foreach (var (width, height) in ((int, int)[])[(996, 612), (500, 307), (333, 100), (61, 61), (3, 2)])
        {
            using var small = Shrinking.To(picture, width, height);
            small.Rgb.ContainsAnyExcept((byte)255).ShouldBeFalse();
        }
    }

    [Fact]
    public void Nothing_is_enlarged()
    {
        using var picture = Pixels.Rent(10, 10);
        Should.Throw<ArgumentOutOfRangeException>(() => Shrinking.To(picture, 11, 10));
        Shrinking.ToFit(picture, 10).ShouldBeSameAs(picture);
    }

    [Fact]
    public void A_disposed_picture_is_not_readable()
    {
        foreach (int side in (int[])[10, 4000])
        {
            var picture = Pixels.Rent(side, side);
            picture.Rgb.Length.ShouldBe(side * side * 3);
            picture.Dispose();
            picture.Dispose();
            Should.Throw<ObjectDisposedException>(() => picture.Rgb.Length);
        }
    }

    private static double Mean(Pixels picture, int channel, double left, double right, double top, double bottom)
    {
        double sum = 0;
        for (int y = (int)top; y < Math.Min(picture.Height, Math.Ceiling(bottom)); y++)
        {
            double down = Math.Min(y + 1, bottom) - Math.Max(y, top);
            for (int x = (int)left; x < Math.Min(picture.Width, Math.Ceiling(right)); x++)
                sum += picture.Row(y)[x * 3 + channel] * down * (Math.Min(x + 1, right) - Math.Max(x, left));
        }
        return sum / ((right - left) * (bottom - top));
    }
}
