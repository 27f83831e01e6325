using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Vault.Reveals;

/// <summary>The table <c>reveal_grants</c>: what a fresh face allows, once. Every statement names the account and the session.</summary>
public sealed class RevealGrantStore : IAccountRows, ISignInUndo
{
    private const string Columns =
        "id, account_id, session_id, waits_for, entry_id, field, version, proof, created_at, expires_at, used_at";

    /// <summary>Adds a grant.</summary>
    public Task InsertAsync(DbSession tx, RevealGrantRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO reveal_grants
              (id, account_id, session_id, waits_for, entry_id, field, version, proof, created_at, expires_at, used_at)
            VALUES
              (@Id, @AccountId, @SessionId, @WaitsFor, @EntryId, @Field, @Version, @Proof, @CreatedAt, @ExpiresAt, NULL)
            """,
            row);

    /// <summary>A grant of the session, used up or not, over or not; null where it has no such one.</summary>
    public Task<RevealGrantRow?> FindAsync(DbSession session, VaultSession member, string id) =>
        session.FindAsync<RevealGrantRow>(
            $"SELECT {Columns} FROM reveal_grants WHERE id = @Id AND account_id = @Account AND session_id = @Session",
            new { Id = id, Account = member.Account.ToString(), Session = member.SessionId });

    /// <summary>Uses a grant up: of two uses at once, one gets true.</summary>
    public async Task<bool> TryUseAsync(DbSession tx, VaultSession member, string id, long now) =>
        await tx.ExecuteAsync(
            """
            UPDATE reveal_grants SET used_at = @Now
             WHERE id = @Id AND account_id = @Account AND session_id = @Session AND used_at IS NULL AND expires_at > @Now
            """,
            new { Id = id, Account = member.Account.ToString(), Session = member.SessionId, Now = now }) == 1;

    /// <summary>The grant that waits for the sign-in which this session came from; null where none does.</summary>
    public Task<RevealGrantRow?> FindWaitingAsync(DbSession session, VaultSession member, long now) =>
        session.FindAsync<RevealGrantRow>(
            $"SELECT {Columns} FROM reveal_grants WHERE account_id = @Account AND waits_for = @SignIn AND session_id IS NULL AND expires_at > @Now",
            new { Account = member.Account.ToString(), SignIn = member.SignInId, Now = now });

    /// <summary>Gives a waiting grant to the session; of two requests at once, one gets true.</summary>
    public async Task<bool> TryClaimAsync(DbSession tx, VaultSession member, string id, long now, long expiresAt) =>
        await tx.ExecuteAsync(
            """
            UPDATE reveal_grants SET session_id = @Session, waits_for = NULL, expires_at = @ExpiresAt
             WHERE id = @Id AND account_id = @Account AND waits_for = @SignIn AND session_id IS NULL AND expires_at > @Now
            """,
            new
            {
                Id = id, Account = member.Account.ToString(), Session = member.SessionId, SignIn = member.SignInId, Now = now, ExpiresAt = expiresAt,
            }) == 1;

    /// <summary>Deletes what was over at an instant.</summary>
    public Task<int> DeleteExpiredAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM reveal_grants WHERE expires_at <= @Instant", new { Instant = instant });

    /// <summary>"This wasn't me" kills every grant there is.</summary>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) => DeleteAllAsync(tx, account);

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM reveal_grants WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>A grant, as stored.</summary>
public sealed record RevealGrantRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The session that may use it; null while it waits.</summary>
    public string? SessionId { get; init; }

    /// <summary>The sign-in that a mailed code is to finish first; null where nothing is waited for.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>The entry; null for an export of the whole vault.</summary>
    public string? EntryId { get; init; }

    /// <summary>A <see cref="SecretField"/> by name, or <see cref="Export"/>.</summary>
    public required string Field { get; init; }

    public required long Version { get; init; }

    /// <summary>A <see cref="RevealProof"/> by name.</summary>
    public required string Proof { get; init; }

    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }
    public long? UsedAt { get; init; }

    /// <summary>What stands for the whole vault in <see cref="Field"/>.</summary>
    public const string Export = "Export";
}

/// <summary>What a grant was given for; stored by name.</summary>
public enum RevealProof
{
    /// <summary>A fresh photo of the owner's face.</summary>
    Face,

    /// <summary>A recovery code on a remembered device, while the face engine was down.</summary>
    RecoveryCode,
}
