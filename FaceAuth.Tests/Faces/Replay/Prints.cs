using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Replay;
using FaceAuth.Faces.Replay.Measurement;
using FaceAuth.Tests.Faces.Embedded;

namespace FaceAuth.Tests.Faces.Replay;

/// <summary>Fingerprints by the steps of the engine, without the models that they do not need.</summary>
internal sealed class Prints : IDisposable
{
    private readonly FaceReader reader = new(EmbeddedEngine.Shared.Models);

    public PhotoFingerprint Of(byte[] photo)
    {
        using var picture = Decode(photo);
        return reader.Fingerprint(photo, picture, Face(picture));
    }

    /// <summary>The photo after one of <see cref="PictureChange.All"/>.</summary>
    public static byte[] Changed(byte[] photo, string change)
    {
        using var picture = Decode(photo);
        return PictureChange.All.Single(c => c.Name == change).Make(photo, picture, new Dice(1));
    }

    /// <summary>A camera before the person on the photo.</summary>
    public CameraClip Film(byte[] photo, bool far)
    {
        using var picture = Decode(photo);
        return new CameraClip(picture, Face(picture), far);
    }

    public void Dispose() => reader.Dispose();

    private static Pixels Decode(byte[] photo) =>
        ((Decoding.Decoded)ImageDecoder.Decode(photo, new ImageLimits(), FaceReader.LongSide)).Pixels;

    private FaceBox Face(Pixels picture) => MeantFace.MostProminent(reader.Detect(picture), picture.Width, picture.Height);
}
