using System.Runtime.InteropServices;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// libpng's simplified interface (png.h, section 5). It keeps its error jumps to itself, which the full interface
/// would send through managed frames.
/// </summary>
internal static unsafe partial class LibPng
{
    private const string Library = "libpng16.so.16";
    private const uint Version = 1, FormatRgb = 2, Assume16BitIsSrgb = 4, FailedBit = 2;

    /// <summary>Reads the whole picture as RGB on white; false where it cannot be decoded.</summary>
    public static bool TryRead(ReadOnlySpan<byte> png, Pixels picture)
    {
        NativeLibraries.EnsurePng();
        var image = new Image { Version = Version };
        fixed (byte* from = png)
        fixed (byte* to = picture.Rgb)
        {
            try
            {
                if (png_image_begin_read_from_memory(&image, from, (nuint)png.Length) == 0
                    || image.Width != (uint)picture.Width || image.Height != (uint)picture.Height)
                    return false;
                image.Format = FormatRgb;
                // Otherwise 16-bit samples without a gamma chunk count as linear light and come out far too bright.
                image.Flags |= Assume16BitIsSrgb;
                var white = stackalloc byte[] { 255, 255, 255 };
                return png_image_finish_read(&image, white, to, picture.Width * Pixels.Channels, null) != 0
                    && (image.WarningOrError & FailedBit) == 0;
            }
            finally
            {
                png_image_free(&image);
            }
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
