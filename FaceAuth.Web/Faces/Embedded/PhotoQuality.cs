namespace FaceAuth.Faces.Embedded;

/// <summary>
/// What a face must be like to be compared. The demands at enrolment are higher, since a poor photo there spoils each
/// later sign-in. docs/engine.md says how often real photos miss each of them.
/// </summary>
internal sealed record PhotoQuality
{
    /// <summary>Pixels between the eyes, at least.</summary>
    public required float EyeDistance { get; init; }

    /// <summary>Share of the face outside the picture, at most.</summary>
    public required float Outside { get; init; }

    /// <summary>
    /// Brightness that the brightest tenth of the face reaches, at least. The bright end and not the mean is judged, so
    /// that dark skin in good light is not taken for bad light.
    /// </summary>
    public required float BrightEnd { get; init; }

    /// <summary>Brightness that the darkest tenth of the face stays under, at most: above, the face is washed out.</summary>
    public required float DarkEnd { get; init; }

    /// <summary>Difference between the two, at least.</summary>
    public required float Contrast { get; init; }

    /// <summary>See <see cref="FaceQuality.Sharpness"/>; at least.</summary>
    public required float Sharpness { get; init; }

    /// <summary>See <see cref="FacePoints.Yaw"/>; less than. From .4 up matching was seen to fail for 14 % of pairs.</summary>
    public required float Yaw { get; init; }

    /// <summary>See <see cref="FacePoints.NoseHeight"/>; how far from that of a face seen from the front, at most.</summary>
    public required float Nod { get; init; }

    /// <summary>See <see cref="FacePoints.Roll"/>; degrees to either side, at most.</summary>
    public required float Roll { get; init; }

    // The nose's height between eyes and mouth on the median photo.
    private const float FrontalNoseHeight = .6f;

    public static readonly PhotoQuality SignIn = new()
    {
        EyeDistance = 20, Outside = .3f, BrightEnd = 55, DarkEnd = 190, Contrast = 14, Sharpness = .012f,
        Yaw = .4f, Nod = .35f, Roll = 30,
    };

    public static readonly PhotoQuality Enrolment = new()
    {
        EyeDistance = 30, Outside = .2f, BrightEnd = 70, DarkEnd = 180, Contrast = 20, Sharpness = .02f,
        Yaw = .35f, Nod = .3f, Roll = 25,
    };

    public static PhotoQuality For(ReadingPurpose purpose) => purpose == ReadingPurpose.Enrolment ? Enrolment : SignIn;

    /// <summary>
    /// What to change, the most useful first: where the camera sees too little of the face, its light and sharpness
    /// say nothing yet. Empty where the face is good enough.
    /// </summary>
    public IReadOnlyList<PhotoAdvice> Judge(in FaceQuality face)
    {
        var advice = new List<PhotoAdvice>();
        if (face.EyeDistance < EyeDistance) advice.Add(PhotoAdvice.ComeCloser);
        if (face.Outside > Outside) advice.Add(PhotoAdvice.CentreTheFace);
        if (face.BrightEnd < BrightEnd) advice.Add(PhotoAdvice.MoreLight);
        else if (face.DarkEnd > DarkEnd) advice.Add(PhotoAdvice.LessLight);
        else if (face.BrightEnd - face.DarkEnd < Contrast) advice.Add(PhotoAdvice.MoreLight);
        if (face.Sharpness < Sharpness) advice.Add(PhotoAdvice.HoldStill);
        if (!(face.Yaw < Yaw) || !(MathF.Abs(face.NoseHeight - FrontalNoseHeight) <= Nod) || !(MathF.Abs(face.Roll) <= Roll))
            advice.Add(PhotoAdvice.LookAtTheCamera);
        return advice;
    }
}
