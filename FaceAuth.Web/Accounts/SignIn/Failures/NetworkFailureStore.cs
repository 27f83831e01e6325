using FaceAuth.Database;

namespace FaceAuth.Accounts.SignIn.Failures;

/// <summary>The table <c>network_failures</c>.</summary>
public sealed class NetworkFailureStore
{
    /// <summary>Counts one failure from a network in a window of time.</summary>
    public async Task CountAsync(DbSession tx, string networkHash, long windowStart)
    {
        var row = new { NetworkHash = networkHash, WindowStart = windowStart };
        // Written before it is inserted, as the counters of accounts are.
        if (!await UpdateAsync() && !await tx.TryInsertAsync(
            "INSERT INTO network_failures (network_hash, window_start, failures) VALUES (@NetworkHash, @WindowStart, 1)", row))
            await UpdateAsync();

        async Task<bool> UpdateAsync() => await tx.ExecuteAsync(
            """
            UPDATE network_failures SET failures = failures + 1
             WHERE network_hash = @NetworkHash AND window_start = @WindowStart
            """, row) == 1;
    }

    /// <summary>Failures from a network in the window.</summary>
    public Task<long> ReadAsync(DbSession session, string networkHash, long windowStart) =>
        session.ScalarAsync<long>(
            "SELECT COALESCE(SUM(failures), 0) FROM network_failures WHERE network_hash = @NetworkHash AND window_start = @WindowStart",
            new { NetworkHash = networkHash, WindowStart = windowStart });

    /// <summary>Deletes windows that began before an instant.</summary>
    public Task<int> DeleteBeforeAsync(DbSession tx, long instant) =>
        tx.ExecuteAsync("DELETE FROM network_failures WHERE window_start < @Instant", new { Instant = instant });
}
