using FaceAuth.Faces.Imaging;
using FaceAuth.Tests.Support;
using static FaceAuth.Tests.Faces.Imaging.Pictures;

namespace FaceAuth.Tests.Faces.Imaging;

public class DecodingPictures
{
    /// <summary>What quality 95 may cost, in levels.</summary>
    private const double JpegLoss = 3;

    [Theory]
    [InlineData(JpegFile.Baseline)]
    [InlineData(JpegFile.Progressive)]
    public void A_colour_jpeg_comes_out_as_it_went_in(int mode)
    {
        using var picture = Decoded(JpegFile.Encode(Photo, Width, Height, mode: mode));
        (picture.Width, picture.Height).ShouldBe((Width, Height));
        Difference(picture.Rgb, Photo).ShouldBeLessThan(JpegLoss);
    }

    [Fact]
    public void A_grey_jpeg_becomes_grey_rgb()
    {
        using var picture = Decoded(JpegFile.Encode(Green(Photo), Width, Height, JpegFile.Gray));
        Difference(picture.Rgb, [.. Green(Photo).SelectMany(grey => (byte[])[grey, grey, grey])]).ShouldBeLessThan(JpegLoss);
    }

    [Theory]
    [InlineData(JpegFile.Baseline)]
    [InlineData(JpegFile.Progressive)]
    public void An_adobe_cmyk_jpeg_has_its_colours(int mode)
    {
        // Adobe's inverted ink without black is RGB itself.
        byte[] ink = [.. Photo.Chunk(3).SelectMany(rgb => (byte[])[.. rgb, 255])];
        using var picture = Decoded(JpegFile.Encode(ink, Width, Height, JpegFile.Cmyk, mode));
        Difference(picture.Rgb, Photo).ShouldBeLessThan(JpegLoss);
    }

