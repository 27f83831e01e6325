using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace FaceAuth.Jobs;

/// <summary>A statement on a <see cref="GuardedConnection"/>; the scheduler makes it first and gives it its connection then.</summary>
internal sealed class GuardedCommand(DbCommand inner) : DbCommand
{
    private GuardedConnection? _connection;
    private GuardedTransaction? _transaction;

    [AllowNull]
    public override string CommandText
    {
        get => inner.CommandText;
        set => inner.CommandText = value;
    }

    public override int CommandTimeout
    {
        get => inner.CommandTimeout;
        set => inner.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => inner.CommandType;
        set => inner.CommandType = value;
    }

    public override bool DesignTimeVisible
    {
        get => inner.DesignTimeVisible;
        set => inner.DesignTimeVisible = value;
    }

    public override UpdateRowSource UpdatedRowSource
    {
        get => inner.UpdatedRowSource;
        set => inner.UpdatedRowSource = value;
    }

    protected override DbConnection? DbConnection
    {
        get => _connection;
        set => inner.Connection = (_connection = (GuardedConnection?)value)?.Inner;
    }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set => inner.Transaction = (_transaction = (GuardedTransaction?)value)?.Inner;
    }

    private GuardedConnection Connected => _connection ?? throw new InvalidOperationException("The statement has no connection.");

    public override void Cancel() => inner.Cancel();

    public override void Prepare()
    {
        // The driver would ask the server once more for each statement, and gain nothing on statements that run once.
    }

    public override int ExecuteNonQuery() => ExecuteNonQueryAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override object? ExecuteScalar() => ExecuteScalarAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        Connected.CallAsync(() => inner.ExecuteNonQueryAsync(CancellationToken.None));

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        Connected.CallAsync(() => inner.ExecuteScalarAsync(CancellationToken.None));

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        ExecuteDbDataReaderAsync(behavior, CancellationToken.None).GetAwaiter().GetResult();

    // The rows that follow are not guarded one by one: the scheduler's answers are short and come with the first packet.
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        Connected.CallAsync(() => inner.ExecuteReaderAsync(behavior, CancellationToken.None));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
    }
}
