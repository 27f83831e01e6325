namespace FaceAuth.Ledger;

/// <summary>Registers the ledger.</summary>
public static class LedgerSetup
{
    /// <summary>Adds the ledger; call it after <c>AddKeys</c> and <c>AddEmail</c>.</summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<LedgerStore>();
        services.AddSingleton<LedgerKey>();
        services.AddSingleton<LedgerSignal>();
        services.AddSingleton<LedgerWriter>();
        return services;
    }
}
