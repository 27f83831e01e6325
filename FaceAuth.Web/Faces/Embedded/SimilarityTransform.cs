using System.Numerics;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// A turn, a uniform scale and a shift of the plane: p ↦ (A·x − B·y + X, B·x + A·y + Y).
/// </summary>
internal readonly record struct SimilarityTransform(float A, float B, float X, float Y)
{
    /// <summary>How much longer distances get.</summary>
    public float Scale => MathF.Sqrt(A * A + B * B);

    public Vector2 Apply(Vector2 p) => new(A * p.X - B * p.Y + X, B * p.X + A * p.Y + Y);

    /// <summary>The transform that undoes this one.</summary>
    public SimilarityTransform Inverse()
    {
        var square = A * A + B * B;
        var (a, b) = (A / square, -B / square);
        return new(a, b, -(a * X - b * Y), -(b * X + a * Y));
    }

    /// <summary>
    /// The transform that brings <paramref name="from"/> to <paramref name="to"/> with the least sum of squared
    /// distances (Umeyama 1991; in the plane it has this closed form, without a mirror image and without an SVD).
    /// </summary>
    public static SimilarityTransform Fit(ReadOnlySpan<Vector2> from, ReadOnlySpan<Vector2> to)
    {
        Vector2 fromMean = default, toMean = default;
        for (var i = 0; i < from.Length; i++)
        {
            fromMean += from[i] / from.Length;
            toMean += to[i] / from.Length;
        }
        float spread = 0, along = 0, across = 0;
        for (var i = 0; i < from.Length; i++)
        {
            var (p, q) = (from[i] - fromMean, to[i] - toMean);
            spread += p.LengthSquared();
            along += Vector2.Dot(p, q);
            across += p.X * q.Y - p.Y * q.X;
        }
        var (a, b) = (along / spread, across / spread);
        return new(a, b, toMean.X - (a * fromMean.X - b * fromMean.Y), toMean.Y - (b * fromMean.X + a * fromMean.Y));
    }
}
