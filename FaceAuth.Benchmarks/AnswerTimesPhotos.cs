using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Samples;

namespace FaceAuth.Benchmarks;

/// <summary>
/// The photos that are sent. All uploads are of one length, by a comment in the file: how long an upload takes to arrive
/// is the sender's own affair and would only stand in the way of what the site makes of it.
/// </summary>
internal sealed class AnswerTimesPhotos
{
    private const int Quality = 90, BlurRadius = 14;

    private AnswerTimesPhotos(byte[] member, IReadOnlyList<byte[]> strangers, IReadOnlyList<byte[]> blurred) =>
        (Member, Strangers, Blurred) = (member, strangers, blurred);

    /// <summary>Who the members are.</summary>
    public byte[] Member { get; }

    /// <summary>Faces that are not the members', each another one.</summary>
    public IReadOnlyList<byte[]> Strangers { get; }

    /// <summary>The same, too blurred to be compared.</summary>
    public IReadOnlyList<byte[]> Blurred { get; }

    public static AnswerTimesPhotos Make()
    {
        var folder = SamplePictures.FindPhotos(AppContext.BaseDirectory)
            ?? throw new DirectoryNotFoundException("The sample photos are not installed: run npm ci in the repository.");
        // Not the one who looks most like the member: no try may ever match.
        var cuts = SamplePictures.Strangers.Where(picture => picture != SamplePictures.LookAlike).Take(AnswerTimes.TriesPerAddress)
            .Select(picture => SamplePictures.Cut(picture, folder)).ToList();
        var strangers = cuts.ConvertAll(cut => Saved(cut, 0));
        var blurred = cuts.ConvertAll(cut => Saved(cut, BlurRadius));
        int length = strangers.Concat(blurred).Max(photo => photo.Length) + 4;
        return new AnswerTimesPhotos(
            SamplePictures.Cut(SamplePictures.Ada1, folder),
            strangers.ConvertAll(photo => Padded(photo, length)), blurred.ConvertAll(photo => Padded(photo, length)));
    }

    private static byte[] Saved(byte[] photo, int radius)
    {
        using var sharp = ((Decoding.Decoded)ImageDecoder.Decode(photo, new ImageLimits(), 4096)).Pixels;
        using var smooth = Pixels.Rent(sharp.Width, sharp.Height);
        using var half = Pixels.Rent(sharp.Width, sharp.Height);
        Smear(sharp, half, radius, 1, 0);
        Smear(half, smooth, radius, 0, 1);
        return JpegEncoder.Encode(smooth, Quality);
    }

    // The mean of a line of pixels about each.
    private static void Smear(Pixels from, Pixels to, int radius, int right, int down)
    {
        for (int y = 0; y < from.Height; y++)
        {
            var row = to.Row(y);
            for (int x = 0; x < from.Width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    int sum = 0;
                    for (int step = -radius; step <= radius; step++)
                    {
                        int atX = Math.Clamp(x + step * right, 0, from.Width - 1), atY = Math.Clamp(y + step * down, 0, from.Height - 1);
                        sum += from.Row(atY)[atX * 3 + c];
                    }
                    row[x * 3 + c] = (byte)(sum / (2 * radius + 1));
                }
            }
        }
    }

    // COM segments after SOI: a mark, a length of two bytes that counts itself, and at most 65,533 bytes.
    private static byte[] Padded(byte[] photo, int length)
    {
        var padding = new List<byte>();
        for (int left = length - photo.Length; left > 0;)
        {
            int segment = Math.Min(left, 2 + 65_535);
            if (left - segment is > 0 and < 4)
                segment -= 4; // The next one needs its own four bytes.
            padding.AddRange([0xFF, 0xFE, (byte)((segment - 2) >> 8), (byte)(segment - 2)]);
            padding.AddRange(new byte[segment - 4]);
            left -= segment;
        }
        return [.. photo[..2], .. padding, .. photo[2..]];
    }
}
