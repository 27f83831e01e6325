namespace FaceAuth.Rotation;

/// <summary>How far a rotation is. The names are stored: they never change. The diagram is in docs/rotation.md.</summary>
public enum RotationState
{
    /// <summary>Wanted; nothing is there yet.</summary>
    Planned,

    /// <summary>The candidate is stored, sealed; the target was not touched by this attempt.</summary>
    Stored,

    /// <summary>The target may have it: it is being told, or what it did is not known. Goes on by asking which password it accepts.</summary>
    Applying,

    /// <summary>The target said that it has it.</summary>
    Applied,

    /// <summary>The target refused a random password and let us in with the candidate.</summary>
    Tried,

    /// <summary>The candidate is the entry's password. An end.</summary>
    Promoted,

    /// <summary>A person is needed; everything is kept.</summary>
    Attention,

    /// <summary>A person said to leave it at what the vault has; candidates that the target may have are kept. An end.</summary>
    Kept,

    /// <summary>Given up before the target was touched. An end.</summary>
    Cancelled,
}

/// <summary>Why an entry is rotated. The names are stored: they never change.</summary>
public enum RotationCause
{
    /// <summary>Its schedule.</summary>
    Schedule,

    /// <summary>Its member asked for it.</summary>
    Request,

    /// <summary>It was shown.</summary>
    Reveal,

    /// <summary>It was shown in a sign-in that its member disowned.</summary>
    Disowned,

    /// <summary>The second of two accounts that take turns, after both may be known to somebody.</summary>
    Turn,
}
