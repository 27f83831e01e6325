namespace FaceAuth.Faces.Embedded;

/// <summary>A face that was detected: its corners in pixels of the picture, and how sure the detector is (0 to 1).</summary>
internal readonly record struct FaceBox(float Left, float Top, float Right, float Bottom, float Score)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;

    public float CentreX => (Left + Right) / 2;

    public float CentreY => (Top + Bottom) / 2;

    /// <summary>The side of the square of the same area.</summary>
    public float Side => MathF.Sqrt(MathF.Max(Width, 0) * MathF.Max(Height, 0));

    /// <summary>Area shared with <paramref name="other"/> over the area of both together, 0 to 1.</summary>
    public float Overlap(in FaceBox other)
    {
        var width = MathF.Min(Right, other.Right) - MathF.Max(Left, other.Left);
        var height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Top, other.Top);
        if (width <= 0 || height <= 0) return 0;
        var shared = width * height;
        return shared / (Width * Height + other.Width * other.Height - shared);
    }
}
