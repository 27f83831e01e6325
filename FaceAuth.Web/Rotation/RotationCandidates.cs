using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;

namespace FaceAuth.Rotation;

/// <summary>
/// New passwords, stored before any target hears of them: sealed as the version of the entry's password that they become, which
/// the entry's card does not name yet.
/// </summary>
public sealed class RotationCandidates(AccountStore accounts, VaultSecretStore secrets, SealedSecrets sealedSecrets, Db db)
{
    private const int MaxVersion = 1_000_000;

    /// <summary>Makes and stores one; false where the lease is lost.</summary>
    internal async Task<bool> MakeAsync(RotationWork work, CancellationToken ct)
    {
        var row = await SealAsync(work.Vault, work.Entry, work.Opened.Card, work.Lease.Row.Id, PasswordGenerator.Generate(work.Target.Recipe), signInId: "", ct);
        work.Made = row.Version;
        var slot = work.Alternates ? 1 - work.CurrentSlot : 0;
        return await work.Lease.StepAsync(RotationState.Stored, work.Lease.Row with { Candidate = row.Version, Slot = slot }, async tx =>
        {
            if (!await accounts.LockAsync(tx, work.Lease.Account))
                throw new RotationLease.LeaseLostException(); // the account is gone, and its rotation with it
            await secrets.InsertAsync(tx, row);
        }, ct);
    }

    /// <summary>Seals a password as the next version; to be stored by the caller under the account's lock.</summary>
    /// <param name="vault">Whose.</param>
    /// <param name="entry">Of which entry.</param>
    /// <param name="card">Its card.</param>
    /// <param name="rotation">The rotation.</param>
    /// <param name="password">The password.</param>
    /// <param name="signInId">Of the member who typed it; empty for one that was made.</param>
    /// <param name="ct">Ends the wait.</param>
    internal async Task<VaultSecretRow> SealAsync(
        UnattendedVault vault, VaultEntryId entry, VaultCard card, string rotation, string password, string signInId, CancellationToken ct)
    {
        var last = await db.ReadAsync(session => secrets.FindLastVersionAsync(session, entry, SecretField.Password), ct);
        if (last >= MaxVersion)
            throw new Keys.SealBrokenException("A version of a password is higher than any that this program writes.");
        var version = (int)Math.Max(last, card.Password) + 1;
        return await sealedSecrets.SealAsync(vault.Account, signInId, new SecretPlace(entry, SecretField.Password, version), password, ct)
            with { CandidateOf = rotation };
    }
}
