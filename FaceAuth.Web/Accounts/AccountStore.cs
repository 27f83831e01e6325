using FaceAuth.Database;

namespace FaceAuth.Accounts;

/// <summary>The tables <c>accounts</c>, <c>consents</c> and <c>deletions</c>.</summary>
public sealed class AccountStore
{
    private const string Columns = "id, email, name, is_admin, created_at, second_factor, always_until, face_closed_at, closed_at, sessions_since";

    /// <summary>The account of an address, or null.</summary>
    public Task<Account?> FindByEmailAsync(DbSession session, EmailAddress email) =>
        session.FindAsync<Account>($"SELECT {Columns} FROM accounts WHERE email = @Email", new { Email = email.Value });

    /// <summary>The account, or null.</summary>
    public Task<Account?> FindAsync(DbSession session, AccountId id) =>
        session.FindAsync<Account>($"SELECT {Columns} FROM accounts WHERE id = @Id", new { Id = id.ToString() });

    /// <summary>False where the address has an account already.</summary>
    public Task<bool> TryInsertAsync(DbSession tx, Account account) =>
        tx.TryInsertAsync(
            """
            INSERT INTO accounts (id, email, name, is_admin, created_at)
            VALUES (@Id, @Email, @Name, @IsAdmin, @CreatedAt)
            """,
            account);

    /// <summary>
    /// Takes the account's row for this transaction, so that of two changes that count rows (at most five photos, at
    /// least one) the second sees the first. False where there is no such account.
    /// </summary>
    public async Task<bool> LockAsync(DbSession tx, AccountId id) =>
        await tx.ExecuteAsync("UPDATE accounts SET name = name WHERE id = @Id", new { Id = id.ToString() }) == 1;

    /// <summary>Makes an account an administrator's; false where the address has none.</summary>
    public async Task<bool> GrantAdminAsync(DbSession tx, EmailAddress email) =>
        await tx.ExecuteAsync("UPDATE accounts SET is_admin = 1 WHERE email = @Email", new { Email = email.Value }) == 1;

    /// <summary>All administrators who can sign in.</summary>
    public Task<IReadOnlyList<Account>> ListAdministratorsAsync(DbSession session) =>
        session.QueryAsync<Account>($"SELECT {Columns} FROM accounts WHERE is_admin = 1 AND closed_at IS NULL ORDER BY id");

    /// <summary>Sets when a second factor is asked for.</summary>
    public Task SetSecondFactorAsync(DbSession tx, AccountId id, SecondFactorPolicy policy) =>
        tx.ExecuteAsync(
            "UPDATE accounts SET second_factor = @Policy WHERE id = @Id", new { Id = id.ToString(), Policy = policy.ToString() });

    /// <summary>Has the second factor asked for always, until an instant; a later one that is set already stays.</summary>
    public Task SetAlwaysUntilAsync(DbSession tx, AccountId id, long until) =>
        tx.ExecuteAsync(
            "UPDATE accounts SET always_until = @Until WHERE id = @Id AND (always_until IS NULL OR always_until < @Until)",
            new { Id = id.ToString(), Until = until });

    /// <summary>Closes sign-in by face.</summary>
    public Task CloseFaceAsync(DbSession tx, AccountId id, long now) =>
        tx.ExecuteAsync(
            "UPDATE accounts SET face_closed_at = @Now WHERE id = @Id AND face_closed_at IS NULL", new { Id = id.ToString(), Now = now });

    /// <summary>Opens sign-in by face again, after a recovery.</summary>
    public Task OpenFaceAsync(DbSession tx, AccountId id) =>
        tx.ExecuteAsync("UPDATE accounts SET face_closed_at = NULL WHERE id = @Id", new { Id = id.ToString() });

    /// <summary>Closes the account: nothing signs in until it is opened again.</summary>
    public Task CloseAsync(DbSession tx, AccountId id, long now) =>
        tx.ExecuteAsync("UPDATE accounts SET closed_at = @Now WHERE id = @Id AND closed_at IS NULL", new { Id = id.ToString(), Now = now });

    /// <summary>Opens a closed account again.</summary>
    public Task OpenAsync(DbSession tx, AccountId id) =>
        tx.ExecuteAsync("UPDATE accounts SET closed_at = NULL WHERE id = @Id", new { Id = id.ToString() });

    /// <summary>Sign-ins before an instant begin no session any more.</summary>
    public Task SetSessionsSinceAsync(DbSession tx, AccountId id, long now) =>
        tx.ExecuteAsync("UPDATE accounts SET sessions_since = @Now WHERE id = @Id", new { Id = id.ToString(), Now = now });

    /// <summary>
    /// Changes the address; false where another account has it. The caller holds the account's lock, so that the row is
    /// there: only the unique key can refuse.
    /// </summary>
    public Task<bool> TryChangeEmailAsync(DbSession tx, AccountId id, string email) =>
        tx.TryInsertAsync("UPDATE accounts SET email = @Email WHERE id = @Id", new { Id = id.ToString(), Email = email });

    /// <summary>Records that the notice was read and accepted (GDPR Art. 7(1): consent must be demonstrable).</summary>
    public Task InsertConsentAsync(DbSession tx, AccountId account, string noticeVersion, long acceptedAt) =>
        tx.ExecuteAsync(
            """
            INSERT INTO consents (id, account_id, notice_version, accepted_at)
            VALUES (@Id, @Account, @NoticeVersion, @AcceptedAt)
            """,
            new { Id = Guid.CreateVersion7().ToString(), Account = account.ToString(), NoticeVersion = noticeVersion, AcceptedAt = acceptedAt });

    /// <summary>Deletes the account and its consents and leaves the proof of it; false where it was gone already.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId id, DeletionProof proof)
    {
        if (await tx.ExecuteAsync("DELETE FROM accounts WHERE id = @Id", new { Id = id.ToString() }) == 0)
            return false;
        await tx.ExecuteAsync("DELETE FROM consents WHERE account_id = @Id", new { Id = id.ToString() });
        await tx.ExecuteAsync(
            "INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES (@Id, @EmailHash, @Photos, @DeletedAt)",
            proof);
        return true;
    }
}

/// <summary>What stays of a deleted account: that it was deleted, when, and an HMAC by which its owner can find it.</summary>
public sealed record DeletionProof(string Id, string EmailHash, long Photos, long DeletedAt);
