namespace FaceAuth.Faces.Replay;

/// <summary>
/// Whether two photos are one picture. A picture that was encoded anew, resized or cropped lies on the original after a
/// scale and a shift along each axis, and what is left is noise. Two shots of a camera are left with movement: the head
/// against the background, eyes and mouth in the face. docs/replay-guard.md has what was measured.
/// </summary>
public static class ReplayComparison
{
    // Different scenes end here, after a look at a sixteenth of the pixels. Replays are at .98 and above.
    private const double LeastCoarse = .8;

    // How alike the pictures are when laid over each other as well as can be; replays are at .99 and above.
    private const double LeastCorrelation = .95;

    // Most of the face's variance that may differ. Replays: .02; the face of another shot on the same wall: .2 and more.
    private const double MostDifferent = .06;

    // Most movement in the face, as energy that movement explains over energy that it does not. Replays: .1 to .5,
    // since noise also looks like a little movement; somebody who moves by a pixel: 2.5 and more.
    private const double MostMovement = .8;

    // Movement is looked for in squares of so many pixels, alone in each.
    private const int Block = 8;

    private const int CoarseSteps = 8, MiddleSteps = 4, FineSteps = 4;

    // The face without hair and background about it, as a share of the detector's box from the middle.
    private const float FaceReach = .6f;

    /// <summary>
    /// True where one photo is the other one: the same bytes, or encoded anew, resized or cropped. The order does not
    /// matter. Takes well under a millisecond.
    /// </summary>
    public static bool IsSamePicture(PhotoFingerprint a, PhotoFingerprint b) => Compare(a, b).IsSame;

    internal static Likeness Compare(PhotoFingerprint a, PhotoFingerprint b)
    {
        var order = a.Sha256.SequenceCompareTo(b.Sha256);
        if (order == 0) return new Likeness(1, 1, 0, 0);
        if (order > 0) (a, b) = (b, a);

        var (fineA, fineB) = (GreyPlane.Of(a), GreyPlane.Of(b));
        var (middleA, middleB) = (fineA.Half(), fineB.Half());
        var (coarseA, coarseB) = (middleA.Half(), middleB.Half());
        var registration = new Registration();

        // Where the detector found the face, else the whole over the whole.
        var scale = b.Face.Side / a.Face.Side;
        var byFace = new AxisWarp(scale, b.Face.CentreX - scale * a.Face.CentreX, scale, b.Face.CentreY - scale * a.Face.CentreY);
        var whole = new AxisWarp((float)b.Width / a.Width, 0, (float)b.Height / a.Height, 0);
        AxisWarp warp = default;
        var coarse = -1.0;
        foreach (var seed in (ReadOnlySpan<AxisWarp>)[byFace, whole])
        {
            var fit = registration.Fit(coarseA, coarseB, seed.Halved().Halved(), CoarseSteps);
            if (registration.Correlation > coarse) (warp, coarse) = (fit, registration.Correlation);
            if (coarse > .97) break;
        }
        if (coarse < LeastCoarse) return new Likeness(coarse, -1, 1, double.MaxValue);
        warp = registration.Fit(middleA, middleB, warp.Doubled(), MiddleSteps);
        registration.Fit(fineA, fineB, warp.Doubled(), FineSteps);
        return registration.Correlation < LeastCorrelation
            ? new Likeness(coarse, registration.Correlation, 1, double.MaxValue)
            : InTheFace(a.Face, fineA, registration, coarse);
    }

    private static Likeness InTheFace(in FaceArea face, GreyPlane first, Registration registration, double coarse)
    {
        var laid = registration.Laid;
        double moved = 0, rest = 0, variance = 0;
        for (var top = laid.Top; top + Block <= laid.Bottom; top += Block)
        {
            for (var left = laid.Left; left + Block <= laid.Right; left += Block)
            {
                var dx = (left + Block / 2f - face.CentreX) / (face.Width * FaceReach);
                var dy = (top + Block / 2f - face.CentreY) / (face.Height * FaceReach);
                if (dx * dx + dy * dy > 1) continue;
                var block = MovementInBlock(first, registration, left, top);
                moved += block.Moved;
                rest += block.Still;
                variance += block.Variance;
            }
        }
        // A face so small that no block lies in it is nothing to judge by.
        return variance <= 0
            ? new Likeness(coarse, registration.Correlation, 1, double.MaxValue)
            : new Likeness(coarse, registration.Correlation, (moved + rest) / variance, moved / Math.Max(rest, 1e-9));
    }

    // The difference that is left in one square, taken apart by least squares: what a shift of the square explains
    // (the slopes times the shift), a constant, which is dropped, and the rest.
    private static (double Moved, double Still, double Variance) MovementInBlock(GreyPlane first, Registration registration, int left, int top)
    {
        const float n = Block * Block;
        var (gain, offset) = registration.Light;
        float x = 0, y = 0, d = 0, v = 0, xx = 0, xy = 0, yy = 0, xd = 0, yd = 0, dd = 0, vv = 0;
        for (var j = top; j < top + Block; j++)
        {
            var at = j * first.Width + left;
            var slopesX = first.SlopeX.AsSpan(at, Block);
            var slopesY = first.SlopeY.AsSpan(at, Block);
            var values = first.Values.AsSpan(at, Block);
            var others = registration.Laid.Row(j).Slice(left - registration.Laid.Left, Block);
            for (var i = 0; i < Block; i++)
            {
                var (gx, gy) = (slopesX[i], slopesY[i]);
                var value = values[i] - 128;
                var difference = others[i] - gain * values[i] - offset;
                x += gx; y += gy; d += difference; v += value;
                xx += gx * gx; xy += gx * gy; yy += gy * gy;
                xd += gx * difference; yd += gy * difference;
                dd += difference * difference; vv += value * value;
            }
        }
        xx -= x * x / n; xy -= x * y / n; yy -= y * y / n;
        xd -= x * d / n; yd -= y * d / n; dd -= d * d / n; vv -= v * v / n;
        // In a plain square a shift cannot be seen; a slope of 1 level a pixel is added so that none is invented.
        xx += n;
        yy += n;
        var determinant = xx * yy - xy * xy;
        var moved = (xd * (yy * xd - xy * yd) + yd * (xx * yd - xy * xd)) / determinant;
        return (moved, dd - moved, vv);
    }

    /// <summary>What two fingerprints have in common.</summary>
    /// <param name="Coarse">Correlation at a quarter of the resolution.</param>
    /// <param name="Correlation">Correlation laid over each other as well as can be; −1 where it was not tried.</param>
    /// <param name="Different">Share of the face's variance that differs then.</param>
    /// <param name="Movement">In the face: energy of the difference that movement explains, over the rest.</param>
    internal readonly record struct Likeness(double Coarse, double Correlation, double Different, double Movement)
    {
        public bool IsSame => Correlation >= LeastCorrelation && Different <= MostDifferent && Movement <= MostMovement;
    }
}
