using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Samples;

namespace FaceAuth.Benchmarks;

/// <summary>
/// A photo of one face at a wanted size: a sample picture enlarged, with noise like a sensor's, so that its file is as
/// large, and as slow to decode, as a camera's.
/// </summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Jpeg">The file.</param>
/// <param name="Width">Pixels as stored.</param>
/// <param name="Height">Pixels as stored.</param>
internal sealed record BenchmarkPhoto(string Name, byte[] Jpeg, int Width, int Height)
{
    private const int Quality = 90, Noise = 10;

    /// <summary>Megapixels and kilobytes, for the report.</summary>
    public string Size => FormattableString.Invariant($"{Width} × {Height}, {Jpeg.Length / 1024} KB");

    /// <summary>Makes the photo.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="longSide">Its height; the width is three quarters of it.</param>
    public static BenchmarkPhoto Make(string name, int longSide)
    {
        var folder = SamplePictures.FindPhotos(AppContext.BaseDirectory)
            ?? throw new DirectoryNotFoundException("The sample photos are not installed: run npm ci in the repository.");
        var sample = SamplePictures.Cut(SamplePictures.Ada2, folder);
        using var whole = ((Decoding.Decoded)ImageDecoder.Decode(sample, new ImageLimits(), 4096)).Pixels;
        int narrow = whole.Height * 3 / 4;
        using var small = whole.Crop((whole.Width - narrow) / 2, 0, narrow, whole.Height);
        int width = longSide * 3 / 4;
        using var large = Enlarge(small, width, longSide);
        return new BenchmarkPhoto(name, JpegEncoder.Encode(large, Quality), width, longSide);
    }

    /// <summary>The same photo as a phone held upright stores it: on its side, with an Exif orientation of 6.</summary>
    public BenchmarkPhoto OnItsSide(string name)
    {
        using var upright = ((Decoding.Decoded)ImageDecoder.Decode(Jpeg, new ImageLimits(), Height)).Pixels;
        // Turning by 90° the other way three times is what the tag asks for once.
        var turned = Pixels.Rent(upright.Height, upright.Width);
        for (int y = 0; y < turned.Height; y++)
        {
            var row = turned.Row(y);
            for (int x = 0; x < turned.Width; x++)
                upright.Row(x).Slice((upright.Width - 1 - y) * 3, 3).CopyTo(row[(x * 3)..]);
        }
        using (turned)
        {
            byte[] exif =
            [
                0xFF, 0xE1, 0, 34, .. "Exif\0\0MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
            ];
            var jpeg = JpegEncoder.Encode(turned, Quality);
            return new BenchmarkPhoto(name, [.. jpeg[..2], .. exif, .. jpeg[2..]], turned.Width, turned.Height);
        }
    }

    private static Pixels Enlarge(Pixels small, int width, int height)
    {
        var large = Pixels.Rent(width, height);
        uint random = 1;
        for (int y = 0; y < height; y++)
        {
            var (top, down) = Split(y, height, small.Height);
            var upper = small.Row(top);
            var lower = small.Row(Math.Min(top + 1, small.Height - 1));
            var row = large.Row(y);
            for (int x = 0; x < width; x++)
            {
                var (left, right) = Split(x, width, small.Width);
                int next = Math.Min(left + 1, small.Width - 1);
                for (int c = 0; c < 3; c++)
                {
                    double above = upper[left * 3 + c] * (1 - right) + upper[next * 3 + c] * right;
                    double below = lower[left * 3 + c] * (1 - right) + lower[next * 3 + c] * right;
                    random = random * 1_664_525 + 1_013_904_223; // Numerical Recipes' generator: the same noise each run.
                    double noise = ((random >> 16) / 65536.0 - .5) * Noise;
                    row[x * 3 + c] = (byte)Math.Clamp(above * (1 - down) + below * down + noise, 0, 255);
                }
            }
        }
        return large;

        static (int Index, double Share) Split(int at, int size, int from)
        {
            double position = Math.Max(0, (at + .5) * from / size - .5);
            return ((int)position, position - (int)position);
        }
    }
}
