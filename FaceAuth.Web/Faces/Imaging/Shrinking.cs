using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// Makes pictures smaller by area averaging: each new pixel is the mean of exactly the area it covers, so nothing
/// aliases at any ratio. Rows are summed first (in 16 bits, by vectors), then columns.
/// </summary>
public static class Shrinking
{
    /// <summary>Weights of one new pixel add up to this; 255 × 256 just fits 16 bits.</summary>
    private const int One = 256;

    /// <summary>
    /// The picture with its longer side at most <paramref name="maxLongSide"/>; the given one is taken over (returned
    /// as it is where it fits, else disposed).
    /// </summary>
    public static Pixels ToFit(Pixels picture, int maxLongSide)
    {
        int longSide = Math.Max(picture.Width, picture.Height);
        if (longSide <= maxLongSide)
            return picture;
        var shrunk = To(picture, Side(picture.Width), Side(picture.Height));
        picture.Dispose();
        return shrunk;

        int Side(int side) => Math.Max(1, (int)(((long)side * maxLongSide + longSide / 2) / longSide));
    }

    /// <summary>A new, smaller or equal picture; the given one stays the caller's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is to grow.</exception>
    public static Pixels To(Pixels picture, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, picture.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, picture.Height);
        var shrunk = Pixels.Rent(width, height);
        var columns = Spans(picture.Width, width);
        var rows = Spans(picture.Height, height);
        int rowLength = picture.Width * Pixels.Channels;
        // The columns' pass reads eight sums at a time, of which it uses three.
        var sums = ArrayPool<ushort>.Shared.Rent(rowLength + Vector128<ushort>.Count);
        try
        {
            for (int y = 0; y < height; y++)
            {
                var row = rows[y];
                var sum = sums.AsSpan(0, rowLength);
                sum.Clear();
                for (int i = 0; i < row.Weights.Length; i++)
                    AddRow(picture.Row(row.Start + i), row.Weights[i], sum);
                AverageColumns(sums, columns, shrunk.Row(y));
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(sums);
        }
        return shrunk;
    }

    private static void AddRow(ReadOnlySpan<byte> row, ushort weight, Span<ushort> sum)
    {
        ref byte from = ref MemoryMarshal.GetReference(row);
        ref ushort to = ref MemoryMarshal.GetReference(sum);
        var weights = Vector128.Create(weight);
        int i = 0;
        for (; i <= row.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            (Vector128.LoadUnsafe(ref to, (nuint)i) + low * weights).StoreUnsafe(ref to, (nuint)i);
            (Vector128.LoadUnsafe(ref to, (nuint)i + 8) + high * weights).StoreUnsafe(ref to, (nuint)i + 8);
        }
        for (; i < row.Length; i++)
            sum[i] += (ushort)(row[i] * weight);
    }

    private static void AverageColumns(ushort[] sums, Span[] columns, Span<byte> row)
    {
        const int half = One * One / 2;
        ref ushort from = ref MemoryMarshal.GetArrayDataReference(sums);
        for (int x = 0; x < columns.Length; x++)
        {
            var column = columns[x];
            var sum = Vector128.Create((uint)half);
            for (int i = 0; i < column.Weights.Length; i++)
            {
                var pixel = Vector128.LoadUnsafe(ref from, (nuint)((column.Start + i) * Pixels.Channels));
                sum += Vector128.WidenLower(pixel) * (uint)column.Weights[i];
            }
            sum >>>= 16;
            row[x * Pixels.Channels] = (byte)sum[0];
            row[x * Pixels.Channels + 1] = (byte)sum[1];
            row[x * Pixels.Channels + 2] = (byte)sum[2];
        }
    }

    /// <summary>For each new pixel, the old ones it covers and how much of each; weights sum to exactly one.</summary>
    private static Span[] Spans(int from, int to)
    {
        var spans = new Span[to];
        for (int i = 0; i < to; i++)
        {
            // In units of 1/to of an old pixel, new pixel i covers [i·from, (i+1)·from).
            long begin = (long)i * from, end = begin + from;
            int start = (int)(begin / to), stop = (int)((end + to - 1) / to);
            var weights = new ushort[stop - start];
            long given = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                long covered = Math.Min((long)(start + k + 1) * to, end) - begin;
                long upTo = (covered * One + from / 2) / from;
                weights[k] = (ushort)(upTo - given);
                given = upTo;
            }
            spans[i] = new Span(start, weights);
        }
        return spans;
    }

    private readonly record struct Span(int Start, ushort[] Weights);
}
