using FaceAuth.Rotation;

namespace FaceAuth.Jobs;

/// <summary>Tells targets that a password counts now.</summary>
internal sealed class RotationNoticeJob(RotationNotices notices) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => notices.SendAsync(ct);
}
