namespace FaceAuth.Faces.Imaging;

/// <summary>
/// Turns an upload, judged as hostile, into an upright picture of bounded size. Safe to call from several threads.
/// </summary>
/// <remarks>
/// The type comes from the content alone. Size, kind of coding, number of scans and completeness are read from the
/// file's structure first, by code that cannot overrun, and only then does a native decoder see it. A file that does
/// not reach its end marker (EOI, IEND) is refused as <see cref="PhotoProblem.Damaged"/>; bytes after that marker are
/// not looked at, so a picture with an archive or page behind it is just the picture: nothing but a freshly encoded
/// copy is ever stored or shown.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>Decodes a JPEG or PNG.</summary>
    /// <param name="bytes">The upload.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="maxLongSide">The picture's longer side is at most this many pixels; it is never enlarged. A JPEG
    /// may come out at down to 60 % of it, where the decoder's own scaling stops there for free.</param>
    /// <returns>The picture, or what is wrong with the upload; never an exception for any content.</returns>
    /// <exception cref="NativeLibraryMissingException">libturbojpeg or libpng is not installed.</exception>
    public static Decoding Decode(ReadOnlySpan<byte> bytes, ImageLimits limits, int maxLongSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLongSide, 1);
        if (bytes.IsEmpty)
            return new Decoding.Refused(PhotoProblem.Empty);
        if (bytes.Length > limits.MaxBytes)
            return new Decoding.Refused(PhotoProblem.TooManyBytes);
        if (JpegStructure.HasSignature(bytes))
            return JpegDecoder.Decode(bytes, limits, maxLongSide);
        if (PngStructure.HasSignature(bytes))
            return PngDecoder.Decode(bytes, limits, maxLongSide);
        return new Decoding.Refused(PhotoProblem.NotJpegOrPng);
    }

    /// <summary>What is wrong with a picture of this size, or null.</summary>
    internal static PhotoProblem? JudgeSize(int width, int height, ImageLimits limits, int maxPixels)
    {
        if (Math.Max(width, height) > limits.MaxSide || (long)width * height > maxPixels)
            return PhotoProblem.TooManyPixels;
        return Math.Min(width, height) < limits.MinSide ? PhotoProblem.TooFewPixels : null;
    }

    /// <summary>The last steps of both formats: shrink to the limit, then turn upright. Takes over the picture.</summary>
    internal static Pixels Finish(Pixels picture, int maxLongSide, int orientation)
    {
        try
        {
            picture = Shrinking.ToFit(picture, maxLongSide);
            return Orienting.Upright(picture, orientation);
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }
}
