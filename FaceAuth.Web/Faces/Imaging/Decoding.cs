namespace FaceAuth.Faces.Imaging;

/// <summary>How the decoding of an upload ended.</summary>
public abstract record Decoding
{
    private Decoding() { }

    /// <summary>The picture, upright and shrunk; the receiver disposes it.</summary>
    public sealed record Decoded(Pixels Pixels) : Decoding;

    /// <summary>Refused, without anything kept.</summary>
    public sealed record Refused(PhotoProblem Problem) : Decoding;
}
