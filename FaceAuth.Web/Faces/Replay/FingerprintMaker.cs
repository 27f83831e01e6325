using System.Numerics;
using System.Security.Cryptography;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay;

/// <summary>Makes fingerprints; keeps its memory, so it is used by one thread at a time.</summary>
internal sealed class FingerprintMaker
{
    /// <summary>
    /// Pixels of the small copy. Its area is bounded and not its side, so that all shapes of picture keep the same detail.
    /// With 6,144 somebody who moves in front of the camera is told from a replay by half the margin.
    /// </summary>
    public const int MaxArea = 9_216;

    // The copy shows the face and so much on each side of it, in widths of the face, as far as the picture goes. What a
    // head moves against is seen, and a large picture with a small face loses little of the face.
    private const float Around = 1.5f;

    private const int MaxSide = PhotoFingerprint.MaxSide;

    private readonly Vector4[] row = new Vector4[MaxSide];

    /// <summary>The fingerprint of an upload.</summary>
    /// <param name="upload">The upload's bytes.</param>
    /// <param name="picture">The picture decoded from it.</param>
    /// <param name="box">The face that is meant.</param>
    /// <param name="resampler">Shrinks the picture; the caller's, to share its memory.</param>
    public PhotoFingerprint Make(ReadOnlySpan<byte> upload, Pixels picture, in FaceBox box, Resampler resampler)
    {
        var room = Around * box.Side;
        // The detector's box trembles from frame to frame; edges on a raster keep one grid over most frames of one camera.
        var raster = Math.Max(1, Math.Max(picture.Width, picture.Height) / 12);
        float Down(float edge) => Math.Max(0, MathF.Floor(edge / raster) * raster);
        float Up(float edge, int end) => Math.Min(end, MathF.Ceiling(edge / raster) * raster);
        var (left, top) = (Down(box.Left - room), Down(box.Top - room));
        var seen = new Region(left, top,
            MathF.Max(Up(box.Right + room, picture.Width) - left, 1), MathF.Max(Up(box.Bottom + room, picture.Height) - top, 1));

        var scale = Math.Min(Math.Sqrt(MaxArea / (seen.Width * seen.Height)), MaxSide / Math.Max(seen.Width, seen.Height));
        var width = Math.Max(1, (int)(seen.Width * scale));
        var height = Math.Max(1, (int)(seen.Height * scale));
        var grey = new byte[width * height];
        // ITU-R BT.601 luma, as JPEG has it.
        var luma = new Vector4(.299f, .587f, .114f, 0);
        resampler.Aim(picture, seen, width, height);
        for (var y = 0; y < height; y++)
        {
            resampler.ReadRow(y, row.AsSpan(0, width));
            for (var x = 0; x < width; x++)
                grey[y * width + x] = (byte)(Vector4.Dot(row[x], luma) + .5f);
        }
        var (across, down) = (width / seen.Width, height / seen.Height);
        return new PhotoFingerprint(
            SHA256.HashData(upload), width, height, grey,
            new FaceArea((box.Left - left) * across, (box.Top - top) * down, box.Width * across, box.Height * down));
    }
}
