using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Sdk;

namespace FaceAuth.Tests.Support;

/// <summary>The databases that every store runs on.</summary>
public enum DatabaseKind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A real server on a loopback port.</summary>
    MariaDb,
}

/// <summary>
/// A database of one test's own, with all tables. A store test is written once:
/// <code>
/// [Theory, OnSqlite, OnMariaDb]
/// public async Task An_entry_is_found_again(DatabaseKind kind)
/// {
///     await using var database = await TestDatabase.CreateAsync(kind);
///     var store = new VaultStore(database.Db);
///     …
/// </code>
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(DatabaseKind kind, TestFolder folder, Func<IDialect> open)
    {
        (Kind, Folder, Open) = (kind, folder, open);
        Db = new Db(open());
    }

    /// <summary>Which database it is.</summary>
    public DatabaseKind Kind { get; }

    /// <summary>The door to it.</summary>
    public Db Db { get; }

    /// <summary>A private folder: the database file, and the key file of <see cref="TestKeys"/>.</summary>
    public TestFolder Folder { get; }

    /// <summary>Opens the same database as another process would.</summary>
    public Func<IDialect> Open { get; }

    /// <summary>A new database with all tables.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var database = await CreateEmptyAsync(kind);
        await database.Migrator().MigrateAsync(CancellationToken.None);
        return database;
    }

    /// <summary>A new database without tables.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync(DatabaseKind kind)
    {
        var folder = new TestFolder();
        if (kind == DatabaseKind.Sqlite)
            return new TestDatabase(kind, folder, () => new SqliteDialect(folder.File("faceauth.db"), TimeSpan.FromSeconds(30)));
        var server = await MariaDbServer.SharedAsync();
        var options = new MySqlOptions { ConnectionString = await server.CreateDatabaseAsync() };
        return new TestDatabase(kind, folder, () => new MySqlDialect(options));
    }

    /// <summary>The migrator of this database.</summary>
    public Migrator Migrator(Db? db = null) =>
        new(db ?? Db, TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger<Migrator>.Instance, Migration.BuiltIn);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // An open file keeps its place on the disk, and an idle connection its place at the server. The databases go with
        // the server.
        if (Db.Dialect is SqliteDialect sqlite)
            sqlite.ClosePool();
        else if (Db.Dialect is MySqlDialect mySql)
            mySql.ClosePool();
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Runs a theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[DatabaseKind.Sqlite]];
}

/// <summary>Runs a theory on a real MariaDB; where none is installed, a visible skip, and a failure with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnMariaDbAttribute : DataAttribute
{
    /// <summary>Decides whether the server can be asked for.</summary>
    public OnMariaDbAttribute() => Skip = Needs.MariaDb;

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) => [[DatabaseKind.MariaDb]];
}

/// <summary>A fact that needs a real MariaDB; where none is installed, a visible skip, and a failure with CI=true.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnMariaDbAttribute : FactAttribute
{
    /// <summary>Decides whether the server can be asked for.</summary>
    public FactOnMariaDbAttribute() => Skip = Needs.MariaDb;
}

/// <summary>Reasons to skip; never in CI, where what is missing is a failure.</summary>
internal static class Needs
{
    public static string? MariaDb => Environment.GetEnvironmentVariable("CI") == "true" ? null : MariaDbServer.Missing;
}
