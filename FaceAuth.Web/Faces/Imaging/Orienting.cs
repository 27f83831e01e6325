using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Imaging;

/// <summary>Turns and mirrors a stored picture as its orientation tag asks.</summary>
internal static class Orienting
{
    /// <summary>Rows and columns that are turned together, so that both sides of a turn stay in the cache.</summary>
    private const int Tile = 32;

    /// <summary>The upright picture; the given one is taken over (returned as it is, or disposed).</summary>
    /// <param name="stored">The picture as decoded.</param>
    /// <param name="orientation">1 to 8 (Exif 2.32, 4.6.4).</param>
    public static Pixels Upright(Pixels stored, int orientation)
    {
        if (orientation is < 2 or > 8)
            return stored;
        int w = stored.Width, h = stored.Height, last = w * h - 1;
        // Where the upright picture's pixel (x, y) lies in the stored one: start + x·dx + y·dy.
        var (start, dx, dy) = orientation switch
        {
            2 => (w - 1, -1, w),
            3 => (last, -1, -w),
            4 => (last - w + 1, 1, -w),
            5 => (0, w, 1),
            6 => (last - w + 1, -w, 1),
            7 => (last, -w, -1),
            _ => (w - 1, w, -1),
        };
        var upright = orientation >= 5 ? Pixels.Rent(h, w) : Pixels.Rent(w, h);
        var from = MemoryMarshal.Cast<byte, Pixel>(stored.Rgb);
        var to = MemoryMarshal.Cast<byte, Pixel>(upright.Rgb);
        for (int top = 0; top < upright.Height; top += Tile)
        {
            int bottom = Math.Min(top + Tile, upright.Height);
            for (int left = 0; left < upright.Width; left += Tile)
            {
                int right = Math.Min(left + Tile, upright.Width);
                for (int y = top; y < bottom; y++)
                {
                    int source = start + left * dx + y * dy;
                    var row = to[(y * upright.Width + left)..(y * upright.Width + right)];
                    for (int x = 0; x < row.Length; x++, source += dx)
                        row[x] = from[source];
                }
            }
        }
        stored.Dispose();
        return upright;
    }

    private readonly record struct Pixel(byte R, byte G, byte B);
}
