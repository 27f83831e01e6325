using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MySql.Data.MySqlClient;

namespace FaceAuth.Database.Dialects;

/// <summary>A MySQL 8 or MariaDB server over MySQL Connector/NET; what its traps are: docs/decisions/0003-mysql-driver.md.</summary>
public sealed partial class MySqlDialect : IDialect
{
    // Opening holds a thread: the driver's synchronous way is the only one that keeps its limit and closes the socket
    // of a server that accepts and says nothing.
    private const int OpenAtOnce = 16;

    // Nothing waits inside a transaction: a process that is suspended in one must not keep its rows from all others.
    private const int IdleTransactionSeconds = 3;

    private readonly SemaphoreSlim _opening = new(OpenAtOnce);
    private readonly string _server;
    private readonly string _connectionString;
    private readonly string _sessionSettings;
    private readonly TimeSpan _callTimeout;

    /// <param name="options">Validated options.</param>
    public MySqlDialect(MySqlOptions options) : this(options, options.StatementTimeout, options.CallTimeout) =>
        ForMigrations = new MySqlDialect(
            options, options.MigrationTimeout, options.MigrationTimeout + (options.CallTimeout - options.StatementTimeout));

    private MySqlDialect(MySqlOptions options, TimeSpan statementTimeout, TimeSpan callTimeout)
    {
        _callTimeout = callTimeout;
        _connectionString = ConnectionString(options);
        _sessionSettings = SessionSettings(statementTimeout, options.LockTimeout);
        var parsed = new MySqlConnectionStringBuilder(_connectionString);
        _server = $"The database server {parsed.Server}:{parsed.Port} (Database:MySql:ConnectionString)";
        ForMigrations = this;
    }

    /// <inheritdoc/>
    public string Name => "mysql";

    /// <inheritdoc/>
    public IDialect ForMigrations { get; }

    /// <inheritdoc/>
    public string TableNames =>
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'";

