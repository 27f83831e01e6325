using System.Data.Common;
using Microsoft.Extensions.Options;

namespace FaceAuth.Database;

/// <summary>
/// Brings the tables to what this program needs, at start and by <c>db migrate</c>. One process at a time; every
/// statement can run again, because MySQL commits each change of tables at once and a crash may fall between two.
/// A database that is ahead of this program is left as it is: the version before runs on the schema after.
/// </summary>
public sealed partial class Migrator
{
    private readonly Db _db;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lockTimeout;
    private readonly ILogger<Migrator> _log;
    private readonly IReadOnlyList<Migration> _migrations;

    /// <summary>A migrator of the steps built into the program.</summary>
    public Migrator(Db db, IOptions<DatabaseOptions> options, TimeProvider clock, ILogger<Migrator> log)
        : this(db, options.Value.StartLockTimeout, clock, log, Migration.BuiltIn)
    {
    }

    internal Migrator(
        Db db, TimeSpan lockTimeout, TimeProvider clock, ILogger<Migrator> log, IReadOnlyList<Migration> migrations)
    {
        _db = new Db(db.Dialect.ForMigrations);
        (_lockTimeout, _clock, _log, _migrations) = (lockTimeout, clock, log, migrations);
    }

    /// <summary>Runs what has not been run; returns the names of the steps that were.</summary>
    /// <exception cref="MigrationRefusedException">A step that was run has been changed since.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used, or another process holds the lock.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        var applied = new List<string>();
        await _db.Dialect.UnderLockAsync("migrate", _lockTimeout, () => MigrateLockedAsync(applied, ct), ct);
        return applied;
    }

    /// <summary>True where no table holds a row, apart from the list of steps and the scheduler's tables.</summary>
    public Task<bool> IsEmptyAsync(CancellationToken ct) => _db.ReadAsync(async session =>
    {
        foreach (var table in await session.QueryAsync<string>(_db.Dialect.TableNames))
        {
            // The names come from the database itself; a parameter cannot stand for a table. SQLite knows backticks too.
            if (!IsBookkeeping(table) && await session.ScalarAsync<long?>($"SELECT 1 FROM `{table.Replace("`", "``", StringComparison.Ordinal)}` LIMIT 1") is not null)
                return false;
        }

        return true;
    }, ct);

    private static bool IsBookkeeping(string table) =>
        table.Equals("schema_migrations", StringComparison.OrdinalIgnoreCase)
        || table.StartsWith("qrtz_", StringComparison.OrdinalIgnoreCase);

    private async Task MigrateLockedAsync(List<string> applied, CancellationToken ct)
    {
        var known = await _db.ReadAsync(LoadAppliedAsync, ct);
        foreach (var migration in _migrations)
        {
            if (known.TryGetValue(migration.Version, out var row))
            {
                if (row.Checksum != migration.Checksum)
                    throw new MigrationRefusedException(
                        $"The migration {migration.Name} was run on this database with another text ({row.Name}). " +
                        "A step that was run is never changed: add a new one. Nothing was changed.");
                continue;
            }

            await _db.ReadAsync(session => ApplyAsync(session, migration), ct);
            Log.Applied(_log, migration.Name);
            applied.Add(migration.Name);
        }

        if (known.Keys.Except(_migrations.Select(m => m.Version)).Order().LastOrDefault() is > 0 and var ahead)
            Log.Ahead(_log, ahead);
    }

    private static async Task<Dictionary<long, AppliedRow>> LoadAppliedAsync(DbSession session)
    {
        await session.ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS schema_migrations (
              version     BIGINT       NOT NULL PRIMARY KEY,
              name        VARCHAR(200) NOT NULL,
              checksum    VARCHAR(64)  NOT NULL,
              applied_at  BIGINT       NOT NULL
            ) /*! ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin */
            """);
        var rows = await session.QueryAsync<AppliedRow>("SELECT version, name, checksum FROM schema_migrations");
        return rows.ToDictionary(row => row.Version);
    }

    // Outside a transaction: MySQL would end it at the first change of tables.
    private async Task<int> ApplyAsync(DbSession session, Migration migration)
    {
        foreach (var statement in SqlText.Statements(migration.Text))
        {
            try
            {
                await session.ExecuteAsync(session.Dialect.Adapt(statement));
            }
            catch (DbException fault) when (session.Dialect.IsAlreadyThere(fault))
            {
                Log.AlreadyThere(_log, migration.Name, fault.Message);
            }
        }

        return await session.ExecuteAsync(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (@Version, @Name, @Checksum, @Now)",
            new { migration.Version, migration.Name, migration.Checksum, Now = _clock.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    private sealed record AppliedRow
    {
        public long Version { get; init; }

        public string Name { get; init; } = "";

        public string Checksum { get; init; } = "";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migration {Name} was applied")]
        public static partial void Applied(ILogger logger, string name);

        [LoggerMessage(2, LogLevel.Information, "Migration {Name}: {Reason}; it is there from a run that did not finish")]
        public static partial void AlreadyThere(ILogger logger, string name, string reason);

        [LoggerMessage(3, LogLevel.Information, "The database is ahead of this program, at version {Version}; it is used as it is")]
        public static partial void Ahead(ILogger logger, long version);
    }
}

/// <summary>The tables cannot be brought to what this program needs; nothing was changed.</summary>
public sealed class MigrationRefusedException(string message) : Exception(message);
