namespace FaceAuth.Faces.Replay;

/// <summary>
/// Luma as floats, with the slopes along both axes. Continuous coordinates have (0,0) at the outer corner of the first
/// pixel, so that the same place at half the resolution has half the coordinates.
/// </summary>
internal sealed class GreyPlane
{
    private float[]? slopeX, slopeY;

    private GreyPlane(int width, int height, float[] values) => (Width, Height, Values) = (width, height, values);

    public int Width { get; }

    public int Height { get; }

    public float[] Values { get; }

    public float[] SlopeX => slopeX ??= Slopes(alongX: true);

    public float[] SlopeY => slopeY ??= Slopes(alongX: false);

    /// <summary>
    /// The small copy of a fingerprint, smoothed by 1-2-1 along both axes: what is left are the waves longer than three
    /// pixels, which look the same however the grid lies over them and which coarse JPEG keeps.
    /// </summary>
    public static GreyPlane Of(PhotoFingerprint print)
    {
        var (w, h) = (print.Width, print.Height);
        var grey = print.Grey;
        var across = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            var from = grey.Slice(y * w, w);
            var to = across.AsSpan(y * w, w);
            for (var x = 0; x < w; x++)
                to[x] = .25f * (from[Math.Max(x - 1, 0)] + 2 * from[x] + from[Math.Min(x + 1, w - 1)]);
        }
        var values = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            var up = Row(across, w, Math.Max(y - 1, 0));
            var mid = Row(across, w, y);
            var down = Row(across, w, Math.Min(y + 1, h - 1));
            var to = values.AsSpan(y * w, w);
            for (var x = 0; x < to.Length; x++) to[x] = .25f * (up[x] + 2 * mid[x] + down[x]);
        }
        return new GreyPlane(w, h, values);
    }

    /// <summary>Half as many pixels along both axes; an odd last one is left out.</summary>
    public GreyPlane Half()
    {
        var (w, h) = (Width / 2, Height / 2);
        var values = new float[w * h];
        for (var y = 0; y < h; y++)
        {
            var a = Row(Values, Width, 2 * y);
            var b = Row(Values, Width, 2 * y + 1);
            for (var x = 0; x < w; x++) values[y * w + x] = .25f * (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]);
        }
        return new GreyPlane(w, h, values);
    }

    private float[] Slopes(bool alongX)
    {
        var slopes = new float[Values.Length];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                slopes[y * Width + x] = alongX
                    ? .5f * (Values[y * Width + Math.Min(x + 1, Width - 1)] - Values[y * Width + Math.Max(x - 1, 0)])
                    : .5f * (Values[Math.Min(y + 1, Height - 1) * Width + x] - Values[Math.Max(y - 1, 0) * Width + x]);
            }
        }
        return slopes;
    }

    private static ReadOnlySpan<float> Row(float[] values, int width, int y) => values.AsSpan(y * width, width);
}
