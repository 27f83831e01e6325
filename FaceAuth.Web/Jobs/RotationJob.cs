using FaceAuth.Rotation;

namespace FaceAuth.Jobs;

/// <summary>Works on rotations that are due, those of processes that died among them.</summary>
internal sealed class RotationJob(RotationRunner runner) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => runner.RunDueAsync(ct);
}
