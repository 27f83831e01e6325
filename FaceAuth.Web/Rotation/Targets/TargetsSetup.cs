using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FaceAuth.Rotation.Targets;

/// <summary>Registers where passwords can be changed.</summary>
public static class TargetsSetup
{
    /// <summary>Adds the list of allowed hosts and each <see cref="IRotationTarget"/>.</summary>
    public static IServiceCollection AddTargets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TargetLimits>().Bind(configuration.GetSection(TargetLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AllowedTargetStore>();
        services.AddSingleton<AllowedTargets>();
        services.AddSingleton<TargetNetwork>();
        services.AddSingleton<IRotationTarget, MySql.MySqlTarget>();
        services.AddSingleton<IRotationTarget, PostgreSql.PostgreSqlTarget>();
        services.AddSingleton<IRotationTarget, Webhook.WebhookTarget>();
        return services;
    }
}
