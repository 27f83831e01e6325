using System.Text.Json;
using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>Opens plans for work that goes on where one of them does not open: it was altered in the database, or a later version wrote it.</summary>
internal sealed partial class OpenedPlans(UnattendedVaults vaults, ILogger<OpenedPlans> log)
{
    /// <summary>A vault to open plans with; null where there is none or its key was altered. The caller disposes of it.</summary>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async Task<UnattendedVault?> TryOpenAsync(AccountId account, CancellationToken ct)
    {
        try
        {
            return await vaults.OpenAsync(account, ct);
        }
        catch (SealBrokenException fault)
        {
            Log.Broken(log, account.ToString(), fault);
            return null;
        }
    }

    /// <summary>What a plan says; null where it does not open.</summary>
    public static RotationSettings? Open(UnattendedVault? vault, RotationPlanRow plan)
    {
        try
        {
            return vault is null ? null : RotationSettings.FromBytes(vault.Open(RotationSettings.Context(plan.AccountId, plan.EntryId, plan.Version), plan.SealedSettings));
        }
        catch (Exception fault) when (fault is SealBrokenException or JsonException or OverflowException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The vault of account {Account} does not open.")]
        public static partial void Broken(ILogger logger, string account, Exception fault);
    }
}
