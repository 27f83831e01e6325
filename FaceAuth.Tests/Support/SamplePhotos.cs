using System.Collections.Concurrent;
using FaceAuth.Faces.Samples;

namespace FaceAuth.Tests.Support;

/// <summary>The sample pictures as uploads: single faces cut out of the npm package's group photos.</summary>
public static class SamplePhotos
{
    private static readonly ConcurrentDictionary<SamplePicture, byte[]> Cuts = new();

    /// <summary>Where the group photos are; a fault that names the remedy where the package is not installed.</summary>
    public static string Folder { get; } = SamplePictures.FindPhotos(AppContext.BaseDirectory)
        ?? throw new DirectoryNotFoundException("The sample photos are not installed: run npm ci in the repository.");

    /// <summary>Ada, on one evening.</summary>
    public static byte[] Ada => Of(SamplePictures.Ada1);

    /// <summary>Ada, on another evening.</summary>
    public static byte[] AdaAgain => Of(SamplePictures.Ada2);

    /// <summary>The stranger who looks most like Ada.</summary>
    public static byte[] LookAlike => Of(SamplePictures.LookAlike);

    /// <summary>Strangers, each another one.</summary>
    public static IReadOnlyList<byte[]> Strangers => [.. SamplePictures.Strangers.Select(Of)];

    /// <summary>One cut as JPEG bytes; a copy, so that a test may change it.</summary>
    public static byte[] Of(SamplePicture picture) =>
        [.. Cuts.GetOrAdd(picture, static wanted => SamplePictures.Cut(wanted, Folder))];

    /// <summary>A whole group photo, <c>sample1.jpg</c> to <c>sample6.jpg</c>, with its camera's Exif block.</summary>
    public static byte[] Group(string file) => File.ReadAllBytes(Path.Combine(Folder, file));
}
