using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using FaceAuth.Database.Dialects;

namespace FaceAuth.Jobs;

/// <summary>
/// A connection for the scheduler, each of whose calls is under the database's watchdog. Without it a connection that dies
/// in silence (a failover, a lost route) would stop every job of this process until it is restarted: the MySQL driver
/// waits for ever.
/// </summary>
internal sealed class GuardedConnection(IDialect dialect) : DbConnection
{
    private readonly DbConnection _inner = dialect.CreateConnection();

    /// <summary>The driver's own connection.</summary>
    internal DbConnection Inner => _inner;

    [AllowNull]
    public override string ConnectionString
    {
        get => _inner.ConnectionString;
        set => _inner.ConnectionString = value;
    }

    public override string Database => _inner.Database;

    public override string DataSource => _inner.DataSource;

    public override string ServerVersion => _inner.ServerVersion;

    public override ConnectionState State => _inner.State;

    public override void Open() => OpenAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task OpenAsync(CancellationToken cancellationToken) =>
        dialect.GuardAsync(_inner, () => _inner.OpenAsync(CancellationToken.None));

    public override void Close() => CloseAsync().GetAwaiter().GetResult();

    // Giving a connection back to the pool talks to nobody, but undoes an open transaction, which does.
    public override Task CloseAsync() => dialect.GuardAsync(_inner, _inner.CloseAsync);

    public override void ChangeDatabase(string databaseName) =>
        throw new NotSupportedException("The scheduler's tables are in the site's one database.");

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        BeginDbTransactionAsync(isolationLevel, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        new GuardedTransaction(
            await CallAsync(() => _inner.BeginTransactionAsync(isolationLevel, CancellationToken.None).AsTask()), this);

    protected override DbCommand CreateDbCommand() => new GuardedCommand(_inner.CreateCommand()) { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override async ValueTask DisposeAsync() =>
        await dialect.GuardAsync(_inner, () => _inner.DisposeAsync().AsTask());

    /// <summary>Makes a call under the watchdog.</summary>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        T result = default!;
        await dialect.GuardAsync(_inner, async () => result = await call());
        return result;
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    internal Task CallAsync(Func<Task> call) => dialect.GuardAsync(_inner, call);
}
