namespace FaceAuth.Faces.Imaging;

/// <summary>JPEG by libturbojpeg, shrunk by the decoder itself in eighths.</summary>
internal static class JpegDecoder
{
    /// <summary>Sequential and progressive, grey, colour, CMYK and YCCK.</summary>
    public static Decoding Decode(ReadOnlySpan<byte> bytes, ImageLimits limits, int maxLongSide)
    {
        if (!JpegStructure.TryRead(bytes, out var file))
            return new Decoding.Refused(PhotoProblem.Damaged);
        if (ImageDecoder.JudgeSize(file.Width, file.Height, limits, limits.MaxJpegPixels) is { } problem)
            return new Decoding.Refused(problem);
        if (file.CoefficientBytes > limits.MaxCoefficientBytes)
            return new Decoding.Refused(PhotoProblem.TooManyPixels);
        if (file.Scans > limits.MaxScans)
            return new Decoding.Refused(PhotoProblem.Damaged);

        int eighths = Eighths(Math.Max(file.Width, file.Height), maxLongSide);
        var picture = Pixels.Rent(Scaled(file.Width, eighths), Scaled(file.Height, eighths));
        if (!TryDecode(bytes, file, picture))
        {
            picture.Dispose();
            return new Decoding.Refused(PhotoProblem.Damaged);
        }
        return new Decoding.Decoded(
            ImageDecoder.Finish(picture, maxLongSide, ExifOrientation.Read(file.Exif)));
    }

    /// <summary>
    /// The decoder's scale: the largest that fits, unless that is under 60 % of what is wanted; then the next one up,
    /// and our own shrinking does the rest. It happens only at 1/8 (4097 to 4915 pixels for 1024); all else is at
    /// least two thirds.
    /// </summary>
    internal static int Eighths(int longSide, int maxLongSide)
    {
        int eighths = 8;
        while (eighths > 1 && Scaled(longSide, eighths) > maxLongSide)
            eighths--;
        return eighths < 8 && Scaled(longSide, eighths) * 10 < maxLongSide * 6 ? eighths + 1 : eighths;
    }

    /// <summary>A side at a scale, as libjpeg rounds it (TJSCALED).</summary>
    internal static int Scaled(int side, int eighths) => (side * eighths + 7) / 8;

    private static bool TryDecode(ReadOnlySpan<byte> bytes, in JpegStructure file, Pixels picture)
    {
        (int, int) size = (file.Width, file.Height), scaled = (picture.Width, picture.Height);
        if (file.Components != 4)
            return TurboJpeg.TryDecompress(bytes, size, picture.Rgb, scaled, TurboJpeg.Rgb);

        var rgb = picture.Rgb;
        var cmyk = Pixels.Pool.Rent(rgb.Length / 3 * 4);
        try
        {
            if (!TurboJpeg.TryDecompress(bytes, size, cmyk, scaled, TurboJpeg.Cmyk))
                return false;
            // Adobe stores ink inverted (255 is none), which makes each channel of paper white a plain product.
            int flip = file.HasAdobe ? 0 : 255;
            for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
            {
                int k = cmyk[from + 3] ^ flip;
                for (int c = 0; c < 3; c++)
                    rgb[to + c] = (byte)(((cmyk[from + c] ^ flip) * k + 127) / 255);
            }
            return true;
        }
        finally
        {
            Pixels.Pool.Return(cmyk);
        }
    }
}
