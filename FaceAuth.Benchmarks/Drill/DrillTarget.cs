using FaceAuth.Rotation.Targets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>In a worker: a real target, and what happens right before, in and after its calls.</summary>
internal sealed class DrillTarget(IRotationTarget inner, DrillWatch watch) : IRotationTarget
{
    public TargetKind Kind => inner.Kind;

    /// <summary>Puts one around each target that is registered.</summary>
    public static void Wrap(IServiceCollection services, DrillWatch watch)
    {
        foreach (var descriptor in services.Where(service => service.ServiceType == typeof(IRotationTarget)).ToList())
        {
            services.Remove(descriptor);
            services.AddSingleton(descriptor.ImplementationType!);
            services.AddSingleton<IRotationTarget>(all => new DrillTarget((IRotationTarget)all.GetRequiredService(descriptor.ImplementationType!), watch));
        }
    }

    public async Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct)
    {
        var result = await inner.ApplyAsync(
            change, async token => await mayChange(token) && await watch.BeforeStatementAsync(change.RotationId, change.Settings.Port), ct);
        watch.Ended(change.RotationId, result);
        if (result is ApplyResult.Applied)
            watch.Reached(DrillStep.Answered, change.RotationId);
        return result;
    }

    public async Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct)
    {
        var result = await inner.ProbeAsync(login, ct);
        if (login.Version == 0 && result is ProbeResult.Denied)
            watch.Reached(DrillStep.ControlTried, login.RotationId);
        else if (login.Version > 0 && result is ProbeResult.Accepted)
            watch.Reached(DrillStep.CandidateTried, login.RotationId);
        return result;
    }

    public Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct) => inner.NotifyAsync(login, ct);
}
