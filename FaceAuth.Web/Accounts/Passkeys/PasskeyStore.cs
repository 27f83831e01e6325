using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>The tables <c>passkeys</c>, <c>passkey_ceremonies</c> and <c>passkey_uses</c>.</summary>
public sealed class PasskeyStore : IAccountRows, ISignInUndo
{
    private const string Columns =
        "id, account_id, credential_hash, sealed_credential, sealed_name, sign_count, is_backed_up, sign_in_id, created_at, last_used_at";

    /// <summary>All passkeys of an account, oldest first.</summary>
    public Task<IReadOnlyList<PasskeyRow>> ListAsync(DbSession session, AccountId account) =>
        session.QueryAsync<PasskeyRow>(
            $"SELECT {Columns} FROM passkeys WHERE account_id = @Account ORDER BY id", new { Account = account.ToString() });

    /// <summary>A passkey of an account by its credential's hash, or null.</summary>
    public Task<PasskeyRow?> FindAsync(DbSession session, AccountId account, string credentialHash) =>
        session.FindAsync<PasskeyRow>(
            $"SELECT {Columns} FROM passkeys WHERE credential_hash = @Hash AND account_id = @Account",
            new { Hash = credentialHash, Account = account.ToString() });

    /// <summary>A passkey of an account by its row's id, or null.</summary>
    public Task<PasskeyRow?> FindByIdAsync(DbSession session, AccountId account, string id) =>
        session.FindAsync<PasskeyRow>(
            $"SELECT {Columns} FROM passkeys WHERE id = @Id AND account_id = @Account", new { Id = id, Account = account.ToString() });

    /// <summary>Whose a credential is, or null where nobody has it.</summary>
    public Task<string?> FindOwnerAsync(DbSession session, string credentialHash) =>
        session.ScalarAsync<string>("SELECT account_id FROM passkeys WHERE credential_hash = @Hash", new { Hash = credentialHash });

