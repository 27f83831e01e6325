using System.Buffers;

namespace FaceAuth.Faces.Imaging;

/// <summary>PNG by libpng, every kind of it; transparency on white, 16 bits as 8, an animation as its first picture.</summary>
internal static class PngDecoder
{
    /// <summary>Decodes at full size, then shrinks.</summary>
    public static Decoding Decode(ReadOnlySpan<byte> bytes, ImageLimits limits, int maxLongSide)
    {
        if (!PngStructure.TryRead(bytes, out var file))
            return new Decoding.Refused(PhotoProblem.Damaged);
        // 16-bit samples need 8 bytes a pixel in place of 3 while they are decoded.
        int maxPixels = file.IsWide ? (int)(limits.MaxPngPixels * 3L / 8) : limits.MaxPngPixels;
        if (ImageDecoder.JudgeSize(file.Width, file.Height, limits, maxPixels) is { } problem)
            return new Decoding.Refused(problem);

        var picture = Pixels.Rent(file.Width, file.Height);
        if (!TryDecode(bytes[..file.Length], picture, file.IsWide))
        {
            picture.Dispose();
            return new Decoding.Refused(PhotoProblem.Damaged);
        }
        return new Decoding.Decoded(
            ImageDecoder.Finish(picture, maxLongSide, ExifOrientation.Read(file.Exif)));
    }

    private static bool TryDecode(ReadOnlySpan<byte> file, Pixels picture, bool isWide)
    {
        var copy = ArrayPool<byte>.Shared.Rent(file.Length);
        try
        {
            return LibPng.TryRead(copy.AsSpan(0, PngStructure.CopyPicture(file, copy)), picture, isWide);
        }
        finally
        {
            // It held somebody's photo.
            ArrayPool<byte>.Shared.Return(copy, clearArray: true);
        }
    }
}
