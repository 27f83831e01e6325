using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Vault;

/// <summary>The table <c>vault_secrets</c>: every version of every secret, each with a data key of its own.</summary>
public sealed class VaultSecretStore : IAccountRows, IWrappedKeyRows
{
    private const string Columns =
        "id, account_id, entry_id, field, version, key_id, master_key_id, wrapped, sealed_value, created_at, replaced_at, sign_in_id, candidate_of";

    /// <summary>One version of a secret, or null where the account has no such one.</summary>
    public Task<VaultSecretRow?> FindAsync(DbSession session, AccountId account, VaultEntryId entry, SecretField field, long version) =>
        session.FindAsync<VaultSecretRow>(
            $"""
            SELECT {Columns} FROM vault_secrets
             WHERE account_id = @Account AND entry_id = @Entry AND field = @Field AND version = @Version
            """,
            new { Account = account.ToString(), Entry = entry.ToString(), Field = field.ToString(), Version = version });

    /// <summary>When each version of a secret came and was replaced, the newest first; without what they hold, and without candidates.</summary>
    public Task<IReadOnlyList<SecretVersion>> ListVersionsAsync(DbSession session, AccountId account, VaultEntryId entry, SecretField field) =>
        session.QueryAsync<SecretVersion>(
            """
            SELECT version, created_at, replaced_at FROM vault_secrets
             WHERE account_id = @Account AND entry_id = @Entry AND field = @Field AND candidate_of IS NULL ORDER BY version DESC
            """,
            new { Account = account.ToString(), Entry = entry.ToString(), Field = field.ToString() });

    /// <summary>The passwords of an entry that a rotation made and no target was seen to accept yet, the newest first.</summary>
    public Task<IReadOnlyList<VaultSecretRow>> ListCandidatesAsync(DbSession session, AccountId account, VaultEntryId entry) =>
        session.QueryAsync<VaultSecretRow>(
            $"""
            SELECT {Columns} FROM vault_secrets
             WHERE account_id = @Account AND entry_id = @Entry AND field = 'Password' AND candidate_of IS NOT NULL ORDER BY version DESC
            """,
            new { Account = account.ToString(), Entry = entry.ToString() });

    /// <summary>
    /// Makes a candidate a version that counts, and the ones before it old passwords: a statement that is still under way somewhere
    /// may yet set one of them. False where it is gone.
    /// </summary>
    public async Task<bool> PromoteAsync(DbSession tx, AccountId account, VaultEntryId entry, int version, long now)
    {
        var parameters = new { Account = account.ToString(), Entry = entry.ToString(), Version = version, Now = now };
        await ReplaceAsync(tx, account, entry, SecretField.Password, now);
        if (await tx.ExecuteAsync(
            """
            UPDATE vault_secrets SET candidate_of = NULL, created_at = @Now, replaced_at = NULL
             WHERE account_id = @Account AND entry_id = @Entry AND field = 'Password' AND version = @Version AND candidate_of IS NOT NULL
            """, parameters) == 0)
            return false;
        await tx.ExecuteAsync(
            """
            UPDATE vault_secrets SET candidate_of = NULL, replaced_at = @Now
             WHERE account_id = @Account AND entry_id = @Entry AND field = 'Password' AND version < @Version AND candidate_of IS NOT NULL
            """, parameters);
        return true;
    }

    /// <summary>All secrets of some entries, for an export; also what a target may have and was not seen to accept.</summary>
    public Task<IReadOnlyList<VaultSecretRow>> ListAsync(DbSession session, AccountId account, IReadOnlyList<string> entries) =>
        session.QueryAsync<VaultSecretRow>(
            $"SELECT {Columns} FROM vault_secrets WHERE account_id = @Account AND entry_id IN @Entries ORDER BY entry_id, field, version",
            new { Account = account.ToString(), Entries = entries });

    /// <summary>
    /// The highest version there is of a secret, whatever account its row names: one that somebody moved to another account
    /// still takes its place in the unique key.
    /// </summary>
    public Task<long> FindLastVersionAsync(DbSession session, VaultEntryId entry, SecretField field) =>
        session.ScalarAsync<long>(
            "SELECT COALESCE(MAX(version), 0) FROM vault_secrets WHERE entry_id = @Entry AND field = @Field",
            new { Entry = entry.ToString(), Field = field.ToString() });

