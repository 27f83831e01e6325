using FaceAuth.Faces.Imaging;

namespace FaceAuth.Tests.Faces;

/// <summary>Spoils photos in known ways.</summary>
internal static class SpoiledPhoto
{
    private const int Best = 95;

    public static byte[] Draw(int width, int height, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        using var picture = Pixels.Rent(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < width; x++)
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = colour(x, y);
        }
        return JpegEncoder.Encode(picture, Best);
    }

    public static byte[] Saved(byte[] photo, int quality)
    {
        using var picture = Decode(photo);
        return JpegEncoder.Encode(picture, quality);
    }

    public static byte[] Cut(byte[] photo, int x, int y, int width, int height)
    {
        using var picture = Decode(photo);
        using var cut = picture.Crop(x, y, width, height);
        return JpegEncoder.Encode(cut, Best);
    }

    public static byte[] Toned(byte[] photo, Func<double, double> tone)
    {
        using var picture = Decode(photo);
        foreach (ref var value in picture.Rgb) value = (byte)Math.Clamp(tone(value), 0, 255);
        return JpegEncoder.Encode(picture, Best);
    }

    public static byte[] Shrunk(byte[] photo, double factor) => Mapped(
        photo, (w, h) => ((int)(w * factor), (int)(h * factor)), (x, y, _, _) => (x / factor, y / factor), 1 / factor);

    public static byte[] Rolled(byte[] photo, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return Mapped(photo, static (w, h) => (w, h), (x, y, w, h) =>
            ((x - w / 2.0) * cos + (y - h / 2.0) * sin + w / 2.0, (y - h / 2.0) * cos - (x - w / 2.0) * sin + h / 2.0), 1);
    }

    public static byte[] Blurred(byte[] photo, int radius) =>
        Mapped(photo, static (w, h) => (w, h), static (x, y, _, _) => (x, y), 2 * radius + 1);

    /// <summary>The photo stored as a turned phone stores it: pixels turned, and an Exif tag that says how to undo it.</summary>
    public static byte[] TurnedWithExif(byte[] photo, int orientation)
    {
        var turned = orientation switch
        {
            3 => Mapped(photo, static (w, h) => (w, h), static (x, y, w, h) => (w - 1 - x, h - 1 - y), 1),
            6 => Mapped(photo, static (w, h) => (h, w), static (x, y, w, h) => (w - 1 - y, x), 1),
            8 => Mapped(photo, static (w, h) => (h, w), static (x, y, w, h) => (y, h - 1 - x), 1),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation)),
        };
        // Right after SOI: APP1 with a TIFF block of one tag, 0x0112 (orientation), type SHORT.
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. turned[..2], .. exif, .. turned[2..]];
    }

    // Each pixel of the new picture is the mean of a square of this side about its place (x, y, width, height of the
    // old picture) in the old one.
    private static byte[] Mapped(
        byte[] photo, Func<int, int, (int, int)> size, Func<int, int, int, int, (double X, double Y)> place, double side)
    {
        using var from = Decode(photo);
        var (width, height) = size(from.Width, from.Height);
        using var to = Pixels.Rent(width, height);
        var reach = Math.Max(0, (int)Math.Round((side - 1) / 2));
        for (var y = 0; y < height; y++)
        {
            var row = to.Row(y);
            for (var x = 0; x < width; x++)
            {
                var at = place(x, y, from.Width, from.Height);
                int red = 0, green = 0, blue = 0, count = 0;
                for (var dy = -reach; dy <= reach; dy++)
                {
                    var source = from.Row(Math.Clamp((int)Math.Round(at.Y) + dy, 0, from.Height - 1));
                    for (var dx = -reach; dx <= reach; dx++, count++)
                    {
                        var i = 3 * Math.Clamp((int)Math.Round(at.X) + dx, 0, from.Width - 1);
                        (red, green, blue) = (red + source[i], green + source[i + 1], blue + source[i + 2]);
                    }
                }
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
            }
        }
        return JpegEncoder.Encode(to, Best);
    }

    private static Pixels Decode(byte[] photo) =>
        ((Decoding.Decoded)ImageDecoder.Decode(photo, new ImageLimits(), 4096)).Pixels;
}
