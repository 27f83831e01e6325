namespace FaceAuth.Jobs;

/// <summary>How a run of a job ended. The texts are stored: they never change.</summary>
public static class JobResults
{
    /// <summary>It did what it had to do.</summary>
    public const string Ok = "ok";

    /// <summary>It threw; the log says what.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped at its time limit.</summary>
    public const string TooLong = "too-long";

    /// <summary>The program was stopped during it.</summary>
    public const string Interrupted = "interrupted";
}

/// <summary>The last run of a job.</summary>
public sealed record JobRun
{
    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    public required long StartedAt { get; init; }

    public required long EndedAt { get; init; }

    /// <summary>How long it took; not moved by a clock that is set.</summary>
    public required long Milliseconds { get; init; }

    /// <summary>One of <see cref="JobResults"/>, or a later version's.</summary>
    public required string Result { get; init; }

    /// <summary>An administrator asked for it.</summary>
    public required bool ByHand { get; init; }

    /// <summary>The scheduler that ran it.</summary>
    public required string Instance { get; init; }
}

/// <summary>A pause of a job.</summary>
public sealed record JobPause
{
    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    public required long PausedAt { get; init; }

    /// <summary>The administrator's account.</summary>
    public required string PausedBy { get; init; }
}
