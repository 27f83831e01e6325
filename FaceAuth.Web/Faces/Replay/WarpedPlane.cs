namespace FaceAuth.Faces.Replay;

/// <summary>
/// The second picture laid over the first one: what a warp finds there, on the first one's grid, for the part that both
/// show. Cubic interpolation (Catmull–Rom): a bilinear one would blur by where between two pixels it looks.
/// </summary>
internal sealed class WarpedPlane
{
    private float[] values = [];
    private float[] between = [];

    /// <summary>The part of the first picture's grid that the second one covers: [Left, Right) × [Top, Bottom).</summary>
    public int Left { get; private set; }

    public int Top { get; private set; }

    public int Right { get; private set; }

    public int Bottom { get; private set; }

    public int Columns => Math.Max(0, Right - Left);

    public int Rows => Math.Max(0, Bottom - Top);

    /// <summary>Row <paramref name="y"/> of the first picture's grid, columns Left to Right.</summary>
    public ReadOnlySpan<float> Row(int y) => values.AsSpan((y - Top) * Columns, Columns);

    /// <summary>Lays <paramref name="second"/> over a grid of this size.</summary>
    public void Lay(GreyPlane second, in AxisWarp warp, int width, int height)
    {
        (Left, Right) = Covered(warp.ScaleX, warp.ShiftX, width, second.Width);
        (Top, Bottom) = Covered(warp.ScaleY, warp.ShiftY, height, second.Height);
        var (columns, rows) = (Columns, Rows);
        if (columns == 0 || rows == 0) return;

        var firstRow = (int)MathF.Floor(warp.ScaleY * (Top + .5f) + warp.ShiftY - .5f) - 1;
        var lastRow = (int)MathF.Floor(warp.ScaleY * (Bottom - .5f) + warp.ShiftY - .5f) + 2;
        (firstRow, lastRow) = (Math.Max(firstRow, 0), Math.Min(lastRow, second.Height - 1));
        if (between.Length < (lastRow - firstRow + 1) * columns) between = new float[(lastRow - firstRow + 1) * columns];
        if (values.Length < rows * columns) values = new float[rows * columns];

        Span<int> starts = stackalloc int[columns];
        Span<float> weights = stackalloc float[columns * 4];
        for (var x = 0; x < columns; x++)
            starts[x] = Taps(warp.ScaleX * (Left + x + .5f) + warp.ShiftX - .5f, second.Width, weights.Slice(4 * x, 4));
        for (var y = firstRow; y <= lastRow; y++)
        {
            var from = second.Values.AsSpan(y * second.Width, second.Width);
            var to = between.AsSpan((y - firstRow) * columns, columns);
            for (var x = 0; x < to.Length; x++)
            {
                var f = from.Slice(starts[x], 4);
                var w = weights.Slice(4 * x, 4);
                to[x] = f[0] * w[0] + f[1] * w[1] + f[2] * w[2] + f[3] * w[3];
            }
        }
        Span<float> down = stackalloc float[4];
        for (var y = 0; y < rows; y++)
        {
            var start = Taps(warp.ScaleY * (Top + y + .5f) + warp.ShiftY - .5f, second.Height, down) - firstRow;
            var a = between.AsSpan(start * columns, columns);
            var b = between.AsSpan((start + 1) * columns, columns);
            var c = between.AsSpan((start + 2) * columns, columns);
            var d = between.AsSpan((start + 3) * columns, columns);
            var to = values.AsSpan(y * columns, columns);
            var (wa, wb, wc, wd) = (down[0], down[1], down[2], down[3]);
            for (var x = 0; x < to.Length; x++) to[x] = wa * a[x] + wb * b[x] + wc * c[x] + wd * d[x];
        }
    }

    // Pixels whose place lies between the second and the last but one of the other picture: all four taps are there.
    private static (int From, int To) Covered(float scale, float shift, int size, int otherSize)
    {
        if (otherSize < 4) return (0, 0);
        var from = (int)MathF.Ceiling((1.5f - shift) / scale - .5f);
        var to = (int)MathF.Floor((otherSize - 1.5f - shift) / scale - .5f);
        return (Math.Max(from, 0), Math.Min(to, size));
    }

    private static int Taps(float at, int size, Span<float> weights)
    {
        var i = Math.Clamp((int)MathF.Floor(at), 1, size - 3);
        var t = at - i;
        weights[0] = t * (-.5f + t * (1 - .5f * t));
        weights[1] = 1 + t * t * (-2.5f + 1.5f * t);
        weights[2] = t * (.5f + t * (2 - 1.5f * t));
        weights[3] = t * t * (-.5f + .5f * t);
        return i - 1;
    }
}
