using System.Data.Common;

namespace FaceAuth.Database.Dialects;

/// <summary>What differs between SQLite and MySQL or MariaDB; everything else is one statement text.</summary>
public interface IDialect
{
    /// <summary>"sqlite" or "mysql"; migrations name it where the texts must differ.</summary>
    string Name { get; }

    /// <summary>The same database with limits that suit a change of tables.</summary>
    IDialect ForMigrations { get; }

    /// <summary>A ready connection from the pool.</summary>
    Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>A statement that has no connection yet, for the scheduler, which makes its statements first.</summary>
    DbCommand CreateCommand();

    /// <summary>Waits until this process may write; SQLite has one writer, and waiting here beats its busy loop.</summary>
    Task<IDisposable> WaitForWriteTurnAsync(CancellationToken ct);

    /// <summary>A transaction that may write (SQLite: IMMEDIATE, so that it never fails half-way with "busy").</summary>
    Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken ct);

    /// <summary>
    /// Makes a client call under a time limit; past it the connection's socket is closed. Faults of the database as a
    /// whole come out as <see cref="DatabaseUnavailableException"/>, refused statements as <see cref="DbException"/>.
    /// </summary>
    Task GuardAsync(DbConnection connection, Func<Task> call);

    /// <summary>A unique key was already taken.</summary>
    bool IsUniqueViolation(DbException fault);

    /// <summary>The database ended the transaction in favour of another; it can be run again.</summary>
    bool IsDeadlock(DbException fault);

    /// <summary>A change of tables failed because it is there already (it was run before a crash).</summary>
    bool IsAlreadyThere(DbException fault);

    /// <summary>The cells of the row that a reader of this database stands on.</summary>
    RowCells Cells(DbDataReader reader) => new ReaderCells(reader);

    /// <summary>A statement of a migration as this database understands it.</summary>
    string Adapt(string statement);

    /// <summary>A query for the names of all tables of this database.</summary>
    string TableNames { get; }

    /// <summary>Runs <paramref name="work"/> while no other process does the same (start: tables, keys).</summary>
    /// <exception cref="DatabaseUnavailableException">Another process held the lock for <paramref name="limit"/>.</exception>
    Task UnderLockAsync(string name, TimeSpan limit, Func<Task> work, CancellationToken ct);
}
