namespace FaceAuth.Faces.Imaging;

/// <summary>Encodes pictures as baseline JPEG that holds nothing but the picture.</summary>
public static class JpegEncoder
{
    /// <summary>The file's bytes: JFIF, 4:2:0, no metadata.</summary>
    /// <param name="picture">The picture; stays the caller's.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="NativeLibraryMissingException">libturbojpeg is not installed.</exception>
    public static byte[] Encode(Pixels picture, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return TurboJpeg.Compress(picture.Rgb, picture.Width, picture.Height, quality);
    }
}
