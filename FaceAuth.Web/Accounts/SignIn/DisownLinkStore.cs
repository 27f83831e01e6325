using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The table <c>disown_links</c>.</summary>
public sealed class DisownLinkStore : IAccountRows
{
    /// <summary>Adds the link of a mail about a sign-in.</summary>
    public Task InsertAsync(DbSession tx, DisownLink link) =>
        tx.ExecuteAsync(
            """
            INSERT INTO disown_links (link_hash, account_id, sign_in_id, expires_at)
            VALUES (@LinkHash, @AccountId, @SignInId, @ExpiresAt)
            """,
            link);

    /// <summary>The link, or null where there is none; also where it was used.</summary>
    public Task<DisownLink?> FindAsync(DbSession session, string linkHash, long now) =>
        session.FindAsync<DisownLink>(
            """
            SELECT link_hash, account_id, sign_in_id, expires_at, used_at
              FROM disown_links WHERE link_hash = @LinkHash AND expires_at > @Now
            """,
            new { LinkHash = linkHash, Now = now });

    /// <summary>Uses the link; false where it was used before, or its time is over.</summary>
    public async Task<bool> UseAsync(DbSession tx, string linkHash, long now) =>
        await tx.ExecuteAsync(
            "UPDATE disown_links SET used_at = @Now WHERE link_hash = @LinkHash AND used_at IS NULL AND expires_at > @Now",
            new { LinkHash = linkHash, Now = now }) == 1;

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM disown_links WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes links whose time is over.</summary>
    public Task<int> DeleteExpiredAsync(DbSession tx, long now) =>
        tx.ExecuteAsync("DELETE FROM disown_links WHERE expires_at <= @Now", new { Now = now });
}

/// <summary>A "this wasn't me" link.</summary>
public sealed record DisownLink
{
    public required string LinkHash { get; init; }
    public required string AccountId { get; init; }
    public required string SignInId { get; init; }
    public required long ExpiresAt { get; init; }
    public long? UsedAt { get; init; }
}
