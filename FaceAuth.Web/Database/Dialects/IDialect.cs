using System.Data.Common;

namespace FaceAuth.Database.Dialects;

/// <summary>What differs between SQLite and MySQL or MariaDB; everything else is one statement text.</summary>
public interface IDialect
{
    /// <summary>"sqlite" or "mysql"; migrations name it where the texts must differ.</summary>
    string Name { get; }

    /// <summary>A ready connection from the pool.</summary>
    Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>A connection that is not open yet, for the scheduler, which opens its own.</summary>
    DbConnection CreateConnection();

    /// <summary>Waits until this process may write; SQLite has one writer, and waiting here beats its busy loop.</summary>
    Task<IDisposable> WaitForWriteTurnAsync(CancellationToken ct);

    /// <summary>A transaction that may write (SQLite: IMMEDIATE, so that it never fails half-way with "busy").</summary>
    Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct);

    /// <summary>Awaits a client call under a time limit; past it the connection's socket is closed.</summary>
    Task GuardAsync(DbConnection connection, Task work, CancellationToken ct);

    /// <summary>A unique key was already taken.</summary>
    bool IsUniqueViolation(DbException fault);

    /// <summary>The database ended the transaction in favour of another; it can be run again.</summary>
    bool IsDeadlock(DbException fault);

    /// <summary>Runs <paramref name="work"/> while no other process does the same (migrations).</summary>
    Task UnderLockAsync(string name, Func<Task> work, CancellationToken ct);
}