    /// <summary>How many passkeys the account has.</summary>
    public Task<long> CountAsync(DbSession session, AccountId account) =>
        session.ScalarAsync<long>("SELECT COUNT(*) FROM passkeys WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Adds a passkey; false where its credential is somebody's already.</summary>
    public Task<bool> TryInsertAsync(DbSession tx, PasskeyRow row) =>
        tx.TryInsertAsync(
            """
            INSERT INTO passkeys (id, account_id, credential_hash, sealed_credential, sealed_name, sign_count, is_backed_up, sign_in_id, created_at, last_used_at)
            VALUES (@Id, @AccountId, @CredentialHash, @SealedCredential, @SealedName, @SignCount, @IsBackedUp, @SignInId, @CreatedAt, @LastUsedAt)
            """,
            row);

    /// <summary>
    /// Writes down one use; false where the passkey is gone, or its counter has not gone up. The comparison is made here
    /// and not on what was read before, so that of two uses of one count only the first goes through.
    /// </summary>
    public async Task<bool> UseAsync(DbSession tx, AccountId account, string id, long signCount, bool isBackedUp, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE passkeys SET sign_count = @SignCount, is_backed_up = @IsBackedUp, last_used_at = @Now
             WHERE id = @Id AND account_id = @Account AND (sign_count < @SignCount OR (sign_count = 0 AND @SignCount = 0))
            """,
            new { Id = id, Account = account.ToString(), SignCount = signCount, IsBackedUp = isBackedUp, Now = now }) == 1;

    /// <summary>Removes a passkey; false where it is not the account's.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string id) =>
        await tx.ExecuteAsync(
            "DELETE FROM passkeys WHERE id = @Id AND account_id = @Account", new { Id = id, Account = account.ToString() }) == 1;

    /// <summary>Notes that a passkey took part in a session.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="passkey">The passkey.</param>
    /// <param name="signInId">The session's sign-in.</param>
    /// <param name="now">The time.</param>
    public Task NoteUseAsync(DbSession tx, PasskeyRow passkey, string signInId, long now) =>
        tx.TryInsertAsync(
            "INSERT INTO passkey_uses (added_in, used_in, account_id, at) VALUES (@AddedIn, @UsedIn, @AccountId, @Now)",
            new { AddedIn = passkey.SignInId, UsedIn = signInId, passkey.AccountId, Now = now });

    /// <summary>
    /// For "this wasn't me": removes the passkeys that a sign-in's session added, those that were added in sessions where
    /// these had taken part, and so on, and every ceremony of the account that is still open.
    /// </summary>
    /// <returns>How many passkeys, and the other sign-ins in which they had taken part.</returns>
    public async Task<(int Passkeys, IReadOnlyList<string> SignIns)> DeleteOfSignInAsync(DbSession tx, AccountId account, string signInId)
    {
        await DeleteCeremoniesAsync(tx, account);
        var removed = 0;
        List<string> signIns = [signInId];
        for (var i = 0; i < signIns.Count; i++)
        {
            var mine = new { Account = account.ToString(), SignIn = signIns[i] };
            removed += await tx.ExecuteAsync("DELETE FROM passkeys WHERE account_id = @Account AND sign_in_id = @SignIn", mine);
            var used = await tx.QueryAsync<string>("SELECT used_in FROM passkey_uses WHERE account_id = @Account AND added_in = @SignIn", mine);
            signIns.AddRange(used.Except(signIns).ToList());
        }
        return (removed, signIns[1..]);
    }

    /// <summary>Removes notes of uses from before an instant.</summary>
    public Task DeleteUsesBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM passkey_uses WHERE at < @Instant", new { Instant = instant });

    /// <inheritdoc/>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) => DeleteOfSignInAsync(tx, account, signInId);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListProvenByAsync(DbSession session, AccountId account, string signInId) =>
        session.QueryAsync<string>(
            "SELECT used_in FROM passkey_uses WHERE account_id = @Account AND added_in = @SignIn",
            new { Account = account.ToString(), SignIn = signInId });

    /// <inheritdoc/>
    public async Task DeleteAllAsync(DbSession tx, AccountId account)
    {
        await DeleteCeremoniesAsync(tx, account);
        await tx.ExecuteAsync("DELETE FROM passkey_uses WHERE account_id = @Account", new { Account = account.ToString() });
        await tx.ExecuteAsync("DELETE FROM passkeys WHERE account_id = @Account", new { Account = account.ToString() });
    }

    /// <summary>Keeps the challenge that a browser was given.</summary>
    public Task InsertCeremonyAsync(DbSession tx, CeremonyRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO passkey_ceremonies (browser_hash, kind, account_id, sealed_state, expires_at)
            VALUES (@BrowserHash, @Kind, @AccountId, @SealedState, @ExpiresAt)
            """,
            row);

    /// <summary>
    /// Takes the ceremony that a browser holds, for the one use it has; null where there is none of this kind, it is over,
    /// or somebody else took it.
    /// </summary>
    public async Task<CeremonyRow?> TakeCeremonyAsync(DbSession tx, string browserHash, string kind, long now)
    {
        var row = await tx.FindAsync<CeremonyRow>(
            "SELECT browser_hash, kind, account_id, sealed_state, expires_at FROM passkey_ceremonies WHERE browser_hash = @Hash AND kind = @Kind",
            new { Hash = browserHash, Kind = kind });
        // Of two that read it, the one whose statement removes it has it.
        var mine = row is not null
            && await tx.ExecuteAsync("DELETE FROM passkey_ceremonies WHERE browser_hash = @Hash", new { Hash = browserHash }) == 1;
        return mine && row!.ExpiresAt > now ? row : null;
    }

    /// <summary>Removes ceremonies that are over; returns how many.</summary>
    public Task<int> DeleteEndedCeremoniesAsync(DbSession tx, long now) =>
        tx.ExecuteAsync("DELETE FROM passkey_ceremonies WHERE expires_at <= @Now", new { Now = now });

    private static Task DeleteCeremoniesAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM passkey_ceremonies WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>One passkey, as stored.</summary>
public sealed record PasskeyRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string CredentialHash { get; init; }
    public required byte[] SealedCredential { get; init; }
    public required byte[] SealedName { get; init; }
    public required long SignCount { get; init; }
    public required bool IsBackedUp { get; init; }

    /// <summary>The sign-in whose session added it.</summary>
    public required string SignInId { get; init; }
    public required long CreatedAt { get; init; }
    public long? LastUsedAt { get; init; }
}

/// <summary>One challenge, as stored.</summary>
public sealed record CeremonyRow
{
    public required string BrowserHash { get; init; }
    public required string Kind { get; init; }
    public string? AccountId { get; init; }
    public required byte[] SealedState { get; init; }
    public required long ExpiresAt { get; init; }
}
