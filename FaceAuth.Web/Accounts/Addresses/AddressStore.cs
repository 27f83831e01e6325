using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Addresses;

/// <summary>The tables <c>pending_addresses</c>, <c>address_mails</c> and <c>address_changes</c>.</summary>
public sealed class AddressStore(AccountStore accounts, SignInStore signIns) : IAccountRows, ISignInUndo
{
    /// <summary>The change that a session has asked for and not confirmed yet, or null.</summary>
    public Task<PendingAddress?> FindPendingAsync(DbSession session, AccountId account, string sessionId, long now) =>
        session.FindAsync<PendingAddress>(
            """
            SELECT id, account_id, session_id, sign_in_id, old_email, new_email, old_code_hash, new_code_hash, code_tries_left,
                   created_at, expires_at
              FROM pending_addresses WHERE account_id = @Account AND session_id = @Session AND expires_at > @Now
            """,
            new { Account = account.ToString(), Session = sessionId, Now = now });

    /// <summary>Puts a pending change in the place of the account's last one.</summary>
    public async Task SetPendingAsync(DbSession tx, PendingAddress pending)
    {
        await DeletePendingAsync(tx, AccountId.Parse(pending.AccountId));
        await tx.ExecuteAsync(
            """
            INSERT INTO pending_addresses
              (account_id, id, session_id, sign_in_id, old_email, new_email, old_code_hash, new_code_hash, code_tries_left,
               created_at, expires_at)
            VALUES
              (@AccountId, @Id, @SessionId, @SignInId, @OldEmail, @NewEmail, @OldCodeHash, @NewCodeHash, @CodeTriesLeft,
               @CreatedAt, @ExpiresAt)
            """,
            pending);
    }

