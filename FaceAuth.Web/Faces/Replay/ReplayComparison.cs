namespace FaceAuth.Faces.Replay;

/// <summary>Whether two photos are one picture.</summary>
public static class ReplayComparison
{
    /// <summary>Whether they are.</summary>
    public static bool IsSamePicture(PhotoFingerprint a, PhotoFingerprint b) => a.Sha256.SequenceEqual(b.Sha256);
}
