using FaceAuth.Site;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Keys;

/// <summary>Registers keys, sealing and ASP.NET Core's data protection over them.</summary>
public static class KeysSetup
{
    /// <summary>Adds <see cref="KeyRing"/>, <see cref="Sealer"/> and <see cref="LookupHash"/>. Call it after <c>AddDatabase</c>; needs a <see cref="DataFolder"/>.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<KeyOptions>().Bind(configuration.GetSection(KeyOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LocalKeyOptions>().Bind(configuration.GetSection(LocalKeyOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IKeyWrapper>(provider => new LocalKeyWrapper(
            provider.GetRequiredService<DataFolder>().Resolve(provider.GetRequiredService<IOptions<LocalKeyOptions>>().Value.Path)));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<Sealer>();
        services.AddSingleton<SecretSealer>();
        services.AddSingleton<LookupHash>();
        services.AddSingleton<MasterKeys>();
        services.AddSingleton<KeyRewrap>();
        services.AddWrappedKeyRows<KeyStore>();
        services.AddWrappedKeyRows<KeyCheckStore>();

        // The name is part of every protected payload: it stays when the program moves to another folder or instance.
        services.AddDataProtection().SetApplicationName("FaceAuth");
        services.AddSingleton<DataProtectionKeyStore>();
        services.AddSingleton<SealedKeyRepository>();
        services.AddOptions<KeyManagementOptions>().Configure<SealedKeyRepository>((options, repository) =>
        {
            options.XmlRepository = repository;
            options.XmlEncryptor = new SealedByRepository();
        });
        return services;
    }

    /// <summary>Adds a store that has wrapped keys of its own, so that they come under new master keys too.</summary>
    public static IServiceCollection AddWrappedKeyRows<T>(this IServiceCollection services)
        where T : class, IWrappedKeyRows
    {
        services.TryAddSingleton<T>();
        return services.AddSingleton<IWrappedKeyRows>(provider => provider.GetRequiredService<T>());
    }
}
