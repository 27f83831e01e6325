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

    /// <summary>See <see cref="FaceQuality.Margin"/>; at least.</summary>
    public required float Margin { get; init; }

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

    /// <summary>See <see cref="FacePoints.Yaw"/>; at most. Turned heads match badly, and beyond 1 half the face is hidden.</summary>
    public required float Yaw { get; init; }

    /// <summary>See <see cref="FacePoints.NoseHeight"/>; how far from that of a face seen from the front, at most.</summary>
    public required float Nod { get; init; }

    /// <summary>
    /// See <see cref="FacePoints.Roll"/>; degrees to either side, at most. Alignment undoes it, so only heads nearly
    /// lying on their side, where the detector becomes unsure, are turned away.
    /// </summary>
    public required float Roll { get; init; }

    // The nose's height between eyes and mouth on the median of 1,491 press photos.
    private const float FrontalNoseHeight = .52f;

    public static readonly PhotoQuality SignIn = new()
    {
        EyeDistance = 20, Outside = .3f, Margin = .15f, BrightEnd = 55, DarkEnd = 190, Contrast = 20, Sharpness = .012f,
        Yaw = .6f, Nod = .33f, Roll = 60,
    };

    public static readonly PhotoQuality Enrolment = new()
    {
        EyeDistance = 30, Outside = .2f, Margin = .3f, BrightEnd = 70, DarkEnd = 180, Contrast = 26, Sharpness = .02f,
        Yaw = .5f, Nod = .28f, Roll = 50,
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
        if (face.Outside > Outside || face.Margin < Margin) advice.Add(PhotoAdvice.CentreTheFace);
        if (face.BrightEnd < BrightEnd) advice.Add(PhotoAdvice.MoreLight);
        else if (face.DarkEnd > DarkEnd) advice.Add(PhotoAdvice.LessLight);
        else if (face.BrightEnd - face.DarkEnd < Contrast) advice.Add(PhotoAdvice.MoreLight);
        if (face.Sharpness < Sharpness) advice.Add(PhotoAdvice.HoldStill);
        if (!(face.Yaw <= Yaw) || !(MathF.Abs(face.NoseHeight - FrontalNoseHeight) <= Nod) || !(MathF.Abs(face.Roll) <= Roll))
            advice.Add(PhotoAdvice.LookAtTheCamera);
        return advice;
    }
}
