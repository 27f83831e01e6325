using System.Buffers.Binary;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>Makes Exif blocks: a TIFF header and directories of 12-byte entries.</summary>
internal static class TiffBlock
{
    public const ushort OrientationTag = 0x0112, ExifPointer = 0x8769, Short = 3, Long = 4, Undefined = 7;

    /// <summary>One directory with the orientation.</summary>
    public static byte[] Orientation(int orientation, bool bigEndian = true) =>
        Build(bigEndian, 0, (OrientationTag, Short, 1, bigEndian ? (uint)orientation << 16 : (uint)orientation));

    /// <summary>One directory with the given entries.</summary>
    public static byte[] Build(bool bigEndian, uint nextDirectory, params (ushort Tag, ushort Format, uint Count, uint Value)[] entries)
    {
        var block = new byte[8 + 2 + 12 * entries.Length + 4];
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(block);
        Write16(2, 42);
        Write32(4, 8);
        Write16(8, (ushort)entries.Length);
        int at = 10;
        foreach (var (tag, format, count, value) in entries)
        {
            Write16(at, tag);
            Write16(at + 2, format);
            Write32(at + 4, count);
            Write32(at + 8, value);
            at += 12;
        }
        Write32(at, nextDirectory);
        return block;

        void Write16(int offset, ushort value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(offset), value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(offset), value);
        }

        void Write32(int offset, uint value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(offset), value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(offset), value);
        }
    }

    /// <summary>A directory in a directory in a directory, as deep as a segment allows.</summary>
    public static byte[] Nested()
    {
        const int directory = 2 + 12 + 4;
        const int depth = (65_000 - 8) / directory;
        var block = new byte[8 + depth * directory];
        Build(true, 0).AsSpan(0, 8).CopyTo(block);
        for (int i = 0; i < depth; i++)
        {
            uint next = i + 1 < depth ? (uint)(8 + (i + 1) * directory) : 8;
            Build(true, next, (ExifPointer, Long, 1, next)).AsSpan(8).CopyTo(block.AsSpan(8 + i * directory));
        }
        return block;
    }

    /// <summary>As many entries as a segment holds, each claiming all of the segment as its value.</summary>
    public static byte[] Wide() =>
        Build(true, 8, [.. Enumerable.Range(0, 5_400).Select(i => ((ushort)(0x9000 + i), i % 2 == 0 ? Undefined : Long, i % 2 == 0 ? 64_000u : 16_000u, 8u))]);
}
