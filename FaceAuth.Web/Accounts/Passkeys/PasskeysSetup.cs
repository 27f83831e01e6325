using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>Registers passkeys.</summary>
public static class PasskeysSetup
{
    /// <summary>Adds the services and their options.</summary>
    public static IServiceCollection AddPasskeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PasskeysOptions>().Bind(configuration.GetSection(PasskeysOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PasskeyStore>();
        services.AddSingleton<IAccountRows>(all => all.GetRequiredService<PasskeyStore>());
        services.AddSingleton<ISignInUndo>(all => all.GetRequiredService<PasskeyStore>());
        services.AddSingleton<SealedPasskeys>();
        services.AddSingleton<PasskeyUsers>();
        services.AddSingleton<WebAuthn>();
        services.AddSingleton<Ceremonies>();
        services.AddSingleton<PasskeyMails>();
        services.AddSingleton<PasskeyCheck>();
        services.AddSingleton<PasskeySignIn>();
        services.AddSingleton<PasskeyConfirmation>();
        services.AddSingleton<MemberPasskeys>();
        return services;
    }
}
