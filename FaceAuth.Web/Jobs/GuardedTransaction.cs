using System.Data;
using System.Data.Common;

namespace FaceAuth.Jobs;

/// <summary>A transaction on a <see cref="GuardedConnection"/>.</summary>
internal sealed class GuardedTransaction(DbTransaction inner, GuardedConnection connection) : DbTransaction
{
    public DbTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => CommitAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task CommitAsync(CancellationToken cancellationToken) =>
        connection.CallAsync(() => inner.CommitAsync(CancellationToken.None));

    public override void Rollback() => RollbackAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override Task RollbackAsync(CancellationToken cancellationToken) =>
        connection.CallAsync(() => inner.RollbackAsync(CancellationToken.None));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override async ValueTask DisposeAsync() => await connection.CallAsync(() => inner.DisposeAsync().AsTask());
}