    /// <summary>Adds a version.</summary>
    public Task InsertAsync(DbSession tx, VaultSecretRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO vault_secrets
              (id, account_id, entry_id, field, version, key_id, master_key_id, wrapped, sealed_value, created_at, replaced_at, sign_in_id,
               candidate_of)
            VALUES
              (@Id, @AccountId, @EntryId, @Field, @Version, @KeyId, @MasterKeyId, @Wrapped, @SealedValue, @CreatedAt, @ReplacedAt, @SignInId,
               @CandidateOf)
            """,
            row);

    /// <summary>Says that the versions of a secret that counted do not any more.</summary>
    public Task ReplaceAsync(DbSession tx, AccountId account, VaultEntryId entry, SecretField field, long now) =>
        tx.ExecuteAsync(
            """
            UPDATE vault_secrets SET replaced_at = @Now
             WHERE account_id = @Account AND entry_id = @Entry AND field = @Field AND replaced_at IS NULL AND candidate_of IS NULL
            """,
            new { Account = account.ToString(), Entry = entry.ToString(), Field = field.ToString(), Now = now });

    /// <summary>Deletes the secrets of an entry, and with them the only keys that open them.</summary>
    public Task DeleteAsync(DbSession tx, AccountId account, VaultEntryId entry) =>
        tx.ExecuteAsync(
            "DELETE FROM vault_secrets WHERE account_id = @Account AND entry_id = @Entry",
            new { Account = account.ToString(), Entry = entry.ToString() });

    /// <inheritdoc/>
    public string Table => "vault_secrets";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WrappedKeyRow>> ListOthersAsync(DbSession session, string currentMasterKeyId, string? after, int count) =>
        [.. (await session.QueryAsync<VaultSecretRow>(
            $"SELECT {Columns} FROM vault_secrets WHERE master_key_id <> @Current AND id > @After ORDER BY id LIMIT @Count",
            new { Current = currentMasterKeyId, After = after ?? "", Count = count }))
            .Select(row => new WrappedKeyRow(row.Id, SealedSecrets.KeyOf(row), new WrappedKey(row.MasterKeyId, row.Wrapped)))];

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(DbSession tx, WrappedKeyRow old, WrappedKey @new) =>
        await tx.ExecuteAsync(
            """
            UPDATE vault_secrets SET master_key_id = @NewMaster, wrapped = @NewWrapped
             WHERE id = @Id AND master_key_id = @OldMaster AND wrapped = @OldWrapped
            """,
            new
            {
                old.Id, OldMaster = old.Wrapped.MasterKeyId, OldWrapped = old.Wrapped.Bytes,
                NewMaster = @new.MasterKeyId, NewWrapped = @new.Bytes,
            }) == 1;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountByMasterKeyAsync(DbSession session) =>
        (await session.QueryAsync<MasterKeyCount>(
            "SELECT master_key_id, COUNT(*) AS key_count FROM vault_secrets GROUP BY master_key_id"))
            .ToDictionary(count => count.MasterKeyId, count => count.KeyCount);

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM vault_secrets WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>One version of a secret, as stored.</summary>
public sealed record VaultSecretRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string EntryId { get; init; }
    public required string Field { get; init; }
    public required long Version { get; init; }
    public required string KeyId { get; init; }
    public required string MasterKeyId { get; init; }
    public required byte[] Wrapped { get; init; }
    public required byte[] SealedValue { get; init; }
    public required long CreatedAt { get; init; }
    public long? ReplacedAt { get; init; }
    public required string SignInId { get; init; }

    /// <summary>The rotation that made it, until a target accepted it; null for what counts or counted.</summary>
    public string? CandidateOf { get; init; }
}

/// <summary>When a version of a secret came, and when another took its place; Unix milliseconds.</summary>
public sealed record SecretVersion
{
    public long Version { get; init; }
    public long CreatedAt { get; init; }
    public long? ReplacedAt { get; init; }
}
