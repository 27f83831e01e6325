namespace FaceAuth.Faces.Imaging;

/// <summary>A small grey picture without a face, by which can be seen whether an engine answers at all.</summary>
public static class PlainPicture
{
    private static readonly Lazy<byte[]> Jpeg = new(Make);

    /// <summary>The picture as an upload.</summary>
    public static PhotoUpload Upload() => PhotoUpload.From(Jpeg.Value);

    private static byte[] Make()
    {
        using var pixels = Pixels.Rent(160, 120);
        pixels.Rgb.Fill(128);
        return JpegEncoder.Encode(pixels, quality: 80);
    }
}
