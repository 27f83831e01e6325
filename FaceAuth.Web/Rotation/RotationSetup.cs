using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>Registers the rotation.</summary>
public static class RotationSetup
{
    /// <summary>Adds plans, the state machine, what it works with, and the targets.</summary>
    public static IServiceCollection AddRotation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RotationOptions>().Bind(configuration.GetSection(RotationOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<RotationOptions>, LeaseOutlastsLimits>();
        services.AddTargets(configuration);

        services.AddAccountRows<RotationStore>();
        services.AddUndoneRows<RotationPlanStore>();
        services.AddSingleton<ISignInUndo>(all => all.GetRequiredService<RotationStore>());
        services.AddSingleton<IEntryRows>(all => all.GetRequiredService<RotationStore>());
        services.AddSingleton<IEntryRows>(all => all.GetRequiredService<RotationPlanStore>());
        services.AddSingleton<RotationPlanNews>();
        services.AddSingleton<RotationPlans>();
        services.AddSingleton<RotationRequests>();
        services.AddSingleton<RotationTimelines>();
        services.AddSingleton<RotationCandidates>();
        services.AddSingleton<PeopleRotations>();
        services.AddSingleton<RotationAttention>();

        services.AddSingleton<RotationTargets>();
        services.AddSingleton<RotationWorks>();
        services.AddSingleton<RotationRecovery>();
        services.AddSingleton<RotationPromotion>();
        services.AddSingleton<RotationEnds>();
        services.AddSingleton<RotationSchedules>();
        services.AddSingleton<RotationMails>();
        services.AddSingleton<Rotator>();
        services.AddSingleton<RotationRunner>();
        services.AddSingleton<OpenedPlans>();
        services.AddSingleton<RotationDues>();
        services.AddSingleton<RotationPlanning>();
        services.AddSingleton<RotationNotices>();
        services.AddSingleton<RotationReminders>();
        services.AddSingleton<RotationSignal>();
        services.AddHostedService<RotationPump>();
        return services;
    }

    private sealed class LeaseOutlastsLimits(IOptions<TargetLimits> limits) : IValidateOptions<RotationOptions>
    {
        public ValidateOptionsResult Validate(string? name, RotationOptions options) =>
            options.FaultWith(limits.Value) is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
    }
}
