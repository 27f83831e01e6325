using FaceAuth.Accounts;
using FaceAuth.Database;

namespace FaceAuth.Vault;

/// <summary>The tables <c>vaults</c> and <c>vault_entries</c>. Every query names the account: an id alone finds nothing.</summary>
public sealed class VaultStore : IAccountRows
{
    private const string Columns =
        """
        id, account_id, sealed_card, card_version, vault_version, created_at, updated_at, password_changed_at, rotate_at, marked_at,
        deleted_at, broken_at, sign_in_id, planned
        """;

    /// <summary>The vault's counters, or null where nothing was ever put into it.</summary>
    public Task<VaultRow?> FindVaultAsync(DbSession session, AccountId account) =>
        session.FindAsync<VaultRow>(
            "SELECT version, erased_version FROM vaults WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Counts a change and returns its number; the caller holds the account's lock.</summary>
    public async Task<long> CountChangeAsync(DbSession tx, AccountId account, long now)
    {
        var parameters = new { Account = account.ToString(), Now = now };
        if (await tx.ExecuteAsync("UPDATE vaults SET version = version + 1 WHERE account_id = @Account", parameters) == 0)
            await tx.ExecuteAsync("INSERT INTO vaults (account_id, version, erased_version, created_at) VALUES (@Account, 1, 0, @Now)", parameters);
        return await tx.ScalarAsync<long>("SELECT version FROM vaults WHERE account_id = @Account", parameters);
    }

    /// <summary>Says that entries were erased for good in a change.</summary>
    public Task NoteErasureAsync(DbSession tx, AccountId account, long version) =>
        tx.ExecuteAsync(
            "UPDATE vaults SET erased_version = @Version WHERE account_id = @Account", new { Account = account.ToString(), Version = version });

    /// <summary>The entries that were written since a change, those in the bin too.</summary>
    public Task<IReadOnlyList<ListedEntryRow>> ListSinceAsync(DbSession session, AccountId account, long version) =>
        session.QueryAsync<ListedEntryRow>(
            """
            SELECT id, sealed_card, card_version, created_at, updated_at, password_changed_at, rotate_at, marked_at, deleted_at, planned
              FROM vault_entries WHERE account_id = @Account AND vault_version > @Version
            """,
            new { Account = account.ToString(), Version = version });

    /// <summary>One entry, or null where the account has no such one.</summary>
    public Task<VaultEntryRow?> FindAsync(DbSession session, AccountId account, VaultEntryId id) =>
        session.FindAsync<VaultEntryRow>(
            $"SELECT {Columns} FROM vault_entries WHERE account_id = @Account AND id = @Id",
            new { Account = account.ToString(), Id = id.ToString() });

    /// <summary>How many entries the account has, those in the bin too.</summary>
    public Task<long> CountAsync(DbSession session, AccountId account) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM vault_entries WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Adds an entry.</summary>
    public Task InsertAsync(DbSession tx, VaultEntryRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO vault_entries
              (id, account_id, sealed_card, card_version, vault_version, created_at, updated_at, password_changed_at, rotate_at, marked_at,
               deleted_at, broken_at, sign_in_id)
            VALUES
              (@Id, @AccountId, @SealedCard, @CardVersion, @VaultVersion, @CreatedAt, @UpdatedAt, @PasswordChangedAt, @RotateAt, @MarkedAt,
               @DeletedAt, @BrokenAt, @SignInId)
            """,
            row);

    /// <summary>
    /// Writes a changed entry; false where it was changed or deleted since it was read. A mark stays unless the password was
    /// changed, also one that came since the entry was read.
    /// </summary>
    public async Task<bool> UpdateAsync(DbSession tx, VaultEntryRow row, long readVersion, bool keepsMark) =>
        await tx.ExecuteAsync(
            // MySQL sets one column after the other: rotate_at asks for the mark that was there before.
            """
            UPDATE vault_entries
               SET sealed_card = @SealedCard, card_version = @CardVersion, vault_version = @VaultVersion, updated_at = @UpdatedAt,
                   password_changed_at = @PasswordChangedAt,
                   rotate_at = CASE WHEN @KeepsMark = 1 AND marked_at IS NOT NULL THEN marked_at WHEN planned = 1 THEN rotate_at ELSE @RotateAt END,
                   marked_at = CASE WHEN @KeepsMark = 1 THEN marked_at ELSE NULL END
             WHERE account_id = @AccountId AND id = @Id AND card_version = @ReadVersion AND deleted_at IS NULL
            """,
            new
            {
                row.SealedCard, row.CardVersion, row.VaultVersion, row.UpdatedAt, row.PasswordChangedAt, row.RotateAt,
                row.AccountId, row.Id, ReadVersion = readVersion, KeepsMark = keepsMark ? 1 : 0,
            }) == 1;

    /// <summary>
    /// Writes the card of an entry whose password was rotated, in the bin or not; false where it was changed since it was read. A mark
    /// that came after <paramref name="begun"/> stays: the new password, too, may have been shown to whoever is meant.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="row">The entry, with what is new.</param>
    /// <param name="readVersion">The card's version that was read.</param>
    /// <param name="begun">When the rotation began; Unix milliseconds.</param>
    /// <param name="keepsMark">Every mark stays: there is more to change.</param>
    public async Task<bool> PromoteAsync(DbSession tx, VaultEntryRow row, long readVersion, long begun, bool keepsMark) =>
        await tx.ExecuteAsync(
            // MySQL sets one column after the other: rotate_at asks for the mark that was there before.
            """
            UPDATE vault_entries
               SET sealed_card = @SealedCard, card_version = @CardVersion, vault_version = @VaultVersion, updated_at = @UpdatedAt,
                   password_changed_at = @PasswordChangedAt,
                   rotate_at = CASE WHEN marked_at IS NOT NULL AND (@KeepsMark = 1 OR marked_at > @Begun) THEN marked_at ELSE @RotateAt END,
                   marked_at = CASE WHEN @KeepsMark = 1 OR marked_at > @Begun THEN marked_at ELSE NULL END
             WHERE account_id = @AccountId AND id = @Id AND card_version = @ReadVersion
            """,
            new
            {
                row.SealedCard, row.CardVersion, row.VaultVersion, row.UpdatedAt, row.PasswordChangedAt, row.RotateAt,
                row.AccountId, row.Id, ReadVersion = readVersion, Begun = begun, KeepsMark = keepsMark ? 1 : 0,
            }) == 1;

    /// <summary>
    /// Says when the password of an entry is changed next, and whether a plan says so; false where there is no such entry. A marked
    /// one stays due.
    /// </summary>
    public async Task<bool> SetRotationAsync(DbSession tx, AccountId account, VaultEntryId id, bool planned, long? rotateAt, long vaultVersion) =>
        await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET planned = @Planned, rotate_at = COALESCE(marked_at, @RotateAt), vault_version = @VaultVersion
             WHERE account_id = @Account AND id = @Id
            """,
            new { Account = account.ToString(), Id = id.ToString(), Planned = planned ? 1 : 0, RotateAt = rotateAt, VaultVersion = vaultVersion }) == 1;

    /// <summary>Some entries whose owners change them by hand, are to do it now, and were not told yet. Of marked ones another mail told them.</summary>
    public Task<IReadOnlyList<VaultEntryRow>> ListToRemindAsync(DbSession session, long now, int count) =>
        session.QueryAsync<VaultEntryRow>(
            $"""
            SELECT {Columns} FROM vault_entries
             WHERE rotate_at <= @Now AND planned = 0 AND marked_at IS NULL AND deleted_at IS NULL AND (reminded_at IS NULL OR reminded_at <> rotate_at)
               AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = vault_entries.account_id)
             ORDER BY account_id LIMIT @Count
            """,
            new { Now = now, Count = count });

    /// <summary>Notes that the owner was told; false where that was noted before.</summary>
    public async Task<bool> NoteRemindedAsync(DbSession tx, AccountId account, string id, long rotateAt) =>
        await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET reminded_at = @RotateAt
             WHERE account_id = @Account AND id = @Id AND (reminded_at IS NULL OR reminded_at <> @RotateAt)
            """,
            new { Account = account.ToString(), Id = id, RotateAt = rotateAt }) == 1;

    /// <summary>Puts an entry into the bin; false where it is there or gone.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, VaultEntryId id, long vaultVersion, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET deleted_at = @Now, vault_version = @VaultVersion
             WHERE account_id = @Account AND id = @Id AND deleted_at IS NULL
            """,
            new { Account = account.ToString(), Id = id.ToString(), VaultVersion = vaultVersion, Now = now }) == 1;

