using System.Numerics;

namespace FaceAuth.Faces.Replay;

/// <summary>
/// Finds scale, shift, gain and offset that carry one picture onto another, by least squares (Gauss–Newton steps after
/// Lucas and Kanade). The difference of the two is taken apart into what slopes, brightness and a constant explain.
/// </summary>
internal sealed class Registration
{
    private const int Unknowns = 6;

    private readonly WarpedPlane laid = new();
    private float[] place = [];

    /// <summary>The second picture as <see cref="Step"/> laid it over the first one last.</summary>
    public WarpedPlane Laid => laid;

    /// <summary>How alike the two were as laid last: correlation, −1 to 1.</summary>
    public double Correlation { get; private set; }

    /// <summary>second ≈ Gain · first + Offset, as laid last.</summary>
    public (float Gain, float Offset) Light { get; private set; }

    /// <summary>Takes several steps.</summary>
    public AxisWarp Fit(GreyPlane first, GreyPlane second, AxisWarp warp, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var next = Step(first, second, warp);
            if (next is null) { Correlation = -1; return warp; }
            warp = next.Value;
        }
        return warp;
    }

    /// <summary>One step from <paramref name="warp"/>; null where it leads nowhere.</summary>
    public AxisWarp? Step(GreyPlane first, GreyPlane second, in AxisWarp warp)
    {
        Correlation = -1;
        // A warp beyond what resizing and cropping do: enough to see that the pictures differ.
        if (!(warp.ScaleX is > .4f and < 2.5f && warp.ScaleY is > .4f and < 2.5f)) return null;
        laid.Lay(second, warp, first.Width, first.Height);
        var (columns, rows) = (laid.Columns, laid.Rows);
        if (columns * 2 < first.Width || rows * 2 < first.Height) return null;

        // Places run from −1 to 1 over the first picture, so that the unknowns are of one size.
        var (halfX, halfY) = (first.Width / 2f, first.Height / 2f);
        if (place.Length < columns) place = new float[columns];
        for (var x = 0; x < columns; x++) place[x] = (laid.Left + x + .5f - halfX) / halfX;

        var m = new Equations();
        for (var y = laid.Top; y < laid.Bottom; y++)
        {
            var at = y * first.Width + laid.Left;
            m.AddRow(
                first.SlopeX.AsSpan(at, columns), first.SlopeY.AsSpan(at, columns), first.Values.AsSpan(at, columns),
                laid.Row(y), place.AsSpan(0, columns), (y + .5f - halfY) / halfY);
        }
        Correlation = m.Correlation();
        Span<double> found = stackalloc double[Unknowns];
        if (!m.Solve(found)) return null;
        Light = ((float)(1 + found[4]), (float)found[5]);
        var (shiftX, growX, shiftY, growY) = (found[0], found[1] / halfX, found[2], found[3] / halfY);
        return new AxisWarp(
            (float)(warp.ScaleX * (1 - growX)), (float)(warp.ShiftX + warp.ScaleX * (growX * halfX - shiftX)),
            (float)(warp.ScaleY * (1 - growY)), (float)(warp.ShiftY + warp.ScaleY * (growY * halfY - shiftY)));
    }

    /// <summary>The sums of the normal equations.</summary>
    private sealed class Equations
    {
        // Unknowns: shift x, growth x, shift y, growth y, gain − 1, offset.
        private readonly double[,] left = new double[Unknowns, Unknowns];
        private readonly double[] right = new double[Unknowns];
        private int count;
        private double sum, square, difference, differenceSquare, cross;

        public void AddRow(
            ReadOnlySpan<float> slopeX, ReadOnlySpan<float> slopeY, ReadOnlySpan<float> value, ReadOnlySpan<float> other,
            ReadOnlySpan<float> place, float down)
        {
            Vector<float> xx = default, xX = default, XX = default, xy = default, Xy = default, yy = default, xv = default,
                Xv = default, yv = default, x1 = default, X1 = default, y1 = default, vv = default, v1 = default,
                xd = default, Xd = default, yd = default, vd = default, d1 = default, dd = default;
            var i = 0;
            // The rest of a row that fills no vector is left out: seven columns at most.
            for (; i <= value.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var gx = new Vector<float>(slopeX[i..]);
                var gy = new Vector<float>(slopeY[i..]);
                var v = new Vector<float>(value[i..]);
                var d = new Vector<float>(other[i..]) - v;
                var gX = gx * new Vector<float>(place[i..]);
                xx += gx * gx; xX += gx * gX; XX += gX * gX; xy += gx * gy; Xy += gX * gy; yy += gy * gy;
                xv += gx * v; Xv += gX * v; yv += gy * v; x1 += gx; X1 += gX; y1 += gy; vv += v * v; v1 += v;
                xd += gx * d; Xd += gX * d; yd += gy * d; vd += v * d; d1 += d; dd += d * d;
            }
            count += i;
            double t = down, sxy = Vector.Sum(xy), sXy = Vector.Sum(Xy), syy = Vector.Sum(yy), syv = Vector.Sum(yv),
                sy = Vector.Sum(y1), syd = Vector.Sum(yd), sv = Vector.Sum(v1), sd = Vector.Sum(d1), svd = Vector.Sum(vd),
                svv = Vector.Sum(vv);
            left[0, 0] += Vector.Sum(xx); left[1, 0] += Vector.Sum(xX); left[1, 1] += Vector.Sum(XX);
            left[2, 0] += sxy; left[2, 1] += sXy; left[2, 2] += syy;
            left[3, 0] += t * sxy; left[3, 1] += t * sXy; left[3, 2] += t * syy; left[3, 3] += t * t * syy;
            left[4, 0] += Vector.Sum(xv); left[4, 1] += Vector.Sum(Xv); left[4, 2] += syv; left[4, 3] += t * syv; left[4, 4] += svv;
            left[5, 0] += Vector.Sum(x1); left[5, 1] += Vector.Sum(X1); left[5, 2] += sy; left[5, 3] += t * sy; left[5, 4] += sv;
            right[0] += Vector.Sum(xd); right[1] += Vector.Sum(Xd); right[2] += syd; right[3] += t * syd; right[4] += svd; right[5] += sd;
            sum += sv; square += svv; difference += sd; differenceSquare += Vector.Sum(dd); cross += svd;
        }

        public double Correlation()
        {
            double n = count;
            if (count == 0) return -1;
            var variance = square - sum * sum / n;
            var shared = cross - sum * difference / n;
            var other = variance + 2 * shared + differenceSquare - difference * difference / n;
            return variance <= 0 || other <= 0 ? 0 : (variance + shared) / Math.Sqrt(variance * other);
        }

        // Cholesky; false where the picture is so plain that nothing can be found.
        public bool Solve(Span<double> found)
        {
            left[5, 5] = count;
            var n = Unknowns;
            for (var i = 0; i < n; i++) left[i, i] = left[i, i] * (1 + 1e-9) + 1e-6;
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var s = left[i, j];
                    for (var k = 0; k < j; k++) s -= left[i, k] * left[j, k];
                    if (i != j) left[i, j] = s / left[j, j];
                    else if (s <= 0) return false;
                    else left[i, i] = Math.Sqrt(s);
                }
            }
            for (var i = 0; i < n; i++)
            {
                var s = right[i];
                for (var k = 0; k < i; k++) s -= left[i, k] * found[k];
                found[i] = s / left[i, i];
            }
            for (var i = n - 1; i >= 0; i--)
            {
                var s = found[i];
                for (var k = i + 1; k < n; k++) s -= left[k, i] * found[k];
                found[i] = s / left[i, i];
            }
            return true;
        }
    }
}
