using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn.Pending;

/// <summary>The tables <c>pending_sign_ins</c> and <c>mailed_codes</c>.</summary>
public sealed class PendingSignInStore : IAccountRows
{
    private const string Columns =
        """
        id, account_id, browser_hash, method, device_id, low_liveness, sealed_origin, link_hash, code_hash, code_tries_left,
        created_at, expires_at
        """;

    /// <summary>The sign-in that a browser holds, or null.</summary>
    public Task<PendingSignIn?> FindByBrowserAsync(DbSession session, string browserHash, long now) =>
        session.FindAsync<PendingSignIn>(
            $"SELECT {Columns} FROM pending_sign_ins WHERE browser_hash = @BrowserHash AND expires_at > @Now",
            new { BrowserHash = browserHash, Now = now });

    /// <summary>The sign-in that a mailed link belongs to, or null.</summary>
    public Task<PendingSignIn?> FindByLinkAsync(DbSession session, string linkHash, long now) =>
        session.FindAsync<PendingSignIn>(
            $"SELECT {Columns} FROM pending_sign_ins WHERE link_hash = @LinkHash AND expires_at > @Now",
            new { LinkHash = linkHash, Now = now });

    /// <summary>Adds a pending sign-in.</summary>
    public Task InsertAsync(DbSession tx, PendingSignIn pending) =>
        tx.ExecuteAsync(
            """
            INSERT INTO pending_sign_ins
              (id, account_id, browser_hash, method, device_id, low_liveness, sealed_origin, link_hash, code_hash,
               code_tries_left, created_at, expires_at)
            VALUES
              (@Id, @AccountId, @BrowserHash, @Method, @DeviceId, @LowLiveness, @SealedOrigin, @LinkHash, @CodeHash,
               @CodeTriesLeft, @CreatedAt, @ExpiresAt)
            """,
            pending);

    /// <summary>Puts a new code and link in the place of the last ones; false where the sign-in is over.</summary>
    public async Task<bool> SetCodeAsync(DbSession tx, string id, string linkHash, string codeHash, int tries, long expiresAt, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE pending_sign_ins
               SET link_hash = @LinkHash, code_hash = @CodeHash, code_tries_left = @Tries, expires_at = @ExpiresAt
             WHERE id = @Id AND expires_at > @Now
            """,
            new { Id = id, LinkHash = linkHash, CodeHash = codeHash, Tries = tries, ExpiresAt = expiresAt, Now = now }) == 1;

    /// <summary>Gives a pending sign-in to the same browser under another token; false where it is over.</summary>
    public async Task<bool> ChangeBrowserAsync(DbSession tx, string id, string browserHash, long now) =>
        await tx.ExecuteAsync(
            "UPDATE pending_sign_ins SET browser_hash = @BrowserHash WHERE id = @Id AND expires_at > @Now",
            new { Id = id, BrowserHash = browserHash, Now = now }) == 1;

    /// <summary>
    /// Uses one try of the current code before it is looked at, so that parallel guesses never get more tries than there
    /// are; false where none is left or the sign-in is over.
    /// </summary>
    public async Task<bool> UseTryAsync(DbSession tx, string id, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE pending_sign_ins SET code_tries_left = code_tries_left - 1
             WHERE id = @Id AND code_tries_left > 0 AND expires_at > @Now
            """,
            new { Id = id, Now = now }) == 1;

    /// <summary>Removes the pending sign-in; of two that do, one gets true.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, string id) =>
        await tx.ExecuteAsync("DELETE FROM pending_sign_ins WHERE id = @Id", new { Id = id }) == 1;

    /// <summary>Removes every pending sign-in of an account, so that codes and links already mailed are dead.</summary>
    public Task DeletePendingAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM pending_sign_ins WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Notes that a code was mailed.</summary>
    public Task InsertMailedCodeAsync(DbSession tx, AccountId account, string purse, long now) =>
        tx.ExecuteAsync(
            "INSERT INTO mailed_codes (id, account_id, purse, at) VALUES (@Id, @Account, @Purse, @Now)",
            new { Id = Guid.CreateVersion7().ToString(), Account = account.ToString(), Purse = purse, Now = now });

    /// <summary>Codes mailed to an account since an instant, out of one purse.</summary>
    public Task<long> CountMailedCodesAsync(DbSession session, AccountId account, string purse, long since) =>
        session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM mailed_codes WHERE account_id = @Account AND purse = @Purse AND at > @Since",
            new { Account = account.ToString(), Purse = purse, Since = since });

    /// <inheritdoc/>
    public async Task DeleteAllAsync(DbSession tx, AccountId account)
    {
        await DeletePendingAsync(tx, account);
        await tx.ExecuteAsync("DELETE FROM mailed_codes WHERE account_id = @Account", new { Account = account.ToString() });
    }

    /// <summary>Removes what is over.</summary>
    public async Task DeleteOldAsync(DbSession tx, long now, long codesBefore)
    {
        await tx.ExecuteAsync("DELETE FROM pending_sign_ins WHERE expires_at <= @Now", new { Now = now });
        await tx.ExecuteAsync("DELETE FROM mailed_codes WHERE at < @Before", new { Before = codesBefore });
    }
}