    [Fact]
    public void A_cmyk_jpeg_without_adobes_mark_counts_ink_the_plain_way()
    {
        // Without the segment the four planes are taken as C, M, Y, K. Grey 200 was stored as 55, 128, 128 and K as it is.
        var adobe = JpegFile.Encode(Plain(96, 96, 200, 200, 200, 230), 96, 96, JpegFile.Cmyk);
        int at = adobe.AsSpan().IndexOf("Adobe"u8) - 4;
        byte[] plain = [.. adobe[..at], .. adobe[(at + 16)..]];
        using var picture = Decoded(plain);
        int[] expected = [(255 - 55) * (255 - 230) / 255, (255 - 128) * (255 - 230) / 255, (255 - 128) * (255 - 230) / 255];
        for (int c = 0; c < 3; c++)
            ((int)picture.Row(48)[48 * 3 + c]).ShouldBeInRange(expected[c] - 2, expected[c] + 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_png_comes_out_exactly(bool interlaced)
    {
        using var picture = Decoded(PngFile.Encode(Photo, Width, Height, interlaced: interlaced));
        picture.Rgb.SequenceEqual(Photo).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sixteen_bits_a_sample_are_the_same_picture(bool interlaced)
    {
        byte[] wide = [.. Photo.SelectMany(sample => (byte[])[sample, sample])];
        using var picture = Decoded(PngFile.Encode(wide, Width, Height, depth: 16, interlaced: interlaced));
        Difference(picture.Rgb, Photo).ShouldBeLessThan(1);
    }

    [Fact]
    public void A_palette_is_looked_up()
    {
        byte[] palette = [10, 20, 30, 200, 100, 50];
        byte[] indices = [.. Enumerable.Range(0, 100 * 100).Select(i => (byte)(i % 100 < 50 ? 0 : 1))];
        using var picture = Decoded(PngFile.Encode(
            indices, 100, 100, PngFile.Palette, chunksBeforeData: PngFile.Chunk("PLTE", palette)));
        picture.Row(7)[..3].ToArray().ShouldBe([10, 20, 30]);
        picture.Row(7)[(99 * 3)..].ToArray().ShouldBe([200, 100, 50]);
    }

    [Fact]
    public void A_grey_png_becomes_grey_rgb()
    {
        using var picture = Decoded(PngFile.Encode(Green(Photo), Width, Height, PngFile.Gray));
        picture.Rgb.SequenceEqual([.. Green(Photo).SelectMany(grey => (byte[])[grey, grey, grey])]).ShouldBeTrue();
    }

    [Fact]
    public void What_is_transparent_is_white()
    {
        using var colour = Decoded(PngFile.Encode(Plain(90, 90, 200, 0, 0, 0), 90, 90, PngFile.Rgba));
        colour.Row(0)[..3].ToArray().ShouldBe([255, 255, 255]);
        using var grey = Decoded(PngFile.Encode(Plain(90, 90, 0, 0), 90, 90, PngFile.GrayAlpha));
        grey.Row(89)[..3].ToArray().ShouldBe([255, 255, 255]);
        using var wide = Decoded(PngFile.Encode(Plain(90, 90, 0, 9, 0, 9, 0, 9, 0, 0), 90, 90, PngFile.Rgba, depth: 16));
        wide.Row(45)[..3].ToArray().ShouldBe([255, 255, 255]);
    }

    [Fact]
    public void An_animated_png_is_its_first_picture()
    {
        byte[] control = [0, 0, 0, 2, 0, 0, 0, 0];
        using var picture = Decoded(PngFile.Encode(Photo, Width, Height, chunksBeforeData: PngFile.Chunk("acTL", control)));
        picture.Rgb.SequenceEqual(Photo).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_gives_the_same_upright_picture(int orientation)
    {
        var (stored, width, height) = Stored(orientation);
        foreach (bool bigEndian in (bool[])[true, false])
        {
            var tiff = TiffBlock.Orientation(orientation, bigEndian);
            using var jpeg = Decoded(JpegFile.WithExif(JpegFile.Encode(stored, width, height), tiff));
            (jpeg.Width, jpeg.Height).ShouldBe((Width, Height));
            Difference(jpeg.Rgb, Photo).ShouldBeLessThan(JpegLoss);

            using var png = Decoded(PngFile.Encode(stored, width, height, chunksBeforeData: PngFile.Chunk("eXIf", tiff)));
            png.Rgb.SequenceEqual(Photo).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void An_orientation_that_makes_no_sense_is_upright(int orientation)
    {
        using var picture = Decoded(PngFile.Encode(
            Photo, Width, Height, chunksBeforeData: PngFile.Chunk("eXIf", TiffBlock.Orientation(orientation))));
        picture.Rgb.SequenceEqual(Photo).ShouldBeTrue();
    }

    [Theory]
    [InlineData("sample1.jpg", 960, 640)]
    [InlineData("sample6.jpg", 960, 769)]
    public void A_cameras_photo_is_shrunk_while_it_is_decoded(string file, int width, int height)
    {
        using var picture = Decoded(SamplePhotos.Group(file));
        (picture.Width, picture.Height).ShouldBe((width, height));
    }

    [Fact]
    public void Every_size_comes_out_between_60_percent_and_all_of_what_is_wanted()
    {
        for (int side = 1; side <= 8192; side++)
        {
            int eighths = JpegDecoder.Eighths(side, 1024);
            int scaled = JpegDecoder.Scaled(side, eighths);
            // Between the two our own shrinking has at most a quarter more to take in than it puts out.
            scaled.ShouldBeInRange(Math.Min(side, 614), 1280);
        }
    }

    [Theory]
    [InlineData(1640, 1230)]
    [InlineData(4700, 120)]
    public void A_picture_that_no_scale_fits_is_shrunk_to_the_limit(int width, int height)
    {
        using var png = Decoded(PngFile.Encode(Plain(width, height, 40, 90, 160), width, height), 1024);
        png.Width.ShouldBe(1024);
        png.Height.ShouldBe((height * 1024 + width / 2) / width);
        png.Rgb.ToArray().Chunk(3).ShouldAllBe(pixel => pixel[0] == 40 && pixel[1] == 90 && pixel[2] == 160);

        using var jpeg = Decoded(JpegFile.Encode(Plain(width, height, 40, 90, 160), width, height), 1024);
        Math.Max(jpeg.Width, jpeg.Height).ShouldBeInRange(614, 1024);
    }

    [Fact]
    public void An_encoded_picture_holds_no_metadata()
    {
        using var picture = Decoded(SamplePhotos.Group("sample1.jpg"));
        var clean = JpegEncoder.Encode(picture, 90);
        clean.AsSpan().IndexOf("Exif"u8).ShouldBe(-1);
        clean.AsSpan().IndexOf("SONY"u8).ShouldBe(-1);
        using var again = Decoded(clean);
        Difference(again.Rgb, picture.Rgb).ShouldBeLessThan(JpegLoss);
    }

    [Fact]
    public void Many_threads_decode_the_same_picture()
    {
        var file = SamplePhotos.Ada;
        using var expected = Decoded(file);
        var rgb = expected.Rgb.ToArray();
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var picture = Decoded(file);
            picture.Rgb.SequenceEqual(rgb).ShouldBeTrue();
        });
    }

    /// <summary>
    /// The photo as a camera stores it: Exif 2.32, 4.6.4 names the visual side of the stored first row and column.
    /// </summary>
    private static (byte[] Stored, int Width, int Height) Stored(int orientation)
    {
        bool turned = orientation >= 5;
        int width = turned ? Height : Width, height = turned ? Width : Height;
        var stored = new byte[Photo.Length];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                var (x, y) = orientation switch
                {
                    1 => (column, row),                              // row 0 is the top, column 0 the left
                    2 => (Width - 1 - column, row),                  // top, right
                    3 => (Width - 1 - column, Height - 1 - row),     // bottom, right
                    4 => (column, Height - 1 - row),                 // bottom, left
                    5 => (row, column),                              // left, top
                    6 => (Width - 1 - row, column),                  // right, top
                    7 => (Width - 1 - row, Height - 1 - column),     // right, bottom
                    _ => (row, Height - 1 - column),                 // left, bottom
                };
                Photo.AsSpan((y * Width + x) * 3, 3).CopyTo(stored.AsSpan((row * width + column) * 3));
            }
        }
        return (stored, width, height);
    }
}
