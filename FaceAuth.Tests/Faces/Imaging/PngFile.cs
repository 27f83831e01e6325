using System.Buffers.Binary;
using System.IO.Compression;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>Makes PNG files of all kinds, whole and broken, chunk by chunk.</summary>
internal static class PngFile
{
    public const byte Gray = 0, Rgb = 2, Palette = 3, GrayAlpha = 4, Rgba = 6;
    public static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n =>
    {
        uint c = (uint)n;
        for (int k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>A whole file from packed samples, 8 or 16 bits each, as the colour type has them.</summary>
    public static byte[] Encode(
        byte[] samples, int width, int height, byte colour = Rgb, byte depth = 8, bool interlaced = false,
        params IEnumerable<byte[]> chunksBeforeData)
    {
        int pixel = samples.Length / width / height;
        var lines = new MemoryStream();
        (int X, int Y, int StepX, int StepY)[] passes = interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        foreach (var (startX, startY, stepX, stepY) in passes)
        {
            for (int y = startY; y < height && startX < width; y += stepY)
            {
                lines.WriteByte(0);
                for (int x = startX; x < width; x += stepX)
                    lines.Write(samples, (y * width + x) * pixel, pixel);
            }
        }
        return Join([Header(width, height, colour, depth, interlaced), .. chunksBeforeData,
            Chunk("IDAT", Compress(lines.ToArray())), Chunk("IEND", [])]);
    }

    public static byte[] Join(IEnumerable<byte[]> chunks) => [.. Signature, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Header(int width, int height, byte colour = Rgb, byte depth = 8, bool interlaced = false)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colour;
        header[12] = interlaced ? (byte)1 : (byte)0;
        return Chunk("IHDR", header);
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        for (int i = 0; i < 4; i++)
            chunk[4 + i] = (byte)type[i];
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    public static byte[] Compress(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>That many zeros, compressed a megabyte at a time.</summary>
    public static byte[] CompressedZeros(long count)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var block = new byte[1024 * 1024];
            for (; count > 0; count -= block.Length)
                zlib.Write(block, 0, (int)Math.Min(block.Length, count));
        }
        return packed.ToArray();
    }

    /// <summary>The file with its unpacked lines changed; it has one IDAT, as <see cref="Encode"/> writes it.</summary>
    public static byte[] WithLines(byte[] png, Func<byte[], byte[]> change)
    {
        int data = png.AsSpan().IndexOf("IDAT"u8);
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(data - 4));
        var lines = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(png, data + 4, length), CompressionMode.Decompress))
            zlib.CopyTo(lines);
        return [.. png[..(data - 4)], .. Chunk("IDAT", Compress(change(lines.ToArray()))), .. png[(data + 4 + length + 4)..]];
    }

    /// <summary>Makes every chunk's CRC right again, so that damage reaches the decoder behind it.</summary>
    public static void MendChecksums(Span<byte> png)
    {
        int at = Signature.Length;
        while (png.Length - at >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
            if (length > png.Length - at - 12)
                return;
            var covered = png.Slice(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(png[(at + 8 + (int)length)..], Crc(covered));
            at += 12 + (int)length;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint c = ~0u;
        foreach (byte b in bytes)
            c = CrcTable[(c ^ b) & 255] ^ (c >> 8);
        return ~c;
    }
}
