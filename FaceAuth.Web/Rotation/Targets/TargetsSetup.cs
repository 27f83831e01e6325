namespace FaceAuth.Rotation.Targets;

/// <summary>Registers the targets.</summary>
public static class TargetsSetup
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddTargets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TargetLimits>().Bind(configuration.GetSection(TargetLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
