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
    private DbConnection? _inner;

    /// <summary>The driver's own connection; null until it is open.</summary>
    internal DbConnection? Inner => _inner;

    /// <summary>Not told: the dialect keeps its connection string, with the password in it, to itself.</summary>
    [AllowNull]
    public override string ConnectionString
    {
        get => "";
        set => throw new NotSupportedException("The dialect says where the database is.");
    }

    public override string Database => _inner?.Database ?? "";

    public override string DataSource => _inner?.DataSource ?? "";

    public override string ServerVersion => Opened.ServerVersion;

    public override ConnectionState State => _inner?.State ?? ConnectionState.Closed;

    private DbConnection Opened => _inner ?? throw new InvalidOperationException("The connection is not open.");

    public override void Open() => OpenAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task OpenAsync(CancellationToken cancellationToken) =>
        _inner = await dialect.OpenAsync(cancellationToken);

    public override void Close() => CloseAsync().GetAwaiter().GetResult();

    // Giving a connection back to the pool talks to nobody, but undoes an open transaction, which does.
    public override Task CloseAsync() =>
        _inner is { } inner ? dialect.GuardAsync(inner, inner.CloseAsync) : Task.CompletedTask;

    public override void ChangeDatabase(string databaseName) =>
        throw new NotSupportedException("The scheduler's tables are in the site's one database.");

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        BeginDbTransactionAsync(isolationLevel, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        new GuardedTransaction(
            await CallAsync(() => Opened.BeginTransactionAsync(isolationLevel, CancellationToken.None).AsTask()), this);

    protected override DbCommand CreateDbCommand() => new GuardedCommand(dialect.CreateCommand()) { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _inner, null) is { } inner)
            await dialect.GuardAsync(inner, () => inner.DisposeAsync().AsTask());
    }

    /// <summary>Makes a call under the watchdog.</summary>
    internal async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        T result = default!;
        await dialect.GuardAsync(Opened, async () => result = await call());
        return result;
    }

    /// <inheritdoc cref="CallAsync{T}"/>
    internal Task CallAsync(Func<Task> call) => dialect.GuardAsync(Opened, call);
}
