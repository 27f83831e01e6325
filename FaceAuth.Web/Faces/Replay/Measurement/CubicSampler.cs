using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>
/// A picture that can be looked up between its pixels, by cubic interpolation (Catmull–Rom), as picture programs do.
/// Beyond the picture its edge is repeated.
/// </summary>
internal sealed class CubicSampler
{
    private readonly Vector4[] pixels;

    public CubicSampler(Pixels picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        pixels = new Vector4[Width * Height];
        var rgb = picture.Rgb;
        for (var i = 0; i < pixels.Length; i++) pixels[i] = new Vector4(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 0);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The colour at a place; (0,0) is the outer corner of the first pixel.</summary>
    public Vector4 At(float x, float y)
    {
        Span<float> across = stackalloc float[4], down = stackalloc float[4];
        var left = Taps(x - .5f, across) - 1;
        var top = Taps(y - .5f, down) - 1;
        var sum = Vector4.Zero;
        for (var j = 0; j < 4; j++)
        {
            var row = pixels.AsSpan(Math.Clamp(top + j, 0, Height - 1) * Width, Width);
            var line = left >= 0 && left + 4 <= Width
                ? row[left] * across[0] + row[left + 1] * across[1] + row[left + 2] * across[2] + row[left + 3] * across[3]
                : row[Math.Clamp(left, 0, Width - 1)] * across[0] + row[Math.Clamp(left + 1, 0, Width - 1)] * across[1]
                    + row[Math.Clamp(left + 2, 0, Width - 1)] * across[2] + row[Math.Clamp(left + 3, 0, Width - 1)] * across[3];
            sum += line * down[j];
        }
        return sum;
    }

    /// <summary>Writes a colour as a pixel.</summary>
    public static void Put(Span<byte> row, int x, Vector4 colour)
    {
        colour = Vector4.Clamp(colour + new Vector4(.5f), Vector4.Zero, new Vector4(255));
        (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)colour.X, (byte)colour.Y, (byte)colour.Z);
    }

    private static int Taps(float at, Span<float> weights)
    {
        var i = (int)MathF.Floor(at);
        var t = at - i;
        weights[0] = t * (-.5f + t * (1 - .5f * t));
        weights[1] = 1 + t * t * (-2.5f + 1.5f * t);
        weights[2] = t * (.5f + t * (2 - 1.5f * t));
        weights[3] = t * t * (-.5f + .5f * t);
        return i;
    }
}