    /// <summary>
    /// Uses one try of the two codes before they are looked at, so that parallel guesses never get more tries than there
    /// are; false where none is left or the change is over.
    /// </summary>
    public async Task<bool> UseTryAsync(DbSession tx, string id, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE pending_addresses SET code_tries_left = code_tries_left - 1
             WHERE id = @Id AND code_tries_left > 0 AND expires_at > @Now
            """,
            new { Id = id, Now = now }) == 1;

    /// <summary>Drops the account's pending change.</summary>
    public Task DeletePendingAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM pending_addresses WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Notes that codes were mailed.</summary>
    public Task InsertMailAsync(DbSession tx, AccountId account, string emailHash, long now) =>
        tx.ExecuteAsync(
            "INSERT INTO address_mails (id, account_id, email_hash, at) VALUES (@Id, @Account, @EmailHash, @Now)",
            new { Id = Guid.CreateVersion7().ToString(), Account = account.ToString(), EmailHash = emailHash, Now = now });

    /// <summary>How often codes were mailed since an instant: by this account, or to this address by whomever.</summary>
    public Task<long> CountMailsAsync(DbSession tx, AccountId account, string emailHash, long since) =>
        tx.ScalarAsync<long>(
            """
            SELECT CASE WHEN mine > others THEN mine ELSE others END FROM (
              SELECT (SELECT COUNT(*) FROM address_mails WHERE account_id = @Account AND at > @Since) AS mine,
                     (SELECT COUNT(*) FROM address_mails WHERE email_hash = @EmailHash AND at > @Since) AS others) counted
            """,
            new { Account = account.ToString(), EmailHash = emailHash, Since = since });

    /// <summary>Writes down a change that was made.</summary>
    public Task InsertChangeAsync(DbSession tx, PendingAddress done, long now) =>
        tx.ExecuteAsync(
            """
            INSERT INTO address_changes (id, account_id, sign_in_id, old_email, new_email, done_at)
            VALUES (@Id, @AccountId, @SignInId, @OldEmail, @NewEmail, @Now)
            """,
            new { done.Id, done.AccountId, done.SignInId, done.OldEmail, done.NewEmail, Now = now });

    /// <summary>
    /// The address that undoing a sign-in and what came of it puts back: the one before the first change of all of them. Null
    /// where their sessions changed none, or where another session has changed it again since: what the member chose later
    /// stays.
    /// </summary>
    public async Task<UndoneAddress?> FindUndoAsync(DbSession session, AccountId account, IReadOnlyList<string> chain)
    {
        var all = await session.QueryAsync<AddressChange>(
            "SELECT sign_in_id, old_email, new_email FROM address_changes WHERE account_id = @Account ORDER BY done_at, id",
            new { Account = account.ToString() });
        var changes = all.Where(change => chain.Contains(change.SignInId)).ToList();
        if (changes.Count == 0 || await accounts.FindAsync(session, account) is not { } owner || owner.Email != changes[^1].NewEmail)
            return null;
        var before = changes[0].OldEmail;
        return before == owner.Email || !EmailAddress.TryParse(before, out var email)
            ? null
            : new UndoneAddress(before, Free: await accounts.FindByEmailAsync(session, email) is null);
    }

    /// <inheritdoc/>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) => UndoAsync(tx, account, [signInId], now);

    /// <summary>
    /// Drops the pending change, and puts back the address before the whole chain: in one step, so that an address in between
    /// which somebody else has by now does not stand in the way.
    /// </summary>
    public async Task UndoAsync(DbSession tx, AccountId account, IReadOnlyList<string> chain, long now)
    {
        await DeletePendingAsync(tx, account);
        // Still refused where somebody proves the address in this moment: the other account keeps it.
        if (await FindUndoAsync(tx, account, chain) is { Free: true } undo)
            await accounts.TryChangeEmailAsync(tx, account, undo.Before);
    }

    /// <summary>Whoever changed the address reads the mails since then: what signed in by them is theirs.</summary>
    public async Task<IReadOnlyList<string>> ListProvenByAsync(DbSession session, AccountId account, string signInId) =>
        await session.ScalarAsync<long?>(
            "SELECT MIN(done_at) FROM address_changes WHERE account_id = @Account AND sign_in_id = @SignIn",
            new { Account = account.ToString(), SignIn = signInId }) is { } since
            ? await signIns.ListProvenByMailSinceAsync(session, account, since)
            : [];

    /// <inheritdoc/>
    public async Task DeleteAllAsync(DbSession tx, AccountId account)
    {
        await DeletePendingAsync(tx, account);
        await tx.ExecuteAsync("DELETE FROM address_mails WHERE account_id = @Account", new { Account = account.ToString() });
        await tx.ExecuteAsync("DELETE FROM address_changes WHERE account_id = @Account", new { Account = account.ToString() });
    }

    /// <summary>Deletes what is over and what is too old to be counted or undone.</summary>
    public async Task DeleteOldAsync(DbSession tx, long now, long mailsBefore, long changesBefore)
    {
        await tx.ExecuteAsync("DELETE FROM pending_addresses WHERE expires_at <= @Now", new { Now = now });
        await tx.ExecuteAsync("DELETE FROM address_mails WHERE at < @Before", new { Before = mailsBefore });
        await tx.ExecuteAsync("DELETE FROM address_changes WHERE done_at < @Before", new { Before = changesBefore });
    }
}

/// <summary>A change of address that waits for its two codes.</summary>
public sealed record PendingAddress
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The session that asked; in no other one can it be confirmed.</summary>
    public required string SessionId { get; init; }

    public required string SignInId { get; init; }
    public required string OldEmail { get; init; }
    public required string NewEmail { get; init; }
    public required string OldCodeHash { get; init; }

    /// <summary>Null where the new address has an account already: no code fits.</summary>
    public required string? NewCodeHash { get; init; }

    public required long CodeTriesLeft { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }
}

/// <summary>A change that was made.</summary>
public sealed record AddressChange
{
    public required string SignInId { get; init; }
    public required string OldEmail { get; init; }
    public required string NewEmail { get; init; }
}

/// <summary>The address that an undone session had changed.</summary>
/// <param name="Before">The one before.</param>
/// <param name="Free">No other account has it, so it is put back.</param>
public sealed record UndoneAddress(string Before, bool Free);
