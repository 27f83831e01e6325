using System.Numerics;

namespace FaceAuth.Faces.Embedded;

/// <summary>What was measured of one face in one picture.</summary>
/// <param name="EyeDistance">Pixels between the eyes.</param>
/// <param name="Outside">Share of the face's box that lies outside the picture, 0 to 1.</param>
/// <param name="Margin">How far inside the picture the outermost of the five points lies, in distances between the eyes;
/// negative where one lies outside.</param>
/// <param name="DarkEnd">The brightness that 10 % of the face's pixels fall under, 0 to 255.</param>
/// <param name="BrightEnd">The brightness that 90 % of the face's pixels fall under, 0 to 255.</param>
/// <param name="Sharpness">Energy of the fine detail against that of all detail, at the aligned size; 0 to about 1.</param>
/// <param name="Yaw">See <see cref="FacePoints.Yaw"/>.</param>
/// <param name="NoseHeight">See <see cref="FacePoints.NoseHeight"/>.</param>
/// <param name="Roll">See <see cref="FacePoints.Roll"/>.</param>
internal readonly record struct FaceQuality(
    float EyeDistance, float Outside, float Margin, float DarkEnd, float BrightEnd, float Sharpness,
    float Yaw, float NoseHeight, float Roll);

/// <summary>Measures how good a face in a picture is. Keeps scratch; not thread-safe.</summary>
internal sealed class QualityMeter
{
    // The part of the aligned face that is skin, eyes and mouth of every face, without hair and background.
    private const int Left = 26, Top = 38, Right = 86, Bottom = 102;
    private const int Width = Right - Left, Height = Bottom - Top;

    private readonly float[] luma = new float[Width * Height];
    private readonly int[] histogram = new int[256];

    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="box">The face's box.</param>
    /// <param name="points">The face's points.</param>
    /// <param name="aligned">The aligned face, 112×112.</param>
    public FaceQuality Measure(int width, int height, in FaceBox box, in FacePoints points, ReadOnlySpan<Vector4> aligned)
    {
        Array.Clear(histogram);
        var weights = new Vector4(.299f, .587f, .114f, 0);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var value = Vector4.Dot(aligned[(y + Top) * FaceAligner.Side + x + Left], weights);
                luma[y * Width + x] = value;
                histogram[Math.Clamp((int)value, 0, 255)]++;
            }
        }
        return new FaceQuality(
            points.EyeDistance, ShareOutside(width, height, box), points.InsetIn(width, height) / points.EyeDistance, Quantile(.1f), Quantile(.9f), Sharpness(),
            points.Yaw, points.NoseHeight, points.Roll);
    }

    // The Laplacian answers to edges only; dividing by the spread of brightness makes it independent of contrast, so
    // that a dark or evenly lit skin is not taken for blur.
    private float Sharpness()
    {
        double mean = 0, squares = 0, detail = 0;
        foreach (var value in luma)
        {
            mean += value;
            squares += value * value;
        }
        mean /= luma.Length;
        var variance = squares / luma.Length - mean * mean;
        for (var y = 1; y < Height - 1; y++)
        {
            for (var x = 1; x < Width - 1; x++)
            {
                var i = y * Width + x;
                var edge = 4 * luma[i] - luma[i - 1] - luma[i + 1] - luma[i - Width] - luma[i + Width];
                detail += edge * edge;
            }
        }
        detail /= (Width - 2) * (Height - 2);
        return variance < 1 ? 0 : (float)(detail / variance);
    }

    private int Quantile(float share)
    {
        var (left, value) = ((int)(share * luma.Length), 0);
        while (value < 255 && (left -= histogram[value]) > 0) value++;
        return value;
    }

    private static float ShareOutside(int width, int height, in FaceBox box)
    {
        var inside = MathF.Max(MathF.Min(box.Right, width) - MathF.Max(box.Left, 0), 0) *
                     MathF.Max(MathF.Min(box.Bottom, height) - MathF.Max(box.Top, 0), 0);
        return 1 - inside / (box.Width * box.Height);
    }
}
