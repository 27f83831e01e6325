using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Sessions.Drafts;

/// <summary>The table <c>drafts</c>.</summary>
public sealed class DraftStore : IAccountRows, ISignInUndo
{
    /// <summary>The draft of a page, or null.</summary>
    public Task<DraftRow?> FindAsync(DbSession session, AccountId account, string pathHash, long now) =>
        session.FindAsync<DraftRow>(
            """
            SELECT account_id, path_hash, sealed_fields, created_at, expires_at
              FROM drafts WHERE account_id = @Account AND path_hash = @PathHash AND expires_at > @Now
            """,
            new { Account = account.ToString(), PathHash = pathHash, Now = now });

    /// <summary>How many an account has, beside that of one page.</summary>
    public Task<long> CountOthersAsync(DbSession tx, AccountId account, string pathHash) =>
        tx.ScalarAsync<long>(
            "SELECT COUNT(*) FROM drafts WHERE account_id = @Account AND path_hash <> @PathHash",
            new { Account = account.ToString(), PathHash = pathHash });

    /// <summary>Puts a draft in the place of the page's last one.</summary>
    public async Task SetAsync(DbSession tx, DraftRow draft)
    {
        await DeleteAsync(tx, AccountId.Parse(draft.AccountId), draft.PathHash);
        await tx.ExecuteAsync(
            """
            INSERT INTO drafts (account_id, path_hash, sealed_fields, created_at, expires_at)
            VALUES (@AccountId, @PathHash, @SealedFields, @CreatedAt, @ExpiresAt)
            """,
            draft);
    }

    /// <summary>Drops the draft of a page; of two that do, one gets true.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string pathHash) =>
        await tx.ExecuteAsync(
            "DELETE FROM drafts WHERE account_id = @Account AND path_hash = @PathHash",
            new { Account = account.ToString(), PathHash = pathHash }) == 1;

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM drafts WHERE account_id = @Account", new { Account = account.ToString() });

    // Whose words a draft holds is not known once somebody else was signed in.
    /// <inheritdoc/>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) => DeleteAllAsync(tx, account);

    /// <summary>Deletes what nobody came back for.</summary>
    public Task<int> DeleteExpiredAsync(DbSession tx, long now) =>
        tx.ExecuteAsync("DELETE FROM drafts WHERE expires_at <= @Now", new { Now = now });
}

/// <summary>A draft, as stored.</summary>
public sealed record DraftRow
{
    public required string AccountId { get; init; }
    public required string PathHash { get; init; }
    public required byte[] SealedFields { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }
}
