using System.Data.Common;
using FaceAuth.Database.Dialects;

namespace FaceAuth.Database;

/// <summary>
/// The door to the database. <see cref="ReadAsync"/> and <see cref="WriteAsync"/> lend a <see cref="DbSession"/>;
/// features' stores write their SQL against it and never see a connection.
/// </summary>
/// <remarks>
/// Seal and wrap before <see cref="WriteAsync"/>: while it runs on SQLite nobody else can write, and on MySQL rows are
/// locked, so no key service, mail server or engine is called inside.
/// </remarks>
public sealed class Db(IDialect dialect)
{
    /// <summary>What differs between the databases.</summary>
    public IDialect Dialect { get; } = dialect;

    /// <summary>Runs queries outside a transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await Dialect.OpenAsync(ct);
        return await work(new DbSession(Dialect, connection, null, ct));
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it. A transaction that the database ended as the
    /// victim of a deadlock is run again from its start, so the work must not have effects outside the database.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        const int attempts = 5;
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

    private async Task<T> OnceAsync<T>(Func<DbSession, Task<T>> work, CancellationToken ct)
    {
        using var turn = await Dialect.WaitForWriteTurnAsync(ct);
        await using var connection = await Dialect.OpenAsync(ct);
        await using var transaction = await Dialect.BeginWriteAsync(connection, ct);
        var result = await work(new DbSession(Dialect, connection, transaction, ct));
        await Dialect.GuardAsync(connection, transaction.CommitAsync(ct), ct);
        return result;
    }
}
