using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// The part of libturbojpeg's version 2 interface that is used here (turbojpeg.h; also in version 3's library).
/// </summary>
internal static unsafe partial class TurboJpeg
{
    /// <summary>TJPF_RGB.</summary>
    public const int Rgb = 0;

    /// <summary>TJPF_CMYK.</summary>
    public const int Cmyk = 11;

    private const string Library = "libturbojpeg.so.0";
    private const int NoRealloc = 1024, LimitScans = 32768, ErrorIsWarning = 0, Subsampling420 = 2;

    /// <summary>
    /// Decompresses the whole picture at a scale. False where the data cannot be decoded, ends early, or is not of the
    /// size that was read from its structure: a smaller picture would leave part of the buffer as it was.
    /// </summary>
    /// <param name="jpeg">The file.</param>
    /// <param name="size">Width and height as stored.</param>
    /// <param name="pixels">Receives rows without gaps.</param>
    /// <param name="scaled">Width and height at the wanted scale, as the library rounds them.</param>
    /// <param name="format"><see cref="Rgb"/> or <see cref="Cmyk"/>.</param>
    /// <remarks>
    /// The library fills what is missing with grey and reports a warning (only the first of a run). Told apart by its
    /// text: stray bytes between segments and unknown revision numbers are what some cameras write and are let pass;
    /// everything else means that part of the picture is not there.
    /// </remarks>
    public static bool TryDecompress(
        ReadOnlySpan<byte> jpeg, (int Width, int Height) size, Span<byte> pixels, (int Width, int Height) scaled, int format)
    {
        int rowBytes = scaled.Width * (format == Cmyk ? 4 : 3);
        if ((long)rowBytes * scaled.Height > pixels.Length)
            throw new ArgumentException("The buffer is too small for the picture.", nameof(pixels));
        NativeLibraries.EnsureJpeg();
        using var decompressor = tjInitDecompress();
        if (decompressor.IsInvalid)
            throw new InsufficientMemoryException("libturbojpeg could not be initialised.");
        fixed (byte* from = jpeg)
        fixed (byte* to = pixels)
        {
            // Its result says more than is asked here: it fails also for kinds of subsampling it has no name for.
            int width = 0, height = 0;
            _ = tjDecompressHeader3(decompressor, from, (nuint)jpeg.Length, ref width, ref height, out _, out _);
            if ((width, height) != size)
                return false;
            // It takes the largest scale that fits into the size given, so it never writes beyond it.
            if (tjDecompress2(decompressor, from, (nuint)jpeg.Length, to, scaled.Width, rowBytes, scaled.Height, format, LimitScans) == 0)
                return true;
            return tjGetErrorCode(decompressor) == ErrorIsWarning && IsHarmless(Message(decompressor));
        }
    }

    /// <summary>Compresses RGB rows without gaps as baseline JPEG 4:2:0.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> rgb, int width, int height, int quality)
    {
        NativeLibraries.EnsureJpeg();
        using var compressor = tjInitCompress();
        if (compressor.IsInvalid)
            throw new InsufficientMemoryException("libturbojpeg could not be initialised.");
        var buffer = Pixels.Pool.Rent(checked((int)tjBufSize(width, height, Subsampling420)));
        try
        {
            fixed (byte* from = rgb)
            fixed (byte* start = buffer)
            {
                byte* to = start;
                nuint size = (nuint)buffer.Length;
                if (tjCompress2(compressor, from, width, width * 3, height, Rgb, &to, &size, Subsampling420, quality, NoRealloc) != 0)
                    throw new InvalidOperationException($"libturbojpeg could not encode a picture: {Message(compressor)}");
                return buffer.AsSpan(0, checked((int)size)).ToArray();
            }
        }
        finally
        {
            Pixels.Pool.Return(buffer);
        }
    }

    private static bool IsHarmless(string warning) =>
        warning.Contains("extraneous bytes before marker", StringComparison.Ordinal)
        || warning.Contains("unknown JFIF revision", StringComparison.Ordinal)
        || warning.Contains("Unknown Adobe color transform", StringComparison.Ordinal)
        || warning.Contains("Invalid SOS parameters for sequential", StringComparison.Ordinal);

    private static string Message(Handle handle) => Marshal.PtrToStringUTF8(tjGetErrorStr2(handle)) ?? "";

    [LibraryImport(Library)]
    private static partial Handle tjInitDecompress();

    [LibraryImport(Library)]
    private static partial Handle tjInitCompress();

    [LibraryImport(Library)]
    private static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    private static partial int tjDecompressHeader3(
        Handle handle, byte* jpeg, nuint size, ref int width, ref int height, out int subsampling, out int colorspace);

    [LibraryImport(Library)]
    private static partial int tjDecompress2(
        Handle handle, byte* jpeg, nuint size, byte* to, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library)]
    private static partial int tjCompress2(
        Handle handle, byte* from, int width, int pitch, int height, int format, byte** to, nuint* size, int subsampling,
        int quality, int flags);

    [LibraryImport(Library)]
    private static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    private static partial int tjGetErrorCode(Handle handle);

    [LibraryImport(Library)]
    private static partial nint tjGetErrorStr2(Handle handle);

    /// <summary>A compressor or decompressor; made per call (microseconds), so that threads share nothing.</summary>
    internal sealed class Handle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle() => tjDestroy(handle) == 0;
    }
}
