using System.Data.Common;
using Dapper;
using FaceAuth.Database.Dialects;

namespace FaceAuth.Database;

/// <summary>
/// The door to the database. <see cref="ReadAsync"/> and <see cref="WriteAsync{T}"/> lend a <see cref="DbSession"/>;
/// features' stores write their SQL against it and never see a connection.
/// </summary>
/// <remarks>
/// Seal and wrap before <see cref="WriteAsync{T}"/>: while it runs on SQLite nobody else can write, and on MySQL rows are
/// locked, so no key service, mail server or engine is called inside. A write inside a write would wait for itself on
/// SQLite; it is refused at once on both. Faults: <see cref="DatabaseUnavailableException"/> where the database cannot
/// be used, <see cref="DbException"/> where it refused a statement.
/// </remarks>
public sealed class Db(IDialect dialect)
{
    private static readonly AsyncLocal<bool> Writing = new();

    // Columns are snake_case, properties PascalCase. Dapper's switch is global to the process; it is set here only.
    static Db() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>What differs between the databases.</summary>
    public IDialect Dialect { get; } = dialect;

    /// <summary>Runs queries outside a transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        await using var lent = new Lent(await Dialect.OpenAsync(ct));
        return await work(new DbSession(Dialect, lent.Connection, null, ct));
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. A transaction that the database ended as the
    /// victim of a deadlock is run again from its start, so the work must not have effects outside the database.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        const int attempts = 5;
        if (Writing.Value)
            throw new InvalidOperationException("A write inside a write would wait for itself: pass the DbSession on instead.");
        Writing.Value = true; // seen by what this method calls, not by its caller: it is undone when the method returns
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(work, ct);
            }
            catch (DbException fault) when (attempt < attempts && Dialect.IsDeadlock(fault))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), ct);
            }
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DbSession, Task> work, CancellationToken ct) =>
        WriteAsync(async tx => { await work(tx); return 0; }, ct);

    /// <summary>
    /// Proves that the database can be read and written, by a write that changes nothing: a file system that turned
    /// read-only still answers queries.
    /// </summary>
    public Task CheckAsync(CancellationToken ct) =>
        WriteAsync(tx => tx.ExecuteAsync("UPDATE key_checks SET created_at = created_at"), ct);

    private async Task<T> OnceAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        using var turn = await Dialect.WaitForWriteTurnAsync(ct);
        await using var lent = new Lent(await Dialect.OpenAsync(ct));
        var connection = lent.Connection;
        var transaction = await Dialect.BeginWriteAsync(connection, ct);
        try
        {
            var result = await work(new DbSession(Dialect, connection, transaction, ct));

            // Not the caller's token: a commit that was sent has happened or not, and giving up waiting would hide which.
            await Dialect.GuardAsync(connection, () => transaction.CommitAsync(CancellationToken.None));
            return result;
        }
        catch
        {
            await RollBackAsync(connection, transaction);
            throw;
        }
    }

    private async Task RollBackAsync(DbConnection connection, DbTransaction transaction)
    {
        try
        {
            await Dialect.GuardAsync(connection, () => transaction.RollbackAsync(CancellationToken.None));
        }
        catch (Exception fault) when (fault is DbException or DatabaseUnavailableException or InvalidOperationException)
        {
            // The database ended the transaction itself, or the connection is lost and the transaction with it. What
            // the work failed with is the fault to tell.
        }
    }

    private readonly record struct Lent(DbConnection Connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await Connection.DisposeAsync();
            }
            catch (Exception fault) when (fault is DbException or InvalidOperationException or IOException)
            {
                // A lost connection cannot say goodbye; what its last call failed with is the fault to tell.
            }
        }
    }
}
