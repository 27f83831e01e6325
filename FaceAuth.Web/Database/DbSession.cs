using System.Data.Common;
using Dapper;
using FaceAuth.Database.Dialects;

namespace FaceAuth.Database;

/// <summary>
/// One connection lent by <see cref="Db"/>, inside a transaction or not. Every statement runs under the database's
/// watchdog; the caller's cancellation takes effect between statements, and each one is bounded by the database's limit.
/// </summary>
public sealed class DbSession(IDialect dialect, DbConnection connection, DbTransaction? transaction, CancellationToken ct)
{
    /// <summary>What differs between the databases.</summary>
    public IDialect Dialect { get; } = dialect;

    /// <summary>All rows of a query.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        [.. await GuardAsync(() => connection.QueryAsync<T>(Command(sql, parameters)))];

    /// <summary>The one row of a query, or null; more than one is a fault.</summary>
    public Task<T?> FindAsync<T>(string sql, object? parameters = null) where T : class =>
        GuardAsync(() => connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters)));

    /// <summary>The first column of the first row.</summary>
    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        GuardAsync(() => connection.ExecuteScalarAsync<T>(Command(sql, parameters)));

    /// <summary>Runs a statement and returns the number of affected rows (those that matched, also where nothing changed).</summary>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        GuardAsync(() => connection.ExecuteAsync(Command(sql, parameters)));

    /// <summary>Runs an insert; false where a unique key was already taken.</summary>
    public async Task<bool> TryInsertAsync(string sql, object parameters)
    {
        try
        {
            await ExecuteAsync(sql, parameters);
            return true;
        }
        catch (DbException fault) when (Dialect.IsUniqueViolation(fault))
        {
            return false;
        }
    }

    /// <summary>
    /// Calls <paramref name="row"/> for each row of a query, none of which is kept; the number of rows. The whole query is one
    /// call under the watchdog, so it must be bounded (LIMIT).
    /// </summary>
    public Task<int> StreamAsync(string sql, object? parameters, Action<RowCells> row) => GuardAsync(async () =>
    {
        await using var reader = await connection.ExecuteReaderAsync(Command(sql, parameters));
        var cells = Dialect.Cells(reader is IWrappedDataReader { Reader: DbDataReader drivers } ? drivers : reader);
        var rows = 0;
        for (; await reader.ReadAsync(CancellationToken.None); rows++)
            row(cells);
        return rows;
    });

    // No token goes to the driver: MySql.Data ignores it, and SQLite's calls are over before it could be used.
    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction);

    private async Task<T> GuardAsync<T>(Func<Task<T>> call)
    {
        ct.ThrowIfCancellationRequested();
        Task<T>? answer = null;
        await Dialect.GuardAsync(connection, () => answer = call());
        return await answer!;
    }
}
