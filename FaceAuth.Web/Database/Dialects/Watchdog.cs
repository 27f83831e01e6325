using MySql.Data.MySqlClient;

namespace FaceAuth.Database.Dialects;

/// <summary>
/// Ends a call of the MySQL driver that nobody answers. The driver has no working limit of its own for asynchronous
/// calls and ignores cancellation, so a dead network would hold the caller for ever.
/// </summary>
internal static class Watchdog
{
    /// <summary>Makes the call; after <paramref name="limit"/> closes the connection's socket, which ends the call.</summary>
    public static async Task RunAsync(MySqlConnection connection, Func<Task> call, TimeSpan limit)
    {
        var answer = call();
        try
        {
            await answer.WaitAsync(limit);
        }
        catch (TimeoutException fault) when (!answer.IsCompleted)
        {
            throw new DatabaseUnavailableException($"The database server did not answer within {limit}.", fault);
        }
    }
}
