namespace FaceAuth.Rotation;

/// <summary>A rotation, as stored. Instants in Unix milliseconds.</summary>
public sealed record RotationRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string EntryId { get; init; }
    public required string Kind { get; init; }
    public required string HostKey { get; init; }
    public required string Cause { get; init; }
    public required string State { get; init; }

    /// <summary>The version of the password that is being brought in; 0 before there is one.</summary>
    public long Candidate { get; init; }

    /// <summary>Which of two accounts that take turns gets it.</summary>
    public long Slot { get; init; }

    /// <summary>How many more follow at once.</summary>
    public long Further { get; init; }

    public long Attempts { get; init; }
    public required long DueAt { get; init; }
    public string? Fault { get; init; }
    public string? FaultCode { get; init; }
    public string? LeaseId { get; init; }
    public long? LeasedUntil { get; init; }
    public long? NoticeDueAt { get; init; }
    public long NoticeAttempts { get; init; }
    public required long CreatedAt { get; init; }
    public long? FinishedAt { get; init; }

    /// <summary>One that begins.</summary>
    public static RotationRow New(RotationPlanRow plan, RotationCause cause, int further, long now) => new()
    {
        Id = RotationId.New().ToString(), AccountId = plan.AccountId, EntryId = plan.EntryId, Kind = plan.Kind, HostKey = plan.HostKey,
        Cause = cause.ToString(), State = nameof(RotationState.Planned), Further = further, DueAt = now, CreatedAt = now,
    };
}

/// <summary>A step of a rotation, as stored.</summary>
public sealed record RotationStepRow
{
    public required string Id { get; init; }

    /// <summary>The name of a <see cref="RotationState"/> that was reached, <c>Failed</c> or <c>Resumed</c>.</summary>
    public required string Step { get; init; }

    public long Attempt { get; init; }
    public string? Fault { get; init; }
    public string? FaultCode { get; init; }
    public required long At { get; init; }
}
