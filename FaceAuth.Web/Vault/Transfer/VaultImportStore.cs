using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Vault.Transfer;

/// <summary>The table <c>vault_imports</c>: files that were read and not decided on yet. Every statement names account and session.</summary>
public sealed class VaultImportStore : IAccountRows, ISignInUndo
{
    /// <summary>Adds one.</summary>
    public Task InsertAsync(DbSession tx, VaultImportRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO vault_imports (id, account_id, session_id, sealed_entries, created_at, expires_at)
            VALUES (@Id, @AccountId, @SessionId, @SealedEntries, @CreatedAt, @ExpiresAt)
            """,
            row);

    /// <summary>One of the session's, or null where it has no such one or its time is over.</summary>
    public Task<VaultImportRow?> FindAsync(DbSession session, VaultSession member, string id, long now) =>
        session.FindAsync<VaultImportRow>(
            """
            SELECT id, account_id, session_id, sealed_entries, created_at, expires_at FROM vault_imports
             WHERE id = @Id AND account_id = @Account AND session_id = @Session AND expires_at > @Now
            """,
            new { Id = id, Account = member.Account.ToString(), Session = member.SessionId, Now = now });

    /// <summary>Takes one away; of two that take it, one gets true.</summary>
    public async Task<bool> TryTakeAsync(DbSession tx, VaultSession member, string id) =>
        await tx.ExecuteAsync(
            "DELETE FROM vault_imports WHERE id = @Id AND account_id = @Account AND session_id = @Session",
            new { Id = id, Account = member.Account.ToString(), Session = member.SessionId }) == 1;

    /// <summary>Deletes those of a session: a new file takes the place of the one before.</summary>
    public Task DeleteOfSessionAsync(DbSession tx, VaultSession member) =>
        tx.ExecuteAsync(
            "DELETE FROM vault_imports WHERE account_id = @Account AND session_id = @Session",
            new { Account = member.Account.ToString(), Session = member.SessionId });

    /// <summary>Deletes what was over at an instant.</summary>
    public Task<int> DeleteExpiredAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM vault_imports WHERE expires_at <= @Instant", new { Instant = instant });

    /// <summary>"This wasn't me" drops them all.</summary>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) => DeleteAllAsync(tx, account);

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM vault_imports WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>A file that was read, as stored.</summary>
public sealed record VaultImportRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string SessionId { get; init; }
    public required byte[] SealedEntries { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }
}
