using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace FaceAuth.Database.Dialects;

/// <summary>A database file on this machine, in write-ahead mode.</summary>
/// <remarks>
/// Several processes may use the file (the site and a command line). Within this one, writers queue in
/// <see cref="WaitForWriteTurnAsync"/> without holding a thread.
/// </remarks>
public sealed class SqliteDialect : IDialect
{
    private const int ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;
    private const int Busy = 5, Locked = 6, UniqueConstraint = 2067, PrimaryKeyConstraint = 1555, RowIdConstraint = 2579;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly SemaphoreSlim _writer = new(1);
    private readonly string _path;
    private readonly TimeSpan _busyTimeout;
    private readonly string _connectionString;

    /// <param name="path">The absolute path of the database file; made where it is missing.</param>
    /// <param name="busyTimeout">How long a statement waits while another process writes.</param>
    public SqliteDialect(string path, TimeSpan busyTimeout)
    {
        _path = path;
        _busyTimeout = busyTimeout;
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        }.ToString();
    }

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public IDialect ForMigrations => this;

    /// <inheritdoc/>
    public string TableNames => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            MakePrivateFile();
            await GuardAsync(connection, () => connection.OpenAsync(ct));
            await using var pragma = connection.CreateCommand();

            // FULL: a finished sign-in or a stored password survives a power cut. secure_delete: what was deleted for
            // privacy is overwritten and does not stay in free pages.
            pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;";
            await GuardAsync(connection, () => pragma.ExecuteNonQueryAsync(ct));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public DbCommand CreateCommand() => new SqliteCommand();

    /// <inheritdoc/>
    public async Task<IDisposable> WaitForWriteTurnAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        return new Turn(_writer);
    }

    /// <inheritdoc/>
    public async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct)
    {
        // The driver waits for another process by sleeping on the thread, so it is given a second at a time.
        var sqlite = (SqliteConnection)connection;
        var usual = sqlite.DefaultTimeout;
        var start = Stopwatch.GetTimestamp();
        sqlite.DefaultTimeout = 1;
        try
        {
            while (true)
            {
                try
                {
                    DbTransaction? transaction = null;
                    await GuardAsync(connection, () =>
                    {
                        transaction = sqlite.BeginTransaction(deferred: false);
                        return Task.CompletedTask;
                    });
                    return transaction!;
                }
                catch (SqliteException fault) when (IsDeadlock(fault))
                {
                    if (Stopwatch.GetElapsedTime(start) >= _busyTimeout)
                        throw Unavailable($"has been written by another process for {_busyTimeout}. Look whether it hangs.", fault);
                    await Task.Delay(Pause, ct);
                }
            }
        }
        finally
        {
            sqlite.DefaultTimeout = usual;
        }
    }

    /// <inheritdoc/>
    public async Task GuardAsync(DbConnection connection, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (SqliteException fault) when (Words(fault) is { } words)
        {
            throw Unavailable(words, fault);
        }
    }

    /// <inheritdoc/>
    public bool IsUniqueViolation(DbException fault) => fault is SqliteException
    {
        SqliteExtendedErrorCode: UniqueConstraint or PrimaryKeyConstraint or RowIdConstraint,
    };

    /// <inheritdoc/>
    public bool IsDeadlock(DbException fault) => fault is SqliteException { SqliteErrorCode: Busy or Locked };

    /// <inheritdoc/>
    // SQLite has no code of its own for it; CREATE … IF NOT EXISTS covers everything but a column.
    public bool IsAlreadyThere(DbException fault) =>
        fault is SqliteException { SqliteErrorCode: 1 } && fault.Message.Contains("duplicate column name", StringComparison.Ordinal);

    /// <inheritdoc/>
    public RowCells Cells(DbDataReader reader) => new SqliteCells((SqliteDataReader)reader);

    /// <inheritdoc/>
    public string Adapt(string statement) => statement;

    /// <inheritdoc/>
    public async Task UnderLockAsync(string name, TimeSpan limit, Func<Task> work, CancellationToken ct)
    {
        var path = $"{_path}.{name}.lock";
        await using var held = await FileLock.TakeAsync(path, limit, ct)
            ?? throw new DatabaseUnavailableException(
                $"Another process has held {path} for {limit}. If none is starting, end it; then start again.");
        await work();
    }

    /// <summary>Closes the file where nobody uses it.</summary>
    public void ClosePool()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private DatabaseUnavailableException Unavailable(string words, Exception fault) =>
        new($"The database file {_path} (Database:Sqlite:Path) {words}", fault);

    private static string? Words(SqliteException fault) => fault.SqliteErrorCode switch
    {
        ReadOnly => "cannot be written: it, its folder or the disk is read-only. Give this user the right to write there.",
        InputOutput => "cannot be read or written: the disk reports an error. Check the disk.",
        Corrupt => "is damaged. Restore it from a backup.",
        Full => "cannot grow: the disk is full. Make room; nothing was half written.",
        CannotOpen => "cannot be opened or made. Check that its folder exists and that this user may write there.",
        NotADatabase => "is not a database. Check the path, or restore it from a backup.",
        _ => null,
    };

    // SQLite would make it readable for everybody who may enter the folder, and it holds names and addresses.
    private void MakePrivateFile()
    {
        if (OperatingSystem.IsWindows() || File.Exists(_path))
            return;
        try
        {
            new FileStream(_path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        catch (IOException) when (File.Exists(_path))
        {
            // Another process was faster.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unavailable($"cannot be made: {fault.Message}", fault);
        }
    }

    private sealed class Turn(SemaphoreSlim writer) : IDisposable
    {
        public void Dispose() => writer.Release();
    }
}
