using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Ledger;

/// <summary>Registers the ledger.</summary>
public static class LedgerSetup
{
    /// <summary>Adds the ledger; call it after <c>AddKeys</c>.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LedgerOptions>().Bind(configuration.GetSection(LedgerOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<LedgerKey>();
        services.AddSingleton<LedgerSignal>();
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton<KeyNotes>();
        services.AddSingleton<ILedgerAnchor>(all => new FileLedgerAnchor(
            all.GetRequiredService<DataFolder>().Resolve(all.GetRequiredService<IOptions<LedgerOptions>>().Value.AnchorFile),
            all.GetRequiredService<LedgerKey>()));
        services.AddSingleton<LedgerAnchoring>();
        services.AddHostedService<LedgerAnchorPump>();
        services.AddSingleton<LedgerChainStore>();
        services.AddSingleton<LedgerVerifier>();
        services.AddSingleton<LedgerDetailsCheck>();
        services.AddSingleton<LedgerPruningStore>();
        services.AddSingleton<LedgerPruning>();
        services.AddSingleton<LedgerRestore>();
        services.AddSingleton<LedgerBookStore>();
        services.AddSingleton<LedgerBook>();
        services.AddSingleton<LedgerVerification>();
        return services;
    }
}
