using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FaceAuth.Faces.Replay;

/// <summary>
/// What is kept of a photo to know it again: the checksum of its bytes and a small grey copy of the face and
/// what is around it (at most 9,216 pixels). A face can be recognised in it: stored sealed only, never logged.
/// </summary>
public sealed class PhotoFingerprint
{
    /// <summary>The first byte of <see cref="ToBytes"/>; another one is refused, so that the form can change.</summary>
    public const byte Version = 1;

    /// <summary>Longest side of the small copy in pixels: it is written as one byte.</summary>
    internal const int MaxSide = byte.MaxValue;

    // Version, SHA-256, width, height, and the face's left, top, width and height.
    private const int HeaderLength = 1 + SHA256.HashSizeInBytes + 2 + 4 * sizeof(float);

    private readonly byte[] sha256;
    private readonly byte[] grey;

    /// <summary>Puts one together; the arrays are taken over.</summary>
    /// <exception cref="ArgumentException">The sizes do not belong together.</exception>
    internal PhotoFingerprint(byte[] sha256, int width, int height, byte[] grey, in FaceArea face)
    {
        if (sha256.Length != SHA256.HashSizeInBytes || width is < 1 or > MaxSide || height is < 1 or > MaxSide
            || grey.Length != width * height || !face.IsSound)
            throw new ArgumentException("This is no fingerprint of a photo.");
        this.sha256 = sha256;
        this.grey = grey;
        (Width, Height, Face) = (width, height, face);
    }

    /// <summary>Pixels in a row of the small copy.</summary>
    internal int Width { get; }

    /// <summary>Its rows.</summary>
    internal int Height { get; }

    /// <summary>Its luma, row by row.</summary>
    internal ReadOnlySpan<byte> Grey => grey;

    /// <summary>SHA-256 of the upload's bytes.</summary>
    internal ReadOnlySpan<byte> Sha256 => sha256;

    /// <summary>Where the face is, in pixels of the small copy.</summary>
    internal FaceArea Face { get; }

    /// <summary>The fingerprint as bytes, 53 and one for each pixel; to be sealed before they are stored.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderLength + grey.Length];
        bytes[0] = Version;
        sha256.CopyTo(bytes, 1);
        var rest = bytes.AsSpan(1 + sha256.Length);
        (rest[0], rest[1]) = ((byte)Width, (byte)Height);
        BinaryPrimitives.WriteSingleLittleEndian(rest[2..], Face.Left);
        BinaryPrimitives.WriteSingleLittleEndian(rest[6..], Face.Top);
        BinaryPrimitives.WriteSingleLittleEndian(rest[10..], Face.Width);
        BinaryPrimitives.WriteSingleLittleEndian(rest[14..], Face.Height);
        grey.CopyTo(rest[18..]);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="ArgumentException">The bytes are no fingerprint, or one of another version.</exception>
    public static PhotoFingerprint FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeaderLength || bytes[0] != Version)
            throw new ArgumentException("These bytes are no fingerprint of a photo, or one of another version.", nameof(bytes));
        var rest = bytes[(1 + SHA256.HashSizeInBytes)..];
        return new PhotoFingerprint(
            bytes.Slice(1, SHA256.HashSizeInBytes).ToArray(), rest[0], rest[1], bytes[HeaderLength..].ToArray(),
            new FaceArea(
                BinaryPrimitives.ReadSingleLittleEndian(rest[2..]), BinaryPrimitives.ReadSingleLittleEndian(rest[6..]),
                BinaryPrimitives.ReadSingleLittleEndian(rest[10..]), BinaryPrimitives.ReadSingleLittleEndian(rest[14..])));
    }

    /// <summary>Never the content.</summary>
    public override string ToString() => "(fingerprint of a photo)";
}

/// <summary>A face's place in the small copy of a picture, in its pixels; may reach beyond it.</summary>
internal readonly record struct FaceArea(float Left, float Top, float Width, float Height)
{
    public float CentreX => Left + Width / 2;

    public float CentreY => Top + Height / 2;

    /// <summary>The side of the square of the same area.</summary>
    public float Side => MathF.Sqrt(Width * Height);

    /// <summary>False for what no detector says.</summary>
    public bool IsSound => float.IsFinite(Left) && float.IsFinite(Top) && Width is > 0 and < 1000 && Height is > 0 and < 1000;
}