    /// <inheritdoc/>
    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new MySqlConnection(_connectionString);
        try
        {
            await ConnectAsync(connection, ct);
            await using var command = connection.CreateCommand();
            command.CommandText = _sessionSettings;
            await GuardAsync(connection, () => command.ExecuteNonQueryAsync(CancellationToken.None));
            return connection;
        }
        catch
        {
            await DiscardAsync(connection);
            throw;
        }
    }

    /// <inheritdoc/>
    public DbCommand CreateCommand() => new MySqlCommand();

    /// <inheritdoc/>
    public Task<IDisposable> WaitForWriteTurnAsync(CancellationToken ct) => Task.FromResult<IDisposable>(NoTurn.Instance);

    /// <inheritdoc/>
    public async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct)
    {
        DbTransaction? transaction = null;

        // READ COMMITTED on purpose: stores decide by the rows that a conditional UPDATE affected, never by a snapshot,
        // and without gap locks two inserts side by side do not end as a deadlock.
        await GuardAsync(connection, async () =>
            transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, CancellationToken.None));
        return transaction!;
    }

    /// <inheritdoc/>
    public async Task GuardAsync(DbConnection connection, Func<Task> call)
    {
        try
        {
            await MySqlWatchdog.RunAsync((MySqlConnection)connection, call, _callTimeout);
        }
        catch (Exception fault) when (MySqlFaults.Words(fault) is { } words)
        {
            throw new DatabaseUnavailableException($"{_server} {words}", fault);
        }
    }

    /// <inheritdoc/>
    public bool IsUniqueViolation(DbException fault) => fault is MySqlException { Number: MySqlFaults.DuplicateEntry };

    /// <inheritdoc/>
    public bool IsDeadlock(DbException fault) => fault is MySqlException { Number: MySqlFaults.Deadlock or MySqlFaults.LockWait };

    /// <inheritdoc/>
    public bool IsAlreadyThere(DbException fault) => fault is MySqlException
    {
        Number: MySqlFaults.TableExists or MySqlFaults.DuplicateColumn or MySqlFaults.DuplicateKeyName or MySqlFaults.CannotDrop,
    };

    /// <inheritdoc/>
    // MariaDB and SQLite know CREATE INDEX IF NOT EXISTS, MySQL does not: without the words, IsAlreadyThere says the same.
    public string Adapt(string statement) => CreateIndexIfNotExists().Replace(statement, "$1 ");

    /// <inheritdoc/>
    public async Task UnderLockAsync(string name, TimeSpan limit, Func<Task> work, CancellationToken ct)
    {
        // The server frees it when the connection ends, however it ends. Its names are one space for the whole server.
        await using var connection = await OpenAsync(ct);
        var lockName = LockName(name, connection.Database);
        await TakeLockAsync(connection, lockName, limit, ct);
        try
        {
            await work();
        }
        finally
        {
            await ReleaseLockAsync(connection, lockName);
        }
    }

    private async Task ConnectAsync(MySqlConnection connection, CancellationToken ct)
    {
        await _opening.WaitAsync(ct);
        try
        {
            // The driver's limit ends with the handshake; a line that dies while it then asks for its settings needs ours.
            // A thread of its own: what the driver starts while it opens needs the pool's, and a burst of openings that
            // held those would wait for itself.
            await MySqlWatchdog.RunAsync(
                connection,
                () => Task.Factory.StartNew(connection.Open, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
                _callTimeout);
        }
        catch (Exception fault) when (MySqlFaults.Words(fault) is { } words)
        {
            throw new DatabaseUnavailableException($"{_server} {words}", fault);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Gives up a connection that could not be opened; what is told is why it could not.</summary>
    private async Task DiscardAsync(MySqlConnection connection)
    {
        try
        {
            await MySqlWatchdog.RunAsync(connection, () => connection.DisposeAsync().AsTask(), _callTimeout);
        }
        catch (Exception fault) when (MySqlFaults.Words(fault) is not null)
        {
            // Nobody answers the good-bye either.
        }
    }

    private async Task ReleaseLockAsync(DbConnection connection, string lockName)
    {
        try
        {
            await LockCommandAsync(connection, "SELECT RELEASE_LOCK(@name)", lockName);
        }
        catch (DatabaseUnavailableException)
        {
            // The connection is gone and the lock with it; the work's own fault, if any, is the one to tell.
        }
    }

    /// <summary>Closes the connections that nobody uses.</summary>
    public void ClosePool()
    {
        using var connection = new MySqlConnection(_connectionString);
        MySqlConnection.ClearPool(connection);
    }

    private async Task TakeLockAsync(DbConnection connection, string lockName, TimeSpan limit, CancellationToken ct)
    {
        // A second at a time, so that the wait stays under the limit of one statement and can be cancelled.
        var start = Stopwatch.GetTimestamp();
        while (await LockCommandAsync(connection, "SELECT GET_LOCK(@name, 1)", lockName) != 1)
        {
            ct.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(start) >= limit)
                throw new DatabaseUnavailableException(
                    $"Another process has held the server's lock {lockName} for {limit}. If none is starting, end its connection; then start again.");
        }
    }

    private async Task<long?> LockCommandAsync(DbConnection connection, string sql, string lockName)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@name", lockName);
        command.Parameters.Add(parameter);
        object? answer = null;
        await GuardAsync(connection, async () => answer = await command.ExecuteScalarAsync(CancellationToken.None));
        return answer is null or DBNull ? null : Convert.ToInt64(answer, CultureInfo.InvariantCulture);
    }

    // At most 64 characters (MySQL 8, GET_LOCK).
    private static string LockName(string name, string database) =>
        "faceauth-" + name + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..32];

    private static string ConnectionString(MySqlOptions options) => new MySqlConnectionStringBuilder(options.ConnectionString)
    {
        Pooling = true,
        ConnectionReset = true,          // a lent connection brings no variable, lock or transaction of its last user
        ConnectionTimeout = (uint)Math.Ceiling(Math.Min(options.CallTimeout.TotalSeconds, 15)),
        DefaultCommandTimeout = 0,       // the driver's own limit hangs with async calls; the server and the watchdog have one
        Keepalive = 0,                   // the driver sets it by a call that exists on Windows only, and fails elsewhere
        AllowLoadLocalInfile = false,    // or a server could ask for this machine's files
        AllowUserVariables = false,
        UseAffectedRows = false,         // rows that matched, as SQLite counts
        CharacterSet = "utf8mb4",
        PersistSecurityInfo = false,
    }.ConnectionString;

    // One round trip. MariaDB reads what stands in /*M! and skips /*!80000; MySQL 8 does the reverse.
    private static string SessionSettings(TimeSpan statement, TimeSpan lockWait) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY',
             time_zone = '+00:00',
             innodb_lock_wait_timeout = {Math.Ceiling(lockWait.TotalSeconds)},
             lock_wait_timeout = {Math.Ceiling(lockWait.TotalSeconds)}
             /*M!100100 , max_statement_time = {statement.TotalSeconds} */
             /*M!100300 , idle_write_transaction_timeout = {IdleTransactionSeconds} */
             /*!80000 , max_execution_time = {Math.Ceiling(statement.TotalMilliseconds)} */
         """);

    [GeneratedRegex(@"^\s*(CREATE\s+(?:UNIQUE\s+)?INDEX)\s+IF\s+NOT\s+EXISTS\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex CreateIndexIfNotExists();

    private sealed class NoTurn : IDisposable
    {
        public static readonly NoTurn Instance = new();

        public void Dispose() { }
    }
}
