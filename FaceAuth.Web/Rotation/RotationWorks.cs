using FaceAuth.Database;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>Opens what a rotation needs: its plan, its entry, and the credentials that its target is changed with.</summary>
internal sealed class RotationWorks(Db db, RotationPlanStore plans)
{
    /// <summary>Null where entry or plan are gone.</summary>
    /// <exception cref="Keys.SealBrokenException">Something of it was altered or moved.</exception>
    /// <exception cref="CredentialMissingException">An entry that the settings name is gone or has no password.</exception>
    public async Task<RotationWork?> OpenAsync(RotationLease lease, UnattendedVault vault, CancellationToken ct)
    {
        if (!VaultEntryId.TryParse(lease.Row.EntryId, out var entry)
            || await vault.FindAsync(entry, ct) is not { } opened
            || await db.ReadAsync(session => plans.FindAsync(session, lease.Account, lease.Row.EntryId), ct) is not { } plan)
            return null;
        var settings = OpenedPlans.Open(vault, plan) ?? throw new Keys.SealBrokenException("The plan does not open.");
        return new RotationWork(lease, vault, entry, opened, settings)
        {
            IsOfPlan = (plan.Kind, plan.HostKey) == (lease.Row.Kind, lease.Row.HostKey),
            Administrator = settings.Target.Administrator is { } administrator ? await CredentialAsync(vault, administrator, ct) : null,
            SigningKey = settings.Target.SigningKey is { } key ? (await CredentialAsync(vault, key, ct)).Password : null,
        };
    }

    private static async Task<TargetCredential> CredentialAsync(UnattendedVault vault, VaultEntryId id, CancellationToken ct) =>
        await vault.FindAsync(id, ct) is { Row.DeletedAt: null } entry && await vault.FindPasswordAsync(id, entry.Card.Password, ct) is { } password
            ? new TargetCredential(entry.Card.UserName, new SecretText(password))
            : throw new CredentialMissingException();
}

/// <summary>An entry that a plan names is gone or has no password.</summary>
internal sealed class CredentialMissingException() : Exception("An entry that the plan names is gone or has no password.");
