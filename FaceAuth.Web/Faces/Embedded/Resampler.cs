using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Cuts a rectangle out of a picture and scales it, row by row: the mean over the covered area when it shrinks (a
/// plain bilinear step would skip most pixels of a large photo and alias), bilinear when it grows. Beyond the picture
/// its edge is repeated. Half of a naive engine's time is spent here, hence the two passes: a vertical one in 16-bit
/// lanes over whole rows, then a horizontal one that treats a pixel as one vector. Scratch is kept and grows to the
/// largest picture; not thread-safe.
/// </summary>
internal sealed class Resampler
{
    // Vertical weights are whole numbers that add up to 256, so that a full sum (255 · 256) fits 16 bits.
    private const int WeightSum = 256;

    // A pixel is read as four floats; the last one reads one past its three.
    private const int Padding = 4;

    private readonly AxisTaps columns = new();
    private readonly AxisTaps rows = new();
    private ushort[] sums = [];
    private float[] line = [];
    private Pixels? source;
    private int firstByte, byteCount;

    /// <summary>Aims at a rectangle of a picture, in pixels with (0,0) at the outer corner of the first one.</summary>
    /// <param name="picture">The picture; must stay alive while rows are read.</param>
    /// <param name="region">What is to be cut out; may reach beyond the picture.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Number of rows.</param>
    public void Aim(Pixels picture, Region region, int width, int height)
    {
        source = picture;
        columns.Lay(region.X, region.Width, width, picture.Width);
        rows.Lay(region.Y, region.Height, height, picture.Height);
        rows.Quantise(WeightSum);
        firstByte = columns.First * 3;
        byteCount = (columns.Last - columns.First + 1) * 3;
        if (line.Length < byteCount + Padding)
        {
            sums = new ushort[byteCount + Padding];
            line = new float[byteCount + Padding];
        }
    }

    /// <summary>Reads one row: red, green, blue from 0 to 255 in X, Y, Z; W is 0.</summary>
    public void ReadRow(int y, Span<Vector4> row)
    {
        var sum = sums.AsSpan(0, byteCount);
        var first = rows.Start(y);
        var weights = rows.Quantised(y);
        if (weights.Length == 1)
        {
            ToFloats(source!.Row(first).Slice(firstByte, byteCount), line);
        }
        else
        {
            for (var i = 0; i < weights.Length; i++)
                AddWeighted(source!.Row(first + i).Slice(firstByte, byteCount), weights[i], sum, overwrite: i == 0);
            ToFloats(sum, 1f / WeightSum, line);
        }

        ref var pixels = ref MemoryMarshal.GetArrayDataReference(line);
        for (var x = 0; x < row.Length; x++)
        {
            ref var pixel = ref Unsafe.Add(ref pixels, (columns.Start(x) - columns.First) * 3);
            var value = Vector4.Zero;
            foreach (var weight in columns.Weights(x))
            {
                value += Unsafe.ReadUnaligned<Vector4>(ref Unsafe.As<float, byte>(ref pixel)) * weight;
                pixel = ref Unsafe.Add(ref pixel, 3);
            }
            row[x] = value with { W = 0 };
        }
    }

    private static void AddWeighted(ReadOnlySpan<byte> from, ushort weight, Span<ushort> to, bool overwrite)
    {
        var i = 0;
        ref var bytes = ref MemoryMarshal.GetReference(from);
        ref var sums = ref MemoryMarshal.GetReference(to);
        if (Vector256.IsHardwareAccelerated)
        {
            var w = Vector256.Create(weight);
            for (; i <= from.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref bytes, (nuint)i));
                (low, high) = (low * w, high * w);
                if (!overwrite)
                {
                    low += Vector256.LoadUnsafe(ref sums, (nuint)i);
                    high += Vector256.LoadUnsafe(ref sums, (nuint)(i + Vector256<ushort>.Count));
                }
                low.StoreUnsafe(ref sums, (nuint)i);
                high.StoreUnsafe(ref sums, (nuint)(i + Vector256<ushort>.Count));
            }
        }
        for (; i < from.Length; i++)
            to[i] = (ushort)((overwrite ? 0 : to[i]) + from[i] * weight);
    }

    private static void ToFloats(ReadOnlySpan<ushort> from, float scale, Span<float> to)
    {
        var i = 0;
        ref var sums = ref MemoryMarshal.GetReference(from);
        ref var floats = ref MemoryMarshal.GetReference(to);
        for (; i <= from.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref sums, (nuint)i));
            (Vector256.ConvertToSingle(low.AsInt32()) * scale).StoreUnsafe(ref floats, (nuint)i);
            (Vector256.ConvertToSingle(high.AsInt32()) * scale).StoreUnsafe(ref floats, (nuint)(i + Vector256<float>.Count));
        }
        for (; i < from.Length; i++)
            to[i] = from[i] * scale;
    }

    private static void ToFloats(ReadOnlySpan<byte> from, Span<float> to)
    {
        var i = 0;
        ref var bytes = ref MemoryMarshal.GetReference(from);
        ref var floats = ref MemoryMarshal.GetReference(to);
        for (; i <= from.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref bytes, (nuint)i));
            var (a, b) = Vector256.Widen(Vector256.Create(low, high));
            Vector256.ConvertToSingle(a.AsInt32()).StoreUnsafe(ref floats, (nuint)i);
            Vector256.ConvertToSingle(b.AsInt32()).StoreUnsafe(ref floats, (nuint)(i + Vector256<float>.Count));
        }
        for (; i < from.Length; i++)
            to[i] = from[i];
    }
}

/// <summary>A rectangle in a picture, in pixels; it may reach beyond the picture.</summary>
internal readonly record struct Region(float X, float Y, float Width, float Height);
