using FaceAuth.Database;

namespace FaceAuth.Accounts;

/// <summary>
/// The table <c>account_events</c>: what happened to an account and another feature must act on, written in the
/// transaction in which it happened and taken by a job of that feature.
/// </summary>
public sealed class AccountEventStore : IAccountRows
{
    /// <summary>A finished sign-in was disowned: what its session revealed is to be rotated.</summary>
    public const string SignInDisowned = "sign-in-disowned";

    /// <summary>An administrator reset the account: sessions, devices and recovery codes are gone.</summary>
    public const string Reset = "account-reset";

    /// <summary>An administrator closed the account.</summary>
    public const string Closed = "account-closed";

    /// <summary>The member enrolled new photos by the link of a reset.</summary>
    public const string Reenrolled = "account-reenrolled";

    /// <summary>Adds an event.</summary>
    public Task InsertAsync(DbSession tx, AccountId account, string kind, string? signInId, long now) =>
        tx.ExecuteAsync(
            "INSERT INTO account_events (id, account_id, kind, sign_in_id, at) VALUES (@Id, @Account, @Kind, @SignInId, @Now)",
            new { Id = Guid.CreateVersion7().ToString(), Account = account.ToString(), Kind = kind, SignInId = signInId, Now = now });

    /// <summary>Some events of a kind that nobody has taken, of accounts that are there, the earliest first.</summary>
    public Task<IReadOnlyList<AccountEvent>> ListAsync(DbSession session, string kind, int count) =>
        session.QueryAsync<AccountEvent>(
            """
            SELECT id, account_id, sign_in_id FROM account_events
             WHERE kind = @Kind AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = account_events.account_id)
             ORDER BY at, id LIMIT @Count
            """,
            new { Kind = kind, Count = count });

    /// <summary>Takes an event, in the transaction of what it causes; of two that take it, one gets true.</summary>
    public async Task<bool> TryTakeAsync(DbSession tx, string id) =>
        await tx.ExecuteAsync("DELETE FROM account_events WHERE id = @Id", new { Id = id }) == 1;

    /// <summary>Deletes events before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM account_events WHERE at < @Instant", new { Instant = instant });

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM account_events WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>Something that happened to an account, as stored.</summary>
public sealed record AccountEvent
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The sign-in that it is about, where it is about one.</summary>
    public string? SignInId { get; init; }
}
