using FaceAuth.Database;

namespace FaceAuth.Accounts.Sessions;

/// <summary>The table <c>sessions</c>.</summary>
public sealed class SessionStore : IAccountRows
{
    private const string Columns =
        """
        id_hash, account_id, session_id, sign_in_id, device_id, sealed_ticket, created_at, expires_at, held_until, confirmed_until,
        read_only, proofs
        """;

    /// <summary>Begins a session.</summary>
    public Task InsertAsync(DbSession tx, SessionRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO sessions
              (id_hash, account_id, session_id, sign_in_id, device_id, sealed_ticket, created_at, expires_at, held_until,
               confirmed_until, read_only, proofs)
            VALUES
              (@IdHash, @AccountId, @SessionId, @SignInId, @DeviceId, @SealedTicket, @CreatedAt, @ExpiresAt, @HeldUntil,
               @ConfirmedUntil, @ReadOnly, @Proofs)
            """,
            row);

    /// <summary>
    /// The session, or null where it has ended: asked with the time, so that what the sweep has not removed yet is refused
    /// all the same.
    /// </summary>
    public Task<SessionRow?> FindAsync(DbSession session, string idHash, long now) =>
        session.FindAsync<SessionRow>(
            $"SELECT {Columns} FROM sessions WHERE id_hash = @IdHash AND expires_at > @Now", new { IdHash = idHash, Now = now });

    /// <summary>The live sessions of an account, the latest first.</summary>
    public Task<IReadOnlyList<SessionRow>> ListAsync(DbSession session, AccountId account, long now) =>
        session.QueryAsync<SessionRow>(
            $"""
            SELECT {Columns} FROM sessions
             WHERE account_id = @Account AND expires_at > @Now AND read_only = 0 ORDER BY created_at DESC, session_id DESC
            """,
            new { Account = account.ToString(), Now = now });

    /// <summary>Whether a session of this sign-in is alive.</summary>
    public async Task<bool> IsAliveAsync(DbSession session, string signInId, long now) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM sessions WHERE sign_in_id = @SignIn AND expires_at > @Now", new { SignIn = signInId, Now = now }) > 0;

    /// <summary>Those of some sessions that are alive.</summary>
    public Task<IReadOnlyList<string>> ListAliveAsync(DbSession session, IReadOnlyList<string> sessionIds, long now) =>
        session.QueryAsync<string>(
            "SELECT DISTINCT session_id FROM sessions WHERE session_id IN @Ids AND expires_at > @Now", new { Ids = sessionIds, Now = now });

    /// <summary>Replaces the ticket of a session; its end stays where it was.</summary>
    public Task UpdateTicketAsync(DbSession tx, string idHash, byte[] sealedTicket) =>
        tx.ExecuteAsync(
            "UPDATE sessions SET sealed_ticket = @SealedTicket WHERE id_hash = @IdHash",
            new { IdHash = idHash, SealedTicket = sealedTicket });

    /// <summary>
    /// The identifier is replaced by another: from now on it answers reads only, and not for long. False where it was
    /// replaced or ended before: of two step-ups one wins.
    /// </summary>
    public async Task<bool> RetireAsync(DbSession tx, string idHash, long now, long endsAt) =>
        await tx.ExecuteAsync(
            """
            UPDATE sessions SET read_only = 1, expires_at = CASE WHEN expires_at < @EndsAt THEN expires_at ELSE @EndsAt END
             WHERE id_hash = @IdHash AND read_only = 0 AND expires_at > @Now
            """,
            new { IdHash = idHash, Now = now, EndsAt = endsAt }) == 1;

    /// <summary>Ends the hold of the sessions of one sign-in.</summary>
    public Task LiftHoldAsync(DbSession tx, AccountId account, string signInId) =>
        tx.ExecuteAsync(
            "UPDATE sessions SET held_until = NULL WHERE account_id = @Account AND sign_in_id = @SignIn",
            new { Account = account.ToString(), SignIn = signInId });

    /// <summary>Ends the hold of the sessions from one device.</summary>
    public Task LiftHoldOfDeviceAsync(DbSession tx, AccountId account, string deviceId) =>
        tx.ExecuteAsync(
            "UPDATE sessions SET held_until = NULL WHERE account_id = @Account AND device_id = @Device",
            new { Account = account.ToString(), Device = deviceId });

    /// <summary>Ends a session by what its cookie holds.</summary>
    public Task DeleteAsync(DbSession tx, string idHash) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE id_hash = @IdHash", new { IdHash = idHash });

    /// <summary>Ends a session of an account under all its identifiers; false where the account has no such session.</summary>
    public async Task<bool> DeleteSessionAsync(DbSession tx, AccountId account, string sessionId) =>
        await tx.ExecuteAsync(
            "DELETE FROM sessions WHERE account_id = @Account AND session_id = @Session",
            new { Account = account.ToString(), Session = sessionId }) > 0;

    /// <summary>Ends all sessions of an account but one.</summary>
    public Task DeleteOthersAsync(DbSession tx, AccountId account, string keptSessionId) =>
        tx.ExecuteAsync(
            "DELETE FROM sessions WHERE account_id = @Account AND (session_id IS NULL OR session_id <> @Kept)",
            new { Account = account.ToString(), Kept = keptSessionId });

    /// <summary>The session that has ended since an instant, or null; it opens nothing any more.</summary>
    public Task<SessionRow?> FindEndedAsync(DbSession session, string idHash, long now, long since) =>
        session.FindAsync<SessionRow>(
            $"SELECT {Columns} FROM sessions WHERE id_hash = @IdHash AND expires_at <= @Now AND expires_at > @Since AND read_only = 0",
            new { IdHash = idHash, Now = now, Since = since });

    /// <summary>Ends the sessions from one device.</summary>
    public Task DeleteOfDeviceAsync(DbSession tx, AccountId account, string deviceId) =>
        tx.ExecuteAsync(
            "DELETE FROM sessions WHERE account_id = @Account AND device_id = @Device",
            new { Account = account.ToString(), Device = deviceId });

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Removes what had ended at an instant; returns how many.</summary>
    public Task<int> DeleteEndedAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @Instant", new { Instant = instant });
}

/// <summary>One identifier of a session, as stored.</summary>
public sealed record SessionRow
{
    public required string IdHash { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The session, the same through all its identifiers; null where the version before wrote the row.</summary>
    public string? SessionId { get; init; }

    public string? SignInId { get; init; }
    public string? DeviceId { get; init; }
    public required byte[] SealedTicket { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }
    public long? HeldUntil { get; init; }
    public long? ConfirmedUntil { get; init; }

    /// <summary>Replaced by another identifier; answers reads for a few seconds.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>How many fresh proofs were given in the session.</summary>
    public long Proofs { get; init; }
}
