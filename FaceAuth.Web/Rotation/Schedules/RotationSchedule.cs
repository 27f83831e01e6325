namespace FaceAuth.Rotation.Schedules;

/// <summary>When a password is rotated.</summary>
public sealed record RotationSchedule
{
    public int EveryDays { get; init; }

    public DateTimeOffset? Next(DateTimeOffset after, double random) => EveryDays > 0 ? after.AddDays(EveryDays) : null;

    public bool IsInWindow(DateTimeOffset at) => true;

    public DateTimeOffset NextInWindow(DateTimeOffset at) => at;
}
