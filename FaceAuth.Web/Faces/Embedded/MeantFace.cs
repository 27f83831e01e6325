namespace FaceAuth.Faces.Embedded;

/// <summary>Which of the faces in a picture is meant.</summary>
internal abstract record MeantFace
{
    private MeantFace() { }

    /// <summary>This one.</summary>
    internal sealed record One(FaceBox Box) : MeantFace;

    /// <summary>There is no face.</summary>
    internal sealed record None : MeantFace;

    /// <summary>Several people are as close to the camera.</summary>
    internal sealed record Several : MeantFace;

    // A face half as wide as the main one is twice as far from the camera: somebody passing, no second person.
    private const float Background = .5f;

    // What lies this far inside another box is a second look at the same face (a beard, a shirt's print), which
    // non-maximum suppression leaves because the boxes differ so much in size.
    private const float Inside = .7f;

    /// <summary>Chooses for sign-in and enrolment: a person must be alone at the camera.</summary>
    public static MeantFace Choose(IReadOnlyList<FaceBox> faces, int width, int height)
    {
        if (faces.Count == 0) return new None();
        var main = MostProminent(faces, width, height);
        foreach (var face in faces)
        {
            if (face != main && face.Side >= Background * main.Side && ShareInside(face, main) < Inside)
                return new Several();
        }
        return new One(main);
    }

    /// <summary>The largest face, where one at the edge of the picture counts for half of one in its middle.</summary>
    /// <param name="faces">At least one.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    public static FaceBox MostProminent(IReadOnlyList<FaceBox> faces, int width, int height)
    {
        var (best, most) = (faces[0], float.MinValue);
        foreach (var face in faces)
        {
            var dx = (face.CentreX - width / 2f) / (width / 2f);
            var dy = (face.CentreY - height / 2f) / (height / 2f);
            var prominence = face.Side * (1 - .5f * MathF.Min(1, MathF.Sqrt(dx * dx + dy * dy)));
            if (prominence > most) (best, most) = (face, prominence);
        }
        return best;
    }

    private static float ShareInside(in FaceBox small, in FaceBox large)
    {
        var width = MathF.Min(small.Right, large.Right) - MathF.Max(small.Left, large.Left);
        var height = MathF.Min(small.Bottom, large.Bottom) - MathF.Max(small.Top, large.Top);
        return width <= 0 || height <= 0 ? 0 : width * height / (small.Width * small.Height);
    }
}
