using FaceAuth.Rotation;

namespace FaceAuth.Jobs;

/// <summary>Opens rotations for what is due.</summary>
internal sealed class RotationPlanJob(RotationPlanning planning, RotationSignal signal) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        if (await planning.PlanAsync(ct) > 0)
            signal.Raise();
    }
}
