using FaceAuth.Accounts;
using FaceAuth.Database;

namespace FaceAuth.Vault.Reveals;

/// <summary>The table <c>reveals</c>: what was shown in which session.</summary>
public sealed class RevealStore : IAccountRows
{
    private const string Columns = "id, account_id, session_id, sign_in_id, entry_id, field, sealed_facts, at, mailed_at";

    /// <summary>Adds a reveal.</summary>
    public Task InsertAsync(DbSession tx, RevealRow row) =>
        tx.ExecuteAsync(
            """
            INSERT INTO reveals (id, account_id, session_id, sign_in_id, entry_id, field, sealed_facts, at, mailed_at)
            VALUES (@Id, @AccountId, @SessionId, @SignInId, @EntryId, @Field, @SealedFacts, @At, NULL)
            """,
            row);

    /// <summary>Some sessions with reveals that no mail told yet and that have ended, the earliest first.</summary>
    public Task<IReadOnlyList<EndedReveals>> ListEndedAsync(DbSession session, long now, int count) =>
        session.QueryAsync<EndedReveals>(
            """
            SELECT account_id, session_id, MIN(at) AS first_at FROM reveals
             WHERE mailed_at IS NULL
               AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = reveals.account_id)
               AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.session_id = reveals.session_id AND sessions.expires_at > @Now)
             GROUP BY account_id, session_id ORDER BY first_at LIMIT @Count
            """,
            new { Now = now, Count = count });

    /// <summary>The reveals of a session that no mail told yet, in their order.</summary>
    public Task<IReadOnlyList<RevealRow>> ListUnmailedAsync(DbSession session, AccountId account, string sessionId) =>
        session.QueryAsync<RevealRow>(
            $"SELECT {Columns} FROM reveals WHERE account_id = @Account AND session_id = @Session AND mailed_at IS NULL ORDER BY at, id",
            new { Account = account.ToString(), Session = sessionId });

    /// <summary>Says that the mail tells some reveals; returns how many no other one told meanwhile.</summary>
    public Task<int> NoteMailedAsync(DbSession tx, AccountId account, IReadOnlyList<string> ids, long now) =>
        tx.ExecuteAsync(
            "UPDATE reveals SET mailed_at = @Now WHERE account_id = @Account AND id IN @Ids AND mailed_at IS NULL",
            new { Account = account.ToString(), Ids = ids, Now = now });

    /// <summary>What was shown in a session.</summary>
    public Task<IReadOnlyList<RevealRow>> ListOfSessionAsync(DbSession session, AccountId account, string sessionId) =>
        session.QueryAsync<RevealRow>(
            $"SELECT {Columns} FROM reveals WHERE account_id = @Account AND session_id = @Session ORDER BY at, id",
            new { Account = account.ToString(), Session = sessionId });

    /// <summary>What was shown in the sessions of a sign-in.</summary>
    public Task<IReadOnlyList<RevealRow>> ListOfSignInAsync(DbSession session, AccountId account, string signInId) =>
        session.QueryAsync<RevealRow>(
            $"SELECT {Columns} FROM reveals WHERE account_id = @Account AND sign_in_id = @SignIn ORDER BY at, id",
            new { Account = account.ToString(), SignIn = signInId });

    /// <summary>Deletes reveals before an instant that a mail has told.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM reveals WHERE at < @Instant AND mailed_at IS NOT NULL", new { Instant = instant });

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM reveals WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>A reveal, as stored.</summary>
public sealed record RevealRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string SessionId { get; init; }
    public required string SignInId { get; init; }

    /// <summary>The entry; null for an export of the whole vault.</summary>
    public string? EntryId { get; init; }

    public required string Field { get; init; }
    public required byte[] SealedFacts { get; init; }
    public required long At { get; init; }
    public long? MailedAt { get; init; }
}

/// <summary>A session that has ended and whose reveals no mail told yet.</summary>
public sealed record EndedReveals
{
    public required string AccountId { get; init; }
    public required string SessionId { get; init; }
    public long FirstAt { get; init; }
}
