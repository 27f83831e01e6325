using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Faces.Imaging;

/// <summary>
/// What an upload may cost, judged from its headers before a pixel is decoded; configuration section
/// <c>Faces:Limits</c>. Memory for one picture stays under the larger of <see cref="MaxPngPixels"/> × 3 bytes and
/// <see cref="MaxCoefficientBytes"/>, plus the upload itself and a few megabytes.
/// </summary>
public sealed class ImageLimits
{
    /// <summary>Where these options are bound.</summary>
    public const string Section = "Faces:Limits";

    /// <summary>Largest upload in bytes.</summary>
    [Range(64 * 1024, 100 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Longest side in pixels, for both formats.</summary>
    [Range(512, 65_500)]
    public int MaxSide { get; set; } = 12_000;

    /// <summary>Largest area of a JPEG; it is shrunk while it is decoded, so a phone's 50 megapixels are no burden.</summary>
    [Range(1_000_000, 200_000_000)]
    public int MaxJpegPixels { get; set; } = 50_000_000;

    /// <summary>Largest area of a PNG, which must be decoded at full size: 48 MB at the default. With 16 bits a
    /// sample three eighths of it.</summary>
    [Range(1_000_000, 50_000_000)]
    public int MaxPngPixels { get; set; } = 16_000_000;

    /// <summary>Shortest side in pixels that can hold a face the engine reads.</summary>
    [Range(16, 512)]
    public int MinSide { get; set; } = 80;

    /// <summary>
    /// Most scans in a JPEG. Each scan of a few bytes makes the decoder walk the whole picture; encoders write about
    /// ten.
    /// </summary>
    [Range(10, 200)]
    public int MaxScans { get; set; } = 32;

    /// <summary>
    /// Most memory for the coefficients of a JPEG in several scans, which the decoder must hold all at once: 2 bytes a
    /// sample, so 16 megapixels without and 32 with chroma subsampling at the default.
    /// </summary>
    [Range(8 * 1024 * 1024, 512 * 1024 * 1024)]
    public int MaxCoefficientBytes { get; set; } = 96 * 1024 * 1024;
}
