using FaceAuth.Database;

namespace FaceAuth.Accounts.Sessions;

/// <summary>The table <c>sessions</c>.</summary>
public sealed class SessionStore
{
    /// <summary>Begins a session.</summary>
    public Task InsertAsync(DbSession tx, SessionRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO sessions (id_hash, account_id, sealed_ticket, created_at, expires_at)
            VALUES (@IdHash, @AccountId, @SealedTicket, @CreatedAt, @ExpiresAt)
            """,
            row);

    /// <summary>
    /// The sealed ticket, or null where the session has ended: asked with the time, so that what the sweep has not
    /// removed yet is refused all the same.
    /// </summary>
    public Task<byte[]?> FindTicketAsync(DbSession session, string idHash, long now) =>
        session.ScalarAsync<byte[]>(
            "SELECT sealed_ticket FROM sessions WHERE id_hash = @IdHash AND expires_at > @Now",
            new { IdHash = idHash, Now = now });

    /// <summary>Replaces the ticket of a session; its end stays where it was.</summary>
    public Task UpdateTicketAsync(DbSession tx, string idHash, byte[] sealedTicket) =>
        tx.ExecuteAsync(
            "UPDATE sessions SET sealed_ticket = @SealedTicket WHERE id_hash = @IdHash",
            new { IdHash = idHash, SealedTicket = sealedTicket });

    /// <summary>Ends a session.</summary>
    public Task DeleteAsync(DbSession tx, string idHash) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE id_hash = @IdHash", new { IdHash = idHash });

    /// <summary>Ends every session of an account.</summary>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Removes what has ended; returns how many.</summary>
    public Task<int> DeleteEndedAsync(DbSession tx, long now) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @Now", new { Now = now });
}

/// <summary>One session, as stored.</summary>
public sealed record SessionRow(string IdHash, string AccountId, byte[] SealedTicket, long CreatedAt, long ExpiresAt);
