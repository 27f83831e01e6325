using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Turns, scales and shifts a face so that its five points come to lie where the embedding model expects them in
/// 112×112 pixels. Large faces are shrunk by a whole factor first, so that the bilinear step does not skip pixels.
/// </summary>
internal sealed class FaceAligner
{
    /// <summary>Width and height of an aligned face.</summary>
    public const int Side = 112;

    // The reference points of ArcFace's alignment (insightface), in pixels of the 112×112 face.
    private static readonly Vector2[] Reference =
    [
        new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f),
        new(41.5493f, 92.3655f), new(70.7299f, 92.2041f),
    ];

    private readonly Vector4[] face = new Vector4[Side * Side];
    private Vector4[] around = [];

    /// <summary>The aligned face of the last call: red, green, blue from 0 to 255 in X, Y, Z, row by row.</summary>
    public ReadOnlySpan<Vector4> Face => face;

    /// <summary>Aligns the face with these points, which must be sound.</summary>
    public void Align(Pixels picture, in FacePoints points, Resampler resampler)
    {
        var back = SimilarityTransform.Fit(
            [points.LeftEye, points.RightEye, points.Nose, points.LeftMouth, points.RightMouth], Reference).Inverse();

        Vector2 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var corner in (ReadOnlySpan<Vector2>)[new(0, 0), new(Side, 0), new(0, Side), new(Side, Side)])
        {
            var p = back.Apply(corner);
            low = Vector2.Min(low, p);
            high = Vector2.Max(high, p);
        }
        var factor = Math.Max(1, (int)back.Scale);
        var origin = new Vector2(MathF.Floor(low.X) - factor, MathF.Floor(low.Y) - factor);
        var width = (int)((high.X - origin.X) / factor) + 3;
        var height = (int)((high.Y - origin.Y) / factor) + 3;
        if (around.Length < width * height) around = new Vector4[width * height];
        resampler.Aim(picture, new Region(origin.X, origin.Y, width * factor, height * factor), width, height);
        for (var y = 0; y < height; y++)
            resampler.ReadRow(y, around.AsSpan(y * width, width));

        // From a pixel of the aligned face to a place among the centres of the shrunk pixels.
        var (a, b) = (back.A / factor, back.B / factor);
        var start = (back.Apply(Vector2.Zero) - origin) / factor - new Vector2(.5f);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var at = start + new Vector2(a * x - b * y, b * x + a * y);
                var (left, top) = ((int)at.X, (int)at.Y);
                var (right, down) = (at.X - left, at.Y - top);
                var i = top * width + left;
                var upper = Vector4.Lerp(around[i], around[i + 1], right);
                var lower = Vector4.Lerp(around[i + width], around[i + width + 1], right);
                face[y * Side + x] = Vector4.Lerp(upper, lower, down);
            }
        }
    }
}