    /// <summary>Takes an entry out of the bin; false where it is not in it.</summary>
    public async Task<bool> RestoreAsync(DbSession tx, AccountId account, VaultEntryId id, long vaultVersion) =>
        await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET deleted_at = NULL, vault_version = @VaultVersion
             WHERE account_id = @Account AND id = @Id AND deleted_at IS NOT NULL
            """,
            new { Account = account.ToString(), Id = id.ToString(), VaultVersion = vaultVersion }) == 1;

    /// <summary>Erases an entry that is in the bin since an instant or longer; false where it is not.</summary>
    public async Task<bool> EraseAsync(DbSession tx, AccountId account, VaultEntryId id, long deletedBefore) =>
        await tx.ExecuteAsync(
            "DELETE FROM vault_entries WHERE account_id = @Account AND id = @Id AND deleted_at <= @Before",
            new { Account = account.ToString(), Id = id.ToString(), Before = deletedBefore }) == 1;

    /// <summary>Some entries, of any account, that are in the bin since an instant or longer, by id behind one.</summary>
    public Task<IReadOnlyList<VaultEntryRow>> ListDeletedBeforeAsync(DbSession session, long instant, string after, int count) =>
        session.QueryAsync<VaultEntryRow>(
            $"""
            SELECT {Columns} FROM vault_entries
             WHERE deleted_at <= @Instant AND id > @After AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = vault_entries.account_id)
             ORDER BY id LIMIT @Count
            """,
            new { Instant = instant, After = after, Count = count });

    /// <summary>
    /// Marks an entry to be rotated now; false where it was marked already or is gone. A mark that is there is made new: what was
    /// begun for the older one does not lift it.
    /// </summary>
    public async Task<bool> MarkAsync(DbSession tx, AccountId account, VaultEntryId id, long vaultVersion, long now)
    {
        var parameters = new { Account = account.ToString(), Id = id.ToString(), VaultVersion = vaultVersion, Now = now };
        var first = await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET marked_at = @Now, rotate_at = @Now, vault_version = @VaultVersion
             WHERE account_id = @Account AND id = @Id AND marked_at IS NULL
            """, parameters) == 1;
        if (!first)
            await tx.ExecuteAsync("UPDATE vault_entries SET marked_at = @Now WHERE account_id = @Account AND id = @Id AND marked_at < @Now", parameters);
        return first;
    }

    /// <summary>Marks every entry with a password to be rotated now, older marks anew; returns how many were not marked before.</summary>
    public async Task<int> MarkAllAsync(DbSession tx, AccountId account, long vaultVersion, long now)
    {
        var parameters = new { Account = account.ToString(), VaultVersion = vaultVersion, Now = now };
        await tx.ExecuteAsync("UPDATE vault_entries SET marked_at = @Now WHERE account_id = @Account AND marked_at < @Now", parameters);
        return await tx.ExecuteAsync(
            """
            UPDATE vault_entries SET marked_at = @Now, rotate_at = @Now, vault_version = @VaultVersion
             WHERE account_id = @Account AND marked_at IS NULL AND password_changed_at IS NOT NULL
            """, parameters);
    }

    /// <summary>The entries of which it is written down that they do not open.</summary>
    public Task<IReadOnlyList<string>> ListBrokenAsync(DbSession session, AccountId account) =>
        session.QueryAsync<string>(
            "SELECT id FROM vault_entries WHERE account_id = @Account AND broken_at IS NOT NULL", new { Account = account.ToString() });

    /// <summary>Notes that an entry does not open; false where that was noted before, so that it is told once.</summary>
    public async Task<bool> NoteBrokenAsync(DbSession tx, AccountId account, VaultEntryId id, long now) =>
        await tx.ExecuteAsync(
            "UPDATE vault_entries SET broken_at = @Now WHERE account_id = @Account AND id = @Id AND broken_at IS NULL",
            new { Account = account.ToString(), Id = id.ToString(), Now = now }) == 1;

    /// <inheritdoc/>
    public async Task DeleteAllAsync(DbSession tx, AccountId account)
    {
        await tx.ExecuteAsync("DELETE FROM vault_entries WHERE account_id = @Account", new { Account = account.ToString() });
        await tx.ExecuteAsync("DELETE FROM vaults WHERE account_id = @Account", new { Account = account.ToString() });
    }
}

/// <summary>A vault's counters, as stored.</summary>
public sealed record VaultRow
{
    public long Version { get; init; }
    public long ErasedVersion { get; init; }
}

/// <summary>What the list needs of an entry: ten thousand are read at once, and each column costs.</summary>
public sealed record ListedEntryRow
{
    public required string Id { get; init; }
    public required byte[] SealedCard { get; init; }
    public required long CardVersion { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public long? PasswordChangedAt { get; init; }
    public long? RotateAt { get; init; }
    public long? MarkedAt { get; init; }
    public long? DeletedAt { get; init; }
    public long Planned { get; init; }
}

/// <summary>An entry, as stored. Instants in Unix milliseconds.</summary>
public sealed record VaultEntryRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required byte[] SealedCard { get; init; }
    public required long CardVersion { get; init; }
    public required long VaultVersion { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public long? PasswordChangedAt { get; init; }
    public long? RotateAt { get; init; }
    public long? MarkedAt { get; init; }
    public long? DeletedAt { get; init; }
    public long? BrokenAt { get; init; }
    public required string SignInId { get; init; }

    /// <summary>1 where a plan says when its password is changed.</summary>
    public long Planned { get; init; }
}
