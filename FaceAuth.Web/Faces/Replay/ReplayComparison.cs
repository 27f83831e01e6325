namespace FaceAuth.Faces.Replay;

/// <summary>Whether two photos are one picture.</summary>
public static class ReplayComparison
{
    public static bool IsSamePicture(PhotoFingerprint a, PhotoFingerprint b) => Compare(a, b).IsSame;

    internal readonly record struct Likeness(bool SameBytes, double Coarse, double Correlation, double Ef, double Gf, double Uf, int Nf, double Eo, double Go, double Uo, int No, double Hr, double Hf, double Vf, double Vo)
    {
        public bool IsSame => SameBytes || Correlation > .9;
    }

    internal static Likeness Compare(PhotoFingerprint a, PhotoFingerprint b)
    {
        if (a.Sha256.SequenceEqual(b.Sha256)) return new Likeness { SameBytes = true, Correlation = 1, Coarse = 1 };
        if (a.Sha256.SequenceCompareTo(b.Sha256) > 0) (a, b) = (b, a);
        var (a0, b0) = (GreyPlane.Of(a), GreyPlane.Of(b));
        var (a1, b1) = (a0.Half(), b0.Half());
        var (a2, b2) = (a1.Half(), b1.Half());
        var registration = new Registration();

        var whole = new AxisWarp((float)b.Width / a.Width, 0, (float)b.Height / a.Height, 0);
        var s = b.Face.Side / a.Face.Side;
        var face = new AxisWarp(s, b.Face.CentreX - s * a.Face.CentreX, s, b.Face.CentreY - s * a.Face.CentreY);
        AxisWarp best = default;
        var coarse = -1.0;
        foreach (var seed in (ReadOnlySpan<AxisWarp>)[face, whole])
        {
            var fit = registration.Fit(a2, b2, seed.Halved().Halved(), 8);
            if (registration.Correlation > coarse) (best, coarse) = (fit, registration.Correlation);
            if (coarse > .97) break;
        }
        if (coarse < .5) return new Likeness { Coarse = coarse };
        best = registration.Fit(a1, b1, best.Doubled(), 4).Doubled();
        best = registration.Fit(a0, b0, best, 4);
        if (registration.Correlation < .5) return new Likeness { Coarse = coarse };

        return Blocks(a, a0, registration, coarse);
    }

    private static Likeness Blocks(PhotoFingerprint a, GreyPlane first, Registration reg, double coarse)
    {
        const int B = 8;
        var laid = reg.Laid;
        var (gain, offset) = reg.Light;
        double ef = 0, gf = 0, uf = 0, eo = 0, go = 0, uo = 0, vf = 0, vo = 0;
        int nf = 0, no = 0;
        Span<double> M = stackalloc double[36];
        Span<double> R = stackalloc double[6];
        M.Clear(); R.Clear();
        double rr = 0, gg = 0;
        for (var y0 = laid.Top; y0 + B <= laid.Bottom; y0 += B)
        {
            for (var x0 = laid.Left; x0 + B <= laid.Right; x0 += B)
            {
                double sx = 0, sy = 0, sr = 0, xx = 0, xy = 0, yy = 0, xr = 0, yr = 0, sq = 0, sv = 0, svv = 0;
                for (var y = y0; y < y0 + B; y++)
                {
                    var row = laid.Row(y);
                    for (var x = x0; x < x0 + B; x++)
                    {
                        var i = y * first.Width + x;
                        float gx = first.SlopeX[i], gy = first.SlopeY[i], v = first.Values[i];
                        var r = row[x - laid.Left] - gain * v - offset;
                        sx += gx; sy += gy; sr += r; xx += gx * gx; xy += gx * gy; yy += gy * gy; xr += gx * r; yr += gy * r; sq += r * r;
                        sv += v; svv += v * v;
                    }
                }
                const double n = B * B;
                xx -= sx * sx / n; xy -= sx * sy / n; yy -= sy * sy / n; xr -= sx * sr / n; yr -= sy * sr / n; sq -= sr * sr / n;
                svv -= sv * sv / n;
                double ridge = n * 1;
                var (p, q) = (xx + ridge, yy + ridge);
                var det = p * q - xy * xy;
                var dx = (q * xr - xy * yr) / det;
                var dy = (p * yr - xy * xr) / det;
                var e = dx * xr + dy * yr;
                var (cx, cy) = ((x0 + B / 2 - a.Face.CentreX) / (a.Face.Width * .6f), (y0 + B / 2 - a.Face.CentreY) / (a.Face.Height * .6f));
                if (cx * cx + cy * cy <= 1) { ef += e; gf += xx + yy; uf += sq - e; nf++; vf += svv; }
                else { eo += e; go += xx + yy; uo += sq - e; no++; vo += svv; }
            }
        }
        // face-rigid
        Span<double> basis = stackalloc double[6];
        for (var y = Math.Max(laid.Top, (int)a.Face.Top); y < Math.Min(laid.Bottom, (int)(a.Face.Top + a.Face.Height)); y++)
        {
            var row = laid.Row(y);
            for (var x = Math.Max(laid.Left, (int)a.Face.Left); x < Math.Min(laid.Right, (int)(a.Face.Left + a.Face.Width)); x++)
            {
                var i = y * first.Width + x;
                double gx = first.SlopeX[i], gy = first.SlopeY[i], v = first.Values[i];
                var r = row[x - laid.Left] - gain * v - offset;
                double X = (x + .5 - a.Face.CentreX) / (a.Face.Width / 2), Y = (y + .5 - a.Face.CentreY) / (a.Face.Height / 2);
                basis[0] = gx; basis[1] = gy; basis[2] = gy * X - gx * Y; basis[3] = gx * X + gy * Y; basis[4] = v; basis[5] = 1;
                for (var j = 0; j < 6; j++) { R[j] += basis[j] * r; for (var k = 0; k <= j; k++) M[j * 6 + k] += basis[j] * basis[k]; }
                rr += r * r; gg += gx * gx + gy * gy;
            }
        }
        // photometric only vs all: energy explained by the 4 motions
        double full = Energy(M, R, [0, 1, 2, 3, 4, 5]), photo = Energy(M, R, [4, 5]);
        var moved = full - photo;
        return new Likeness(false, coarse, reg.Correlation, ef, gf, uf, nf, eo, go, uo, no, Math.Sqrt(Math.Max(moved, 0) / gg), moved / Math.Max(rr - full, 1e-9), vf, vo);
    }

    private static double Energy(ReadOnlySpan<double> m, ReadOnlySpan<double> r, ReadOnlySpan<int> use)
    {
        var n = use.Length;
        var l = new double[n, n];
        var z = new double[n];
        double e = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var s = m[use[i] * 6 + use[j]];
                if (i == j) s = s * (1 + 1e-6) + 1e-3;
                for (var k = 0; k < j; k++) s -= l[i, k] * l[j, k];
                l[i, j] = i == j ? Math.Sqrt(Math.Max(s, 1e-9)) : s / l[j, j];
            }
            var t = r[use[i]];
            for (var k = 0; k < i; k++) t -= l[i, k] * z[k];
            z[i] = t / l[i, i];
            e += z[i] * z[i];
        }
        return e;
    }
}
