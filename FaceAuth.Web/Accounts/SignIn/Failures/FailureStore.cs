using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn.Failures;

/// <summary>The table <c>failures</c>.</summary>
public sealed class FailureStore : IAccountRows
{
    /// <summary>
    /// Counts a try as a failure before it is made, unless the way is closed or its wait is not over: one statement, so
    /// that of any number at once, in any number of processes, no more get through than the counter allows.
    /// </summary>
    public async Task<bool> TryCountAsync(DbSession tx, string subject, SignInWay way, FailureLimits limits, long now)
    {
        // The row is written before it is inserted: many inserts of one key at once would end each other as deadlocks.
        return await UpdateAsync()
            || await FindAsync(tx, subject, way) is null && (await InsertAsync(tx, subject, way, now) || await UpdateAsync());

        async Task<bool> UpdateAsync() => await tx.ExecuteAsync(
            """
            UPDATE failures SET failures = failures + 1, last_at = @Now
             WHERE subject = @Subject AND way = @Way AND failures < @CloseAt
               AND (failures < @WaitFrom OR last_at <= @WaitedSince)
            """,
            new
            {
                Subject = subject, Way = way.ToString(), Now = now, limits.CloseAt, limits.WaitFrom, WaitedSince = now - limits.WaitMilliseconds,
            }) == 1;
    }

    /// <summary>Counts a failure without asking for a wait (a mistyped code, whose tries are few already).</summary>
    public async Task CountAsync(DbSession tx, string subject, SignInWay way, long now)
    {
        if (!await UpdateAsync() && !await InsertAsync(tx, subject, way, now))
            await UpdateAsync();

        async Task<bool> UpdateAsync() => await tx.ExecuteAsync(
            "UPDATE failures SET failures = failures + 1, last_at = @Now WHERE subject = @Subject AND way = @Way",
            new { Subject = subject, Way = way.ToString(), Now = now }) == 1;
    }

    /// <summary>Takes one counted try back: it was no failure.</summary>
    public Task GiveBackAsync(DbSession tx, string subject, SignInWay way) =>
        tx.ExecuteAsync(
            "UPDATE failures SET failures = failures - 1 WHERE subject = @Subject AND way = @Way AND failures > 0",
            new { Subject = subject, Way = way.ToString() });

    /// <summary>No failure in a row any more.</summary>
    public Task ResetAsync(DbSession tx, string subject, SignInWay way) =>
        tx.ExecuteAsync(
            "UPDATE failures SET failures = 0 WHERE subject = @Subject AND way = @Way",
            new { Subject = subject, Way = way.ToString() });

    /// <summary>The counter, or null where nothing was counted yet.</summary>
    public Task<FailureRow?> FindAsync(DbSession session, string subject, SignInWay way) =>
        session.FindAsync<FailureRow>(
            "SELECT failures, last_at FROM failures WHERE subject = @Subject AND way = @Way",
            new { Subject = subject, Way = way.ToString() });

    private static Task<bool> InsertAsync(DbSession tx, string subject, SignInWay way, long now) =>
        tx.TryInsertAsync(
            "INSERT INTO failures (subject, way, failures, last_at) VALUES (@Subject, @Way, 1, @Now)",
            new { Subject = subject, Way = way.ToString(), Now = now });

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM failures WHERE subject = @Account", new { Account = account.ToString() });

    /// <summary>Deletes counters of addresses that have no account; those of accounts stay until a success.</summary>
    public Task<int> DeleteUnknownBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync(
            """
            DELETE FROM failures
             WHERE last_at < @Instant AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = failures.subject)
            """,
            new { Instant = instant });
}

/// <summary>One counter, as stored.</summary>
public sealed record FailureRow
{
    public required long Failures { get; init; }
    public required long LastAt { get; init; }
}

/// <summary>When a way makes people wait and when it closes.</summary>
/// <param name="WaitFrom">So many failures in a row, and each further try waits.</param>
/// <param name="WaitMilliseconds">The wait.</param>
/// <param name="CloseAt">So many failures in a row, and the way is closed.</param>
public readonly record struct FailureLimits(long WaitFrom, long WaitMilliseconds, long CloseAt);
