namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Makes the rows of imported entries: each card and secret sealed, each secret under a data key of its own. That is one call
/// to the key service for each secret, so several go side by side.
/// </summary>
public sealed class ImportedRows(OpenVaults vaults, SealedSecrets secrets, TimeProvider clock)
{
    /// <summary>Calls to the key service at one time: KMS answers thousands a second, and other members want some of them.</summary>
    private const int AtOnce = 16;

    /// <summary>Rows for all entries, in their order; nothing is stored yet.</summary>
    public async Task<IReadOnlyList<(VaultEntryRow Entry, IReadOnlyList<VaultSecretRow> Secrets)>> MakeAsync(
        VaultSession member, IReadOnlyList<TransferEntry> entries, CancellationToken ct)
    {
        var made = new (VaultEntryRow, IReadOnlyList<VaultSecretRow>)[entries.Count];
        await Parallel.ForAsync(0, entries.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, stop) =>
            made[i] = await MakeAsync(member, entries[i], stop));
        return made;
    }

    private async Task<(VaultEntryRow, IReadOnlyList<VaultSecretRow>)> MakeAsync(VaultSession member, TransferEntry entry, CancellationToken ct)
    {
        var id = VaultEntryId.New();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var changedAt = Math.Min(entry.ChangedAt?.ToUnixTimeMilliseconds() ?? now, now);
        var rows = new List<VaultSecretRow>();

        // The oldest first. Where nobody wrote down when one was replaced, it was when the next one was, at the latest.
        var version = 0;
        var began = 0L;
        foreach (var old in entry.History.Reverse())
        {
            var replaced = Math.Clamp(old.ReplacedAt?.ToUnixTimeMilliseconds() ?? changedAt, began, now);
            var row = await secrets.SealAsync(member, new SecretPlace(id, SecretField.Password, ++version), old.Password, ct);
            rows.Add(row with { CreatedAt = began > 0 ? began : replaced, ReplacedAt = replaced });
            began = replaced;
        }
        var card = new VaultCard { Name = entry.Name, Site = entry.Site, UserName = entry.UserName, Tags = entry.Tags };
        if (!string.IsNullOrEmpty(entry.Password))
        {
            card = card with { Password = ++version };
            var row = await secrets.SealAsync(member, new SecretPlace(id, SecretField.Password, version), entry.Password, ct);
            rows.Add(row with { CreatedAt = Math.Max(changedAt, began) });
        }
        if (entry.Notes.Length > 0)
        {
            card = card with { Notes = 1 };
            rows.Add(await secrets.SealAsync(member, new SecretPlace(id, SecretField.Notes, 1), entry.Notes, ct));
        }
        if (!string.IsNullOrEmpty(entry.Totp))
        {
            card = card with { Totp = 1 };
            rows.Add(await secrets.SealAsync(member, new SecretPlace(id, SecretField.Totp, 1), entry.Totp, ct));
        }
        var sealedCard = await vaults.UseAsync(member, vault => Task.FromResult(vault.Seal(card, id, 1)), ct);
        return (new VaultEntryRow
        {
            Id = id.ToString(),
            AccountId = member.Account.ToString(),
            SealedCard = sealedCard,
            CardVersion = 1,
            VaultVersion = 0,
            CreatedAt = now,
            UpdatedAt = now,
            PasswordChangedAt = card.Password > 0 ? Math.Max(changedAt, began) : null,
            SignInId = member.SignInId,
        }, rows);
    }
}
