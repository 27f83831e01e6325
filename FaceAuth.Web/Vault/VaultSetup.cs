using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Vault;

/// <summary>Registers the vault.</summary>
public static class VaultSetup
{
    /// <summary>Adds entries, reveals and their jobs' services.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VaultOptions>().Bind(configuration.GetSection(VaultOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddAccountRows<VaultStore>();
        services.AddAccountRows<VaultSecretStore>();
        services.AddWrappedKeyRows<VaultSecretStore>();
        services.AddSingleton<OpenVaults>();
        services.AddHostedService<OpenVaultSweep>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<SealedSecrets>();
        services.AddSingleton<UnattendedVaults>();
        services.AddSingleton<BrokenEntries>();
        services.AddSingleton<PasswordVault>();
        services.AddSingleton<VaultBin>();

        services.AddUndoneRows<VaultImportStore>();
        services.AddSingleton<ImportedRows>();
        services.AddSingleton<VaultImports>();
        services.AddSingleton<VaultExports>();

        services.AddUndoneRows<RevealGrantStore>();
        services.AddSingleton<RevealRefusals>();
        services.AddSingleton<RevealGrants>();
        services.AddAccountRows<RevealStore>();
        services.AddSingleton<SecretReveals>();
        services.AddSingleton<ToldPasswords>();
        services.AddSingleton<RevealMails>();
        services.AddSingleton<ShownSecrets>();
        services.AddSingleton<RevealDigests>();
        services.AddSingleton<DisownedReveals>();
        return services;
    }
}
