using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn.Replay;

/// <summary>The table <c>seen_pictures</c>.</summary>
public sealed class SeenPictureStore : IAccountRows
{
    /// <summary>Whether the account has seen one of these bytes.</summary>
    public async Task<bool> AnyAsync(DbSession session, AccountId account, IReadOnlyList<string> bytesHashes) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM seen_pictures WHERE account_id = @Account AND bytes_hash IN @Hashes",
            new { Account = account.ToString(), Hashes = bytesHashes }) > 0;

    /// <summary>The latest pictures of an account, newest first.</summary>
    public Task<IReadOnlyList<SeenPicture>> ListAsync(DbSession session, AccountId account, int limit) =>
        session.QueryAsync<SeenPicture>(
            """
            SELECT id, account_id, bytes_hash, sealed_fingerprint, seen_at
              FROM seen_pictures WHERE account_id = @Account ORDER BY id DESC LIMIT @Limit
            """,
            new { Account = account.ToString(), Limit = limit });

    /// <summary>How many pictures the account has seen.</summary>
    public Task<long> CountAsync(DbSession session, AccountId account) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM seen_pictures WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Adds a picture; false where its bytes are there already.</summary>
    public Task<bool> TryInsertAsync(DbSession tx, SeenPicture picture) =>
        tx.TryInsertAsync(
            """
            INSERT INTO seen_pictures (id, account_id, bytes_hash, sealed_fingerprint, seen_at)
            VALUES (@Id, @AccountId, @BytesHash, @SealedFingerprint, @SeenAt)
            """,
            picture);

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM seen_pictures WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes pictures that were seen before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM seen_pictures WHERE seen_at < @Instant", new { Instant = instant });
}

/// <summary>A picture that a decision was made on.</summary>
public sealed record SeenPicture
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string BytesHash { get; init; }
    public required byte[] SealedFingerprint { get; init; }
    public required long SeenAt { get; init; }
}
