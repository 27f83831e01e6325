using System.Buffers.Binary;

namespace FaceAuth.Faces.Imaging;

/// <summary>What the chunks of a PNG file say (W3C PNG, third edition, 5), read without decoding.</summary>
internal readonly ref struct PngStructure
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>As stored, before orientation.</summary>
    public int Width { get; private init; }

    /// <summary>As stored, before orientation.</summary>
    public int Height { get; private init; }

    /// <summary>16 bits a sample rather than 8 or fewer.</summary>
    public bool IsWide { get; private init; }

    /// <summary>The TIFF block of the eXIf chunk; empty where there is none.</summary>
    public ReadOnlySpan<byte> Exif { get; private init; }

    /// <summary>Length of the file up to and with IEND.</summary>
    public int Length { get; private init; }

    /// <summary>The start of a PNG file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>
    /// Copies the chunks that make the picture, and no other, and returns the copy's length. libpng unpacks and keeps each
    /// text and profile chunk it meets, up to 8 MB for a few kilobytes and a thousand of them: it must not meet any.
    /// </summary>
    /// <param name="bytes">A file that <see cref="TryRead"/> took, up to its <see cref="Length"/>.</param>
    /// <param name="copy">At least as long.</param>
    public static int CopyPicture(ReadOnlySpan<byte> bytes, Span<byte> copy)
    {
        Signature.CopyTo(copy);
        int at = Signature.Length, length = Signature.Length;
        while (at < bytes.Length)
        {
            var chunk = bytes.Slice(at, 12 + BinaryPrimitives.ReadInt32BigEndian(bytes[at..]));
            at += chunk.Length;
            if (!MakesThePicture(chunk.Slice(4, 4)))
                continue;
            chunk.CopyTo(copy[length..]);
            length += chunk.Length;
        }
        return length;
    }

    private static bool MakesThePicture(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("IHDR"u8) || type.SequenceEqual("PLTE"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8)
        || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("gAMA"u8) || type.SequenceEqual("cHRM"u8) || type.SequenceEqual("sRGB"u8);

    /// <summary>Walks the chunks to IEND; false where the file is cut off or does not start with its header.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PngStructure structure)
    {
        structure = default;
        int width = 0, height = 0, at = Signature.Length;
        bool wide = false;
        ReadOnlySpan<byte> exif = default;
        // A chunk is its length, its type, its data and a CRC.
        while (bytes.Length - at >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            if (length > (uint)(bytes.Length - at - 12))
                return false;
            var type = bytes.Slice(at + 4, 4);
            var data = bytes.Slice(at + 8, (int)length);
            at += 12 + (int)length;
            if (width == 0)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13)
                    return false;
                width = BinaryPrimitives.ReadInt32BigEndian(data);
                height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
                wide = data[8] == 16;
                if (width <= 0 || height <= 0)
                    return false;
            }
            else if (type.SequenceEqual("eXIf"u8) && exif.IsEmpty)
            {
                exif = data;
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                structure = new PngStructure { Width = width, Height = height, IsWide = wide, Exif = exif, Length = at };
                return true;
            }
        }
        return false;
    }
}
