using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Recovery;

/// <summary>The table <c>recovery_codes</c>.</summary>
public sealed class RecoveryCodeStore : IAccountRows, ISignInUndo
{
    /// <summary>Adds a code.</summary>
    public Task InsertAsync(DbSession tx, RecoveryCodeRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO recovery_codes (id, account_id, code_hash, sign_in_id, created_at)
            VALUES (@Id, @AccountId, @CodeHash, @SignInId, @CreatedAt)
            """,
            row);

    /// <summary>How many codes of an account can still be used.</summary>
    public Task<long> CountLeftAsync(DbSession session, AccountId account) =>
        session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM recovery_codes WHERE account_id = @Account AND used_at IS NULL AND replaced_at IS NULL",
            new { Account = account.ToString() });

    /// <summary>Whether an account was ever given codes that are not replaced; also where all of them are used.</summary>
    public async Task<bool> HasSetAsync(DbSession session, AccountId account) =>
        await session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM recovery_codes WHERE account_id = @Account AND replaced_at IS NULL",
            new { Account = account.ToString() }) > 0;

    /// <summary>Whether the account has this code and it can still be used.</summary>
    public async Task<bool> IsUsableAsync(DbSession session, AccountId account, string codeHash) =>
        await session.ScalarAsync<long>(
            """
            SELECT COUNT(*) FROM recovery_codes
             WHERE account_id = @Account AND code_hash = @CodeHash AND used_at IS NULL AND replaced_at IS NULL
            """,
            new { Account = account.ToString(), CodeHash = codeHash }) == 1;

    /// <summary>Uses a code up; of two that do at once, one gets true.</summary>
    public async Task<bool> TryUseAsync(DbSession tx, AccountId account, string codeHash, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE recovery_codes SET used_at = @Now
             WHERE account_id = @Account AND code_hash = @CodeHash AND used_at IS NULL AND replaced_at IS NULL
            """,
            new { Account = account.ToString(), CodeHash = codeHash, Now = now }) == 1;

    /// <summary>Notes the sign-in that a used code proved, or in whose session it was given.</summary>
    public Task NoteUseAsync(DbSession tx, AccountId account, string codeHash, string signInId) =>
        tx.ExecuteAsync(
            "UPDATE recovery_codes SET used_in = @SignIn WHERE account_id = @Account AND code_hash = @CodeHash",
            new { Account = account.ToString(), CodeHash = codeHash, SignIn = signInId });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListProvenByAsync(DbSession session, AccountId account, string signInId) =>
        session.QueryAsync<string>(
            "SELECT used_in FROM recovery_codes WHERE account_id = @Account AND sign_in_id = @SignIn AND used_in IS NOT NULL",
            new { Account = account.ToString(), SignIn = signInId });

    /// <summary>The codes there are give way to a set that a sign-in makes.</summary>
    public Task ReplaceAllAsync(DbSession tx, AccountId account, string signInId, long now) =>
        tx.ExecuteAsync(
            """
            UPDATE recovery_codes SET replaced_at = @Now, replaced_in = @SignIn
             WHERE account_id = @Account AND replaced_at IS NULL
            """,
            new { Account = account.ToString(), SignIn = signInId, Now = now });

    /// <summary>
    /// Takes back what the session of a sign-in did: the codes that it made are deleted, and those that it replaced come back
    /// as far as they are unused. Where a later sign-in has replaced the sign-in's codes, the ones before them count as
    /// replaced by that one: they come back when it is disowned too. Part of the transaction that disowns, under the
    /// account's lock.
    /// </summary>
    public async Task UndoAsync(DbSession tx, AccountId account, string signInId, long now)
    {
        var mine = new { Account = account.ToString(), SignIn = signInId, Now = now };
        var live = await tx.ScalarAsync<long>(
            "SELECT COUNT(*) FROM recovery_codes WHERE account_id = @Account AND sign_in_id = @SignIn AND replaced_at IS NULL", mine);
        var later = await tx.ScalarAsync<string?>(
            """
            SELECT MAX(replaced_in) FROM recovery_codes
             WHERE account_id = @Account AND sign_in_id = @SignIn AND replaced_in <> @SignIn
            """, mine);
        await tx.ExecuteAsync("DELETE FROM recovery_codes WHERE account_id = @Account AND sign_in_id = @SignIn", mine);
        if (live == 0 && later is not null)
        {
            await tx.ExecuteAsync(
                "UPDATE recovery_codes SET replaced_in = @Later, replaced_at = @Now WHERE account_id = @Account AND replaced_in = @SignIn",
                new { mine.Account, mine.SignIn, mine.Now, Later = later });
            return;
        }
        await tx.ExecuteAsync(
            """
            UPDATE recovery_codes SET replaced_at = NULL, replaced_in = NULL
             WHERE account_id = @Account AND replaced_in = @SignIn AND used_at IS NULL
            """, mine);
    }

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM recovery_codes WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes sets that were replaced before an instant.</summary>
    public Task<int> DeleteReplacedBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM recovery_codes WHERE replaced_at < @Instant", new { Instant = instant });
}

/// <summary>One recovery code, as stored.</summary>
public sealed record RecoveryCodeRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string CodeHash { get; init; }

    /// <summary>The sign-in whose session made it.</summary>
    public required string SignInId { get; init; }

    public required long CreatedAt { get; init; }
}
