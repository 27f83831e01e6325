using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn;

/// <summary>The table <c>sign_ins</c>.</summary>
public sealed class SignInStore
{
    /// <summary>Adds a decision.</summary>
    public Task InsertAsync(DbSession tx, SignInRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO sign_ins (id, account_id, outcome, low_liveness, sealed_origin, at)
            VALUES (@Id, @AccountId, @Outcome, @LowLiveness, @SealedOrigin, @At)
            """,
            row);

    /// <summary>The latest decisions about an account, newest first.</summary>
    public Task<IReadOnlyList<SignInRow>> ListAsync(DbSession session, AccountId account, int limit) =>
        session.QueryAsync<SignInRow>(
            """
            SELECT id, account_id, outcome, low_liveness, sealed_origin, at
              FROM sign_ins WHERE account_id = @Account ORDER BY at DESC, id DESC LIMIT @Limit
            """,
            new { Account = account.ToString(), Limit = limit });

    /// <summary>Refused decisions about an account since an instant.</summary>
    public Task<long> CountRefusedAsync(DbSession session, AccountId account, long since) =>
        session.ScalarAsync<long>(
            "SELECT COUNT(*) FROM sign_ins WHERE account_id = @Account AND at > @Since AND outcome = @Refused",
            new { Account = account.ToString(), Since = since, Refused = nameof(SignInOutcome.Refused) });

    /// <summary>Deletes all decisions about an account.</summary>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM sign_ins WHERE account_id = @Account", new { Account = account.ToString() });

    /// <summary>Deletes decisions before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM sign_ins WHERE at < @Instant", new { Instant = instant });
}

/// <summary>One decision, as stored.</summary>
public sealed record SignInRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string Outcome { get; init; }
    public required bool LowLiveness { get; init; }
    public required byte[] SealedOrigin { get; init; }
    public required long At { get; init; }
}

/// <summary>How a recorded sign-in ended; stored by name.</summary>
public enum SignInOutcome
{
    /// <summary>Signed in.</summary>
    Finished,

    /// <summary>Not the account's face.</summary>
    Refused,
}
