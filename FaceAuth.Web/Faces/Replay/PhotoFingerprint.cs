using System.Security.Cryptography;

namespace FaceAuth.Faces.Replay;

/// <summary>What is kept of a photo to know it again.</summary>
public sealed class PhotoFingerprint(byte[] sha256)
{
    /// <summary>SHA-256 of the upload's bytes.</summary>
    internal ReadOnlySpan<byte> Sha256 => sha256;

    /// <summary>The fingerprint as bytes; to be sealed before they are stored.</summary>
    public byte[] ToBytes() => sha256;

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static PhotoFingerprint FromBytes(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>Of an upload's bytes.</summary>
    public static PhotoFingerprint Of(ReadOnlySpan<byte> upload) => new(SHA256.HashData(upload));
}
