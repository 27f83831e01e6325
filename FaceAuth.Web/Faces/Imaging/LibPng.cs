using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// libpng's simplified interface (png.h, section 5). It keeps its error jumps to itself, which the full interface
/// would send through managed frames.
/// </summary>
internal static unsafe partial class LibPng
{
    private const string Library = "libpng16.so.16";
    private const uint Version = 1, FormatRgb = 2, FormatLinearRgba = 7, Assume16BitIsSrgb = 4, FailedBit = 2;
    private const int LinearRgbaBytes = 8;

    /// <summary>
    /// For each 16-bit sample of linear light, its 8-bit sRGB sample; by the exponent that libpng takes for sRGB.
    /// </summary>
    private static readonly Lazy<byte[]> SrgbOfLinear = new(() =>
        [.. Enumerable.Range(0, 65536).Select(light => (byte)Math.Round(Math.Pow(light / 65535.0, 0.45455) * 255))]);

    /// <summary>Reads the whole picture as RGB on white; false where it cannot be decoded.</summary>
    /// <param name="png">The file.</param>
    /// <param name="picture">Receives it; of the file's size.</param>
    /// <param name="wide">16 bits a sample. They are fetched as linear light, 8 bytes a pixel for the time being, and
    /// narrowed here: libpng's own narrowing mixes up the passes of an interlaced picture (seen in 1.6.39 as Debian
    /// patches it) and has overrun its buffer before (CVE-2025-65018).</param>
    public static bool TryRead(ReadOnlySpan<byte> png, Pixels picture, bool wide)
    {
        NativeLibraries.EnsurePng();
        if (!wide)
        {
            var white = stackalloc byte[] { 255, 255, 255 };
            fixed (byte* to = picture.Rgb)
                return TryRead(png, picture.Width, picture.Height, FormatRgb, white, to, picture.Width * Pixels.Channels);
        }
        int count = picture.Width * picture.Height;
        var linear = (ushort*)NativeMemory.Alloc((nuint)count, LinearRgbaBytes);
        try
        {
            if (!TryRead(png, picture.Width, picture.Height, FormatLinearRgba, null, linear, picture.Width * 4))
                return false;
            Narrow(new ReadOnlySpan<ushort>(linear, count * 4), picture.Rgb);
            return true;
        }
        finally
        {
            NativeMemory.Free(linear);
        }
    }

    private static bool TryRead(
        ReadOnlySpan<byte> png, int width, int height, uint format, byte* background, void* to, int rowSamples)
    {
        var image = new Image { Version = Version };
        fixed (byte* from = png)
        {
            try
            {
                if (png_image_begin_read_from_memory(&image, from, (nuint)png.Length) == 0
                    || image.Width != (uint)width || image.Height != (uint)height)
                    return false;
                image.Format = format;
                // Otherwise 16-bit samples without a gamma chunk count as linear light and come out far too bright.
                image.Flags |= Assume16BitIsSrgb;
                return png_image_finish_read(&image, background, to, rowSamples, null) != 0
                    && (image.WarningOrError & FailedBit) == 0;
            }
            finally
            {
                png_image_free(&image);
            }
        }
    }

    /// <summary>Puts premultiplied linear samples on white.</summary>
    private static void Narrow(ReadOnlySpan<ushort> linear, Span<byte> rgb)
    {
        var srgb = SrgbOfLinear.Value;
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            int white = ushort.MaxValue - linear[from + 3];
            for (int c = 0; c < 3; c++)
                rgb[to + c] = srgb[Math.Min(ushort.MaxValue, linear[from + c] + white)];
        }
    }

    [LibraryImport(Library)]
    private static partial int png_image_begin_read_from_memory(Image* image, void* memory, nuint size);

    [LibraryImport(Library)]
    private static partial int png_image_finish_read(
        Image* image, byte* background, void* buffer, int rowStride, void* colormap);

    [LibraryImport(Library)]
    private static partial void png_image_free(Image* image);

    /// <summary>png_image.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Image
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }
}
