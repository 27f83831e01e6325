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
    /// </summary>
    public const int MaxArea = 12_288;

    // No side outgrows its byte: a picture twice as long as it is wide still gets the whole area.
    private const int MaxSide = 160;

    private Vector4[] row = new Vector4[MaxSide];

    /// <summary>The fingerprint of an upload.</summary>
    /// <param name="upload">The upload's bytes.</param>
    /// <param name="picture">The picture decoded from it.</param>
    /// <param name="box">The face that is meant.</param>
    /// <param name="resampler">Shrinks the picture; the caller's, to share its memory.</param>
    public PhotoFingerprint Make(ReadOnlySpan<byte> upload, Pixels picture, in FaceBox box, Resampler resampler)
    {
        var scale = Math.Min(
            Math.Sqrt(MaxArea / ((double)picture.Width * picture.Height)), (double)MaxSide / Math.Max(picture.Width, picture.Height));
        var width = Math.Max(1, (int)(picture.Width * scale));
        var height = Math.Max(1, (int)(picture.Height * scale));
        var grey = new byte[width * height];
        // ITU-R BT.601 luma, as JPEG has it.
        var luma = new Vector4(.299f, .587f, .114f, 0);
        resampler.Aim(picture, new Region(0, 0, picture.Width, picture.Height), width, height);
        for (var y = 0; y < height; y++)
        {
            resampler.ReadRow(y, row.AsSpan(0, width));
            for (var x = 0; x < width; x++)
                grey[y * width + x] = (byte)(Vector4.Dot(row[x], luma) + .5f);
        }
        var (across, down) = ((float)width / picture.Width, (float)height / picture.Height);
        return new PhotoFingerprint(
            SHA256.HashData(upload), width, height, grey,
            new FaceArea(box.Left * across, box.Top * down, box.Width * across, box.Height * down));
    }
}
