using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Samples;

/// <summary>One face cut out of a group photo.</summary>
/// <param name="Name">What the cut is called, without an ending; cuts of one person share all but the number.</param>
/// <param name="Photo">The group photo's file name.</param>
/// <param name="X">Left edge in the photo, in pixels.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record SamplePicture(string Name, string Photo, int X, int Y, int Width, int Height);

/// <summary>
/// Pictures for people without a camera and for tests: cut out of the group photos that the npm package
/// <c>@vladmandic/face-api</c> brings for its own demonstration (MIT). Each holds one face with the space around it
/// that a portrait has.
/// </summary>
public static class SamplePictures
{
    private const string PhotosFolder = "node_modules/@vladmandic/face-api/demo";

    /// <summary>One woman in two photos, taken on two evenings.</summary>
    public static readonly SamplePicture Ada1 = new("ada-1", "sample1.jpg", 1280, 40, 580, 620);

    /// <inheritdoc cref="Ada1"/>
    public static readonly SamplePicture Ada2 = new("ada-2", "sample3.jpg", 880, 80, 600, 640);

    /// <summary>Of all these the most like <see cref="Ada1"/>, and still a stranger.</summary>
    public static readonly SamplePicture LookAlike = new("stranger-1", "sample3.jpg", 1330, 170, 530, 590);

    /// <summary>Women who are not Ada, each another one.</summary>
    public static readonly IReadOnlyList<SamplePicture> Strangers =
    [
        LookAlike,
        new("stranger-2", "sample3.jpg", 400, 210, 580, 600),
        new("stranger-3", "sample6.jpg", 1390, 110, 460, 620),
        new("stranger-4", "sample6.jpg", 90, 330, 550, 600),
        new("stranger-5", "sample6.jpg", 550, 170, 520, 590),
        new("stranger-6", "sample5.jpg", 980, 100, 440, 500),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SamplePicture> All => [Ada1, Ada2, .. Strangers];

    /// <summary>The folder of the group photos, or null where the package is not installed.</summary>
    /// <param name="start">The folder to look in, and then in the folders above it.</param>
    public static string? FindPhotos(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var photos = Path.Combine(folder.FullName, PhotosFolder);
            if (Directory.Exists(photos))
                return photos;
        }
        return null;
    }

    /// <summary>The cut as a JPEG file's bytes.</summary>
    /// <param name="picture">What to cut.</param>
    /// <param name="photosFolder">From <see cref="FindPhotos"/>.</param>
    /// <exception cref="IOException">The photo cannot be read.</exception>
    /// <exception cref="InvalidDataException">The photo is not the one that the cut was made for.</exception>
    public static byte[] Cut(SamplePicture picture, string photosFolder)
    {
        var path = Path.Combine(photosFolder, picture.Photo);
        var limits = new ImageLimits();
        if (ImageDecoder.Decode(File.ReadAllBytes(path), limits, limits.MaxSide) is not Decoding.Decoded decoded)
            throw new InvalidDataException($"{path} is not a picture that can be read. Run npm ci to install it again.");
        using var photo = decoded.Pixels;
        if (picture.X + picture.Width > photo.Width || picture.Y + picture.Height > photo.Height)
            throw new InvalidDataException($"{path} is smaller than the photo this was made for. Run npm ci to install it again.");
        using var cut = photo.Crop(picture.X, picture.Y, picture.Width, picture.Height);
        return JpegEncoder.Encode(cut, quality: 92);
    }
}
