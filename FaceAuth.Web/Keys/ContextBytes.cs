using System.Buffers.Binary;
using System.Text;

namespace FaceAuth.Keys;

/// <summary>
/// The one encoding of contexts as bytes: each part is its UTF-8 length in 4 bytes, big-endian, and its UTF-8 bytes.
/// Lengths make it unambiguous: no two lists of parts have one encoding.
/// </summary>
internal static class ContextBytes
{
    // A lone surrogate would become U+FFFD and let two texts have one encoding.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes <paramref name="prefix"/> as it is, and then the parts.</summary>
    /// <exception cref="EncoderFallbackException">A part is no valid Unicode text.</exception>
    public static byte[] Of(ReadOnlySpan<byte> prefix, params ReadOnlySpan<string> parts)
    {
        var length = prefix.Length;
        foreach (var part in parts)
            length += sizeof(int) + Utf8.GetByteCount(part);
        var bytes = new byte[length];
        prefix.CopyTo(bytes);
        var at = prefix.Length;
        foreach (var part in parts)
        {
            var written = Utf8.GetBytes(part, bytes.AsSpan(at + sizeof(int)));
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), written);
            at += sizeof(int) + written;
        }

        return bytes;
    }
}
