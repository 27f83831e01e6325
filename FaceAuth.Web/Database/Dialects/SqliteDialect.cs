using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace FaceAuth.Database.Dialects;

/// <summary>A database file on this machine, in write-ahead mode.</summary>
public sealed class SqliteDialect : IDialect
{
    private const int Busy = 5, UniqueConstraint = 2067, PrimaryKeyConstraint = 1555;
    private readonly SemaphoreSlim _writer = new(1);
    private readonly string _connectionString;

    /// <param name="path">The database file; made where it is missing.</param>
    public SqliteDialect(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString();
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(ct);
            await using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";
            await pragma.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public DbConnection CreateConnection() => new SqliteConnection(_connectionString);

    /// <inheritdoc/>
    public async Task<IDisposable> WaitForWriteTurnAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        return new Turn(_writer);
    }

    /// <inheritdoc/>
    public Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: false));

    /// <inheritdoc/>
    public Task GuardAsync(DbConnection connection, Task work, CancellationToken ct) => work;

    /// <inheritdoc/>
    public bool IsUniqueViolation(DbException fault) =>
        fault is SqliteException { SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint };

    /// <inheritdoc/>
    public bool IsDeadlock(DbException fault) => fault is SqliteException { SqliteErrorCode: Busy };

    /// <inheritdoc/>
    public Task UnderLockAsync(string name, Func<Task> work, CancellationToken ct) => work();

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
