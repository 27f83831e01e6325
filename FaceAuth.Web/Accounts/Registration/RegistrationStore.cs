using FaceAuth.Database;

namespace FaceAuth.Accounts.Registration;

/// <summary>The table <c>registrations</c>.</summary>
public sealed class RegistrationStore
{
    private const string Columns =
        """
        account_id, email, name, notice_version, accepted_at, browser_hash, sealed_origin, link_hash, code_hash,
        code_expires_at, code_tries_left, codes_sent, last_sent_at, created_at, expires_at
        """;

    /// <summary>Adds an attempt; several for one address stand side by side.</summary>
    public Task InsertAsync(DbSession tx, PendingRegistration registration) =>
        tx.ExecuteAsync(
            $"""
            INSERT INTO registrations ({Columns})
            VALUES (@AccountId, @Email, @Name, @NoticeVersion, @AcceptedAt, @BrowserHash, @SealedOrigin, @LinkHash, @CodeHash,
                    @CodeExpiresAt, @CodeTriesLeft, @CodesSent, @LastSentAt, @CreatedAt, @ExpiresAt)
            """,
            registration);

    /// <summary>The attempt that a browser holds, or null where there is none or its time is over.</summary>
    public Task<PendingRegistration?> FindByBrowserAsync(DbSession session, string browserHash, long now) =>
        session.FindAsync<PendingRegistration>(
            $"SELECT {Columns} FROM registrations WHERE browser_hash = @Hash AND expires_at > @Now",
            new { Hash = browserHash, Now = now });

    /// <summary>The attempt that a mailed link belongs to, or null where there is none or its time is over.</summary>
    public Task<PendingRegistration?> FindByLinkAsync(DbSession session, string linkHash, long now) =>
        session.FindAsync<PendingRegistration>(
            $"SELECT {Columns} FROM registrations WHERE link_hash = @Hash AND expires_at > @Now",
            new { Hash = linkHash, Now = now });

    /// <summary>Takes the attempt's row for this transaction; false where it is gone or its time is over.</summary>
    public async Task<bool> LockAsync(DbSession tx, AccountId id, long now) =>
        await tx.ExecuteAsync(
            "UPDATE registrations SET name = name WHERE account_id = @Id AND expires_at > @Now",
            new { Id = id.ToString(), Now = now }) == 1;

    /// <summary>Takes all attempts for an address, so that of two that count its mails the second sees the first.</summary>
    public Task LockAddressAsync(DbSession tx, string email) =>
        tx.ExecuteAsync("UPDATE registrations SET name = name WHERE email = @Email", new { Email = email });

    /// <summary>Mails with a proof to an address since an instant, over all attempts.</summary>
    public Task<long> CountMailsAsync(DbSession session, string email, long since) =>
        session.ScalarAsync<long>(
            "SELECT COALESCE(SUM(codes_sent), 0) FROM registrations WHERE email = @Email AND last_sent_at > @Since",
            new { Email = email, Since = since });

    /// <summary>Puts a new code and link in the place of the last ones.</summary>
    public async Task<bool> SetProofAsync(DbSession tx, AccountId id, NewProof proof) =>
        await tx.ExecuteAsync(
            """
            UPDATE registrations
               SET link_hash = @LinkHash, code_hash = @CodeHash, code_expires_at = @CodeExpiresAt,
                   code_tries_left = @Tries, codes_sent = codes_sent + 1, last_sent_at = @Now
             WHERE account_id = @Id AND expires_at > @Now
            """,
            new { Id = id.ToString(), proof.LinkHash, proof.CodeHash, proof.CodeExpiresAt, proof.Tries, proof.Now }) == 1;

    /// <summary>
    /// Uses one try of the current code before it is looked at, so that parallel guesses never get more tries than
    /// there are; false where none is left or the code is over.
    /// </summary>
    public async Task<bool> UseTryAsync(DbSession tx, AccountId id, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE registrations SET code_tries_left = code_tries_left - 1
             WHERE account_id = @Id AND code_tries_left > 0 AND code_expires_at > @Now AND expires_at > @Now
            """,
            new { Id = id.ToString(), Now = now }) == 1;

    /// <summary>Removes the attempt; of two that do, one gets true.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId id) =>
        await tx.ExecuteAsync("DELETE FROM registrations WHERE account_id = @Id", new { Id = id.ToString() }) == 1;

    /// <summary>Attempts whose time is over, at most <paramref name="limit"/>.</summary>
    public Task<IReadOnlyList<string>> ListExpiredAsync(DbSession session, long now, int limit) =>
        session.QueryAsync<string>(
            "SELECT account_id FROM registrations WHERE expires_at <= @Now ORDER BY expires_at LIMIT @Limit",
            new { Now = now, Limit = limit });
}

/// <summary>A code and link just made, as they are stored.</summary>
public sealed record NewProof(string LinkHash, string CodeHash, long CodeExpiresAt, int Tries, long Now);
