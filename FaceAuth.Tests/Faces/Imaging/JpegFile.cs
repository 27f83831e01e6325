using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FaceAuth.Tests.Faces.Imaging;

/// <summary>Makes JPEG files of all kinds, whole and broken.</summary>
internal static unsafe partial class JpegFile
{
    public const int Rgb = 0, Gray = 6, Cmyk = 11;
    public const int Baseline = 0, Progressive = 16384;
    private const int Sampling444 = 0, Sampling420 = 2, SamplingGray = 3;
    private const string Library = "libturbojpeg.so.0";

    /// <summary>Encodes packed samples; four of them a pixel come out as Adobe's inverted YCCK.</summary>
    public static byte[] Encode(byte[] samples, int width, int height, int format = Rgb, int mode = Baseline, int quality = 95)
    {
        int sampling = format switch { Gray => SamplingGray, Cmyk => Sampling444, _ => Sampling420 };
        var handle = tjInitCompress();
        byte* jpeg = null;
        nuint size = 0;
        try
        {
            fixed (byte* from = samples)
                tjCompress2(handle, from, width, 0, height, format, &jpeg, &size, sampling, quality, mode).ShouldBe(0);
            return new ReadOnlySpan<byte>(jpeg, (int)size).ToArray();
        }
        finally
        {
            tjFree(jpeg);
            _ = tjDestroy(handle);
        }
    }

    /// <summary>The file with a segment put behind SOI.</summary>
    public static byte[] WithSegment(byte[] jpeg, byte marker, ReadOnlySpan<byte> content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)(content.Length + 2)));
        return [.. jpeg[..2], 0xFF, marker, .. length, .. content, .. jpeg[2..]];
    }

    /// <summary>The file with an Exif segment.</summary>
    public static byte[] WithExif(byte[] jpeg, byte[] tiff) => WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. tiff]);

    /// <summary>The file with another size in its frame header.</summary>
    public static byte[] WithSize(byte[] jpeg, int width, int height)
    {
        var patched = (byte[])jpeg.Clone();
        int frame = FrameHeader(jpeg);
        BinaryPrimitives.WriteUInt16BigEndian(patched.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(patched.AsSpan(frame + 7), (ushort)width);
        return patched;
    }

    /// <summary>The file with another marker on its frame header: another way of coding, as it then claims.</summary>
    public static byte[] WithFrameMarker(byte[] jpeg, byte marker)
    {
        var patched = (byte[])jpeg.Clone();
        patched[FrameHeader(jpeg) + 1] = marker;
        return patched;
    }

    /// <summary>The file with its last scan written again and again.</summary>
    public static byte[] WithLastScanRepeated(byte[] jpeg, int times)
    {
        int scan = jpeg.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var last = jpeg[scan..^2];
        return [.. jpeg[..^2], .. Enumerable.Repeat(last, times).SelectMany(bytes => bytes), 0xFF, 0xD9];
    }

    /// <summary>Where the frame header's FF is.</summary>
    public static int FrameHeader(byte[] jpeg)
    {
        for (int at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(at + 2)))
        {
            if (jpeg[at + 1] is 0xC0 or 0xC1 or 0xC2)
                return at;
        }
    }

    /// <summary>Where the first scan's data begins.</summary>
    public static int FirstScanData(byte[] jpeg)
    {
        int scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return scan + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(scan + 2));
    }

    [LibraryImport(Library)]
    private static partial nint tjInitCompress();

    [LibraryImport(Library)]
    private static partial int tjCompress2(
        nint handle, byte* from, int width, int pitch, int height, int format, byte** to, nuint* size, int sampling,
        int quality, int flags);

    [LibraryImport(Library)]
    private static partial void tjFree(byte* buffer);

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);
}
