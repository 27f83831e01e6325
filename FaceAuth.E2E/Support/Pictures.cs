using System.Text;
using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;

namespace FaceAuth.E2E.Support;

/// <summary>The pictures that people in these tests send: faces from the sample photos, and things that are no portrait.</summary>
public static class Pictures
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    private static readonly string Folder = SamplePictures.FindPhotos(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException("The sample photos are not installed: run npm ci in the repository.");

    /// <summary>Ada, on one evening.</summary>
    public static FilePayload Ada { get; } = Portrait(SamplePictures.Ada1);

    /// <summary>Ada, on another evening.</summary>
    public static FilePayload AdaAgain { get; } = Portrait(SamplePictures.Ada2);

    /// <summary>Ada just now: a photo that nobody has sent before.</summary>
    public static FilePayload AdaNow => Shots.Of(SamplePictures.Ada1);

    /// <summary>Somebody else, who looks straight enough at the camera to be compared with Ada.</summary>
    public static readonly SamplePicture StrangersFace = SamplePictures.All.Single(face => face.Name == "stranger-4");

    /// <summary>A photo of the stranger.</summary>
    public static FilePayload Stranger { get; } = Portrait(StrangersFace);

    /// <summary>Several people, none of them meant more than the others.</summary>
    public static FilePayload Group { get; } = Jpeg("group", File.ReadAllBytes(Path.Combine(Folder, "sample6.jpg")));

    /// <summary>Sky, hills and a meadow, and nobody in it.</summary>
    public static FilePayload Landscape { get; } = Jpeg("landscape", DrawLandscape());

    /// <summary>A letter whose name claims to be a picture.</summary>
    public static FilePayload Text { get; } = Jpeg("letter", Encoding.UTF8.GetBytes("Dear site, this is not a picture.\n"));

    /// <summary>Nothing at all.</summary>
    public static FilePayload Empty { get; } = Jpeg("empty", []);

    /// <summary>A good portrait with so much behind it that it is one byte too large.</summary>
    public static FilePayload TooLarge { get; } = Jpeg("large", [.. Ada.Buffer, .. new byte[TenMegabytes + 1 - Ada.Buffer.Length]]);

    /// <summary>One face as a file.</summary>
    public static FilePayload Portrait(SamplePicture face) => Jpeg(face.Name, SamplePictures.Cut(face, Folder));

    /// <summary>
    /// A face as one frame of a camera's film: in the middle of a grey 4:3 picture with even sides, which is what
    /// Chromium's fake camera takes.
    /// </summary>
    public static byte[] AsSeenByACamera(SamplePicture face)
    {
        const int width = 960, height = 720;
        using var portrait = Decode(face);
        using var frame = Pixels.Rent(width, height);
        frame.Rgb.Fill(128);
        var (left, top) = ((width - portrait.Width) / 2, (height - portrait.Height) / 2);
        for (var y = 0; y < portrait.Height; y++)
            portrait.Row(y).CopyTo(frame.Row(top + y)[(left * Pixels.Channels)..]);
        return JpegEncoder.Encode(frame, quality: 95);
    }

    /// <summary>A portrait of somebody as it comes out of a picture program: at 70 % of its size.</summary>
    public static FilePayload SavedSmaller(SamplePicture face)
    {
        using var portrait = Decode(face);
        using var smaller = Shrinking.To(portrait, portrait.Width * 7 / 10, portrait.Height * 7 / 10);
        return Jpeg($"{face.Name}-smaller", JpegEncoder.Encode(smaller, quality: 80));
    }

    /// <summary>A face cut out of its photo.</summary>
    internal static Pixels Decode(SamplePicture face)
    {
        var limits = new ImageLimits();
        return ImageDecoder.Decode(SamplePictures.Cut(face, Folder), limits, limits.MaxSide) is Decoding.Decoded decoded
            ? decoded.Pixels
            : throw new InvalidDataException($"The cut {face.Name} cannot be read again.");
    }

    private static byte[] DrawLandscape()
    {
        using var picture = Pixels.Rent(800, 600);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < picture.Width; x++)
            {
                var hill = 330 + 60 * Math.Sin(x / 90.0) + 25 * Math.Sin(x / 23.0);
                var blades = (x * 7 + y * 13) % 17;
                var (r, g, b) = y < hill
                    ? (120 + y / 5, 170 + y / 6, 235)
                    : (60 + blades, 110 + 2 * blades + y / 12, 50 + blades);
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = ((byte)r, (byte)g, (byte)b);
            }
        }
        return JpegEncoder.Encode(picture, quality: 90);
    }

    internal static FilePayload Jpeg(string name, byte[] bytes) => new() { Name = $"{name}.jpg", MimeType = "image/jpeg", Buffer = bytes };
}
