using FaceAuth.Database;

namespace FaceAuth.Accounts.Devices;

/// <summary>The table <c>devices</c>.</summary>
public sealed class DeviceStore : IAccountRows
{
    private const string Columns =
        "id, account_id, token_hash, sign_in_id, sealed_origin, created_at, last_used_at, expires_at, held_until";

    /// <summary>The account's device with this token, or null.</summary>
    public Task<Device?> FindAsync(DbSession session, AccountId account, string tokenHash, long now) =>
        session.FindAsync<Device>(
            $"SELECT {Columns} FROM devices WHERE account_id = @Account AND token_hash = @TokenHash AND expires_at > @Now",
            new { Account = account.ToString(), TokenHash = tokenHash, Now = now });

    /// <summary>All devices of an account, the latest used first.</summary>
    public Task<IReadOnlyList<Device>> ListAsync(DbSession session, AccountId account, long now) =>
        session.QueryAsync<Device>(
            $"SELECT {Columns} FROM devices WHERE account_id = @Account AND expires_at > @Now ORDER BY last_used_at DESC, id DESC",
            new { Account = account.ToString(), Now = now });

    /// <summary>Adds a device.</summary>
    public Task InsertAsync(DbSession tx, Device device) =>
        tx.ExecuteAsync(
            """
            INSERT INTO devices (id, account_id, token_hash, sign_in_id, sealed_origin, created_at, last_used_at, expires_at, held_until)
            VALUES (@Id, @AccountId, @TokenHash, @SignInId, @SealedOrigin, @CreatedAt, @LastUsedAt, @ExpiresAt, @HeldUntil)
            """,
            device);

    /// <summary>A browser gets a new token: the rows of everybody it is remembered for follow.</summary>
    public Task ChangeTokenAsync(DbSession tx, string oldHash, string newHash) =>
        tx.ExecuteAsync("UPDATE devices SET token_hash = @New WHERE token_hash = @Old", new { Old = oldHash, New = newHash });

    /// <summary>Notes that the device was signed in from; it is kept for as long again.</summary>
    public Task TouchAsync(DbSession tx, string id, long now, long expiresAt) =>
        tx.ExecuteAsync(
            "UPDATE devices SET last_used_at = @Now, expires_at = @ExpiresAt WHERE id = @Id",
            new { Id = id, Now = now, ExpiresAt = expiresAt });

    /// <summary>Ends the hold of a device; false where the account has no such device on hold.</summary>
    public async Task<bool> LiftHoldAsync(DbSession tx, AccountId account, string id) =>
        await tx.ExecuteAsync(
            "UPDATE devices SET held_until = NULL WHERE id = @Id AND account_id = @Account AND held_until IS NOT NULL",
            new { Id = id, Account = account.ToString() }) == 1;

    /// <summary>Forgets one device; false where the account has no such device.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string id) =>
        await tx.ExecuteAsync(
            "DELETE FROM devices WHERE id = @Id AND account_id = @Account", new { Id = id, Account = account.ToString() }) == 1;

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM devices WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Forgets devices that were not used for long.</summary>
    public Task<int> DeleteExpiredAsync(DbSession tx, long now) =>
        tx.ExecuteAsync("DELETE FROM devices WHERE expires_at <= @Now", new { Now = now });
}
