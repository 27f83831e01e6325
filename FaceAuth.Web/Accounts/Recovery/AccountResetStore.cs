using FaceAuth.Database;

namespace FaceAuth.Accounts.Recovery;

/// <summary>The table <c>account_resets</c>.</summary>
public sealed class AccountResetStore : IAccountRows
{
    private const string Columns = "id, account_id, kind, link_hash, made_by, created_at, expires_at, used_at, replaced_at";

    /// <summary>Adds what was done.</summary>
    public Task InsertAsync(DbSession tx, AccountResetRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO account_resets (id, account_id, kind, link_hash, made_by, created_at, expires_at)
            VALUES (@Id, @AccountId, @Kind, @LinkHash, @MadeBy, @CreatedAt, @ExpiresAt)
            """,
            row);

    /// <summary>The reset that an open link belongs to, or null.</summary>
    public Task<AccountResetRow?> FindOpenAsync(DbSession session, string linkHash, long now) =>
        session.FindAsync<AccountResetRow>(
            $"""
            SELECT {Columns} FROM account_resets
             WHERE link_hash = @LinkHash AND expires_at > @Now AND used_at IS NULL AND replaced_at IS NULL
            """,
            new { LinkHash = linkHash, Now = now });

    /// <summary>Uses a link; of two that do at once, one gets true.</summary>
    public async Task<bool> TryUseAsync(DbSession tx, string id, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE account_resets SET used_at = @Now
             WHERE id = @Id AND expires_at > @Now AND used_at IS NULL AND replaced_at IS NULL
            """,
            new { Id = id, Now = now }) == 1;

    /// <summary>The links of an account that are open no longer work.</summary>
    public Task ReplaceOpenAsync(DbSession tx, AccountId account, long now) =>
        tx.ExecuteAsync(
            "UPDATE account_resets SET replaced_at = @Now WHERE account_id = @Account AND used_at IS NULL AND replaced_at IS NULL",
            new { Account = account.ToString(), Now = now });

    /// <summary>What was done about an account, newest first.</summary>
    public Task<IReadOnlyList<AccountResetRow>> ListAsync(DbSession session, AccountId account) =>
        session.QueryAsync<AccountResetRow>(
            $"SELECT {Columns} FROM account_resets WHERE account_id = @Account ORDER BY created_at DESC, id DESC",
            new { Account = account.ToString() });

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM account_resets WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes what was done before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM account_resets WHERE created_at < @Instant", new { Instant = instant });
}

/// <summary>One act of an administrator about an account, as stored.</summary>
public sealed record AccountResetRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>An <see cref="AccountActKind"/>, by name.</summary>
    public required string Kind { get; init; }

    /// <summary>Null where there is no link.</summary>
    public string? LinkHash { get; init; }

    /// <summary>The administrator's account; null for the command line.</summary>
    public string? MadeBy { get; init; }

    public required long CreatedAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? UsedAt { get; init; }
    public long? ReplacedAt { get; init; }
}

/// <summary>What an administrator did; stored by name.</summary>
public enum AccountActKind
{
    /// <summary>Reset: everything that signs in is taken away, and a link is mailed.</summary>
    Reset,

    /// <summary>Closed until a reset.</summary>
    Closed,
}
