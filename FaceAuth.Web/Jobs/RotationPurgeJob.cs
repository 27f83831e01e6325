using FaceAuth.Rotation;
using Microsoft.Extensions.Options;

namespace FaceAuth.Jobs;

/// <summary>Deletes timelines of rotations that ended long ago.</summary>
internal sealed class RotationPurgeJob(RotationTimelines timelines, IOptions<RotationOptions> options, TimeProvider clock) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => timelines.PurgeAsync(clock.GetUtcNow() - options.Value.Timelines, ct);
}
