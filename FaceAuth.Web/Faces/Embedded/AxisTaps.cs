namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Which source pixels make each output pixel along one axis, and with what weight. Weights of one output pixel add
/// up to 1; indices beyond the picture count for its edge. Arrays are kept and grow.
/// </summary>
internal sealed class AxisTaps
{
    private int[] starts = [];
    private int[] counts = [];
    private float[] weights = [];
    private ushort[] quantised = [];
    private int stride, length;

    /// <summary>The lowest source index that is used.</summary>
    public int First { get; private set; }

    /// <summary>The highest source index that is used.</summary>
    public int Last { get; private set; }

    public int Start(int output) => starts[output];

    public ReadOnlySpan<float> Weights(int output) => weights.AsSpan(output * stride, counts[output]);

    /// <summary>The weights of <see cref="Quantise"/>.</summary>
    public ReadOnlySpan<ushort> Quantised(int output) => quantised.AsSpan(output * stride, counts[output]);

    /// <summary>Lays <paramref name="outputs"/> pixels over [from, from + extent) of an axis of <paramref name="size"/> pixels.</summary>
    public void Lay(float from, float extent, int outputs, int size)
    {
        var step = extent / outputs;
        length = outputs;
        stride = (int)MathF.Ceiling(MathF.Max(step, 1)) + 2;
        if (starts.Length < outputs)
        {
            starts = new int[outputs];
            counts = new int[outputs];
        }
        if (weights.Length < outputs * stride) weights = new float[outputs * stride];
        weights.AsSpan(0, outputs * stride).Clear();

        (First, Last) = (int.MaxValue, 0);
        for (var i = 0; i < outputs; i++)
        {
            // Shrinking: the area that the output pixel covers. Growing: one pixel's width about its centre, which is
            // bilinear interpolation.
            var middle = from + (i + .5f) * step;
            var half = MathF.Max(step, 1) / 2;
            var (low, high) = (middle - half, middle + half);
            var (first, last) = ((int)MathF.Floor(low), (int)MathF.Ceiling(high) - 1);
            var start = Math.Clamp(first, 0, size - 1);
            var end = Math.Clamp(last, 0, size - 1);
            for (var j = first; j <= last; j++)
            {
                var covered = MathF.Min(j + 1, high) - MathF.Max(j, low);
                weights[i * stride + Math.Clamp(j, 0, size - 1) - start] += covered / (2 * half);
            }
            starts[i] = start;
            counts[i] = end - start + 1;
            First = Math.Min(First, start);
            Last = Math.Max(Last, end);
        }
    }

    /// <summary>Rounds the weights to whole numbers that add up to exactly <paramref name="sum"/> per output pixel.</summary>
    public void Quantise(int sum)
    {
        if (quantised.Length < weights.Length) quantised = new ushort[weights.Length];
        for (var i = 0; i < length; i++)
        {
            var (exact, given) = (0f, 0);
            for (var j = i * stride; j < i * stride + counts[i]; j++)
            {
                exact += weights[j] * sum;
                var upTo = j == i * stride + counts[i] - 1 ? sum : (int)MathF.Round(exact);
                quantised[j] = (ushort)(upTo - given);
                given = upTo;
            }
        }
    }
}
