using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaceAuth.Tests.Database;

public sealed class Migrating
{
    private static readonly Migration First = new(1, "V001_First", "CREATE TABLE IF NOT EXISTS a (id BIGINT NOT NULL PRIMARY KEY); CREATE INDEX IF NOT EXISTS a_by_id ON a (id);");
    private static readonly Migration Second = new(2, "V002_Second", "ALTER TABLE a ADD COLUMN b BIGINT NULL; CREATE TABLE IF NOT EXISTS c (id BIGINT NOT NULL PRIMARY KEY);");

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_empty_database_gets_all_tables_and_stays_empty(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();

        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBe(Migration.BuiltIn.Select(m => m.Name));

        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();
        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_row_in_any_table_makes_it_not_empty_but_the_schedulers_do_not(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Db.ReadAsync(s => s.ExecuteAsync("CREATE TABLE QRTZ_LOCKS (name VARCHAR(40))"), CancellationToken.None);
        await database.Db.ReadAsync(s => s.ExecuteAsync("INSERT INTO QRTZ_LOCKS (name) VALUES ('x')"), CancellationToken.None);
        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();

        await database.Db.ReadAsync(s => s.ExecuteAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES ('a', 'h', 1, 1)"), CancellationToken.None);

        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_a_crash_behind_any_statement_the_next_start_goes_on_from_there(DatabaseKind kind)
    {
        var statements = Migration.BuiltIn.SelectMany(m => SqlText.Statements(m.Text)).ToList();
        foreach (var done in new[] { 1, 2, statements.Count / 2, statements.Count - 1, statements.Count })
        {
            await using var database = await TestDatabase.CreateEmptyAsync(kind);
            foreach (var statement in statements.Take(done))
                await database.Db.ReadAsync(s => s.ExecuteAsync(s.Dialect.Adapt(statement)), CancellationToken.None);

            await database.Migrator().MigrateAsync(CancellationToken.None);

            (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBeEmpty();
            await database.Db.ReadAsync(s => s.QueryAsync<long>("SELECT COUNT(*) FROM outbox"), CancellationToken.None);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_step_that_fails_half_way_is_not_recorded_and_goes_on_when_it_is_mended(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var broken = Second with { Text = "ALTER TABLE a ADD COLUMN b BIGINT NULL; CREATE TABLE nonsense (;" };

        await Should.ThrowAsync<System.Data.Common.DbException>(() => Run(database, First, new Migration(2, broken.Name, broken.Text)));

        (await Run(database, First, Second)).ShouldBe([Second.Name]);
        await database.Db.ReadAsync(s => s.QueryAsync<long>("SELECT b FROM a"), CancellationToken.None);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_many_starters_each_step_is_run_by_one(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);

        var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(
            () => database.Migrator(new Db(database.Open())).MigrateAsync(CancellationToken.None))));

        applied.SelectMany(names => names).ShouldBe(Migration.BuiltIn.Select(m => m.Name));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_step_that_was_changed_after_it_was_run_is_refused_by_name(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await Run(database, First);

        var fault = await Should.ThrowAsync<MigrationRefusedException>(
            () => Run(database, new Migration(1, First.Name, First.Text.Replace("BIGINT", "VARCHAR(9)", StringComparison.Ordinal)), Second));

        fault.Message.ShouldContain("V001_First");
        (await Run(database, First)).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_version_before_runs_on_the_schema_after(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        await Run(database, First, Second);

        (await Run(database, First)).ShouldBeEmpty();
    }

    [Fact]
    public void Line_ends_of_a_checkout_do_not_change_a_checksum() =>
        new Migration(1, "a", "x\r\ny\r\n").Checksum.ShouldBe(new Migration(1, "a", "x\ny\n").Checksum);

    [Fact]
    public void The_steps_built_in_are_numbered_without_a_gap() =>
        Migration.BuiltIn.Select(m => m.Version).ShouldBe(Enumerable.Range(1, Migration.BuiltIn.Count).Select(i => (long)i));

    [Fact]
    public void MySql_is_not_asked_for_what_it_does_not_know()
    {
        var dialect = new MySqlDialect(new MySqlOptions { ConnectionString = "Server=localhost" });

        dialect.Adapt("create unique  index if not exists i ON t (c)").ShouldBe("create unique  index i ON t (c)");
        dialect.Adapt("CREATE TABLE IF NOT EXISTS t (c BIGINT)").ShouldBe("CREATE TABLE IF NOT EXISTS t (c BIGINT)");
    }

    private static Task<IReadOnlyList<string>> Run(TestDatabase database, params Migration[] migrations) =>
        new Migrator(database.Db, TimeSpan.FromSeconds(30), TimeProvider.System, NullLogger<Migrator>.Instance, migrations)
            .MigrateAsync(CancellationToken.None);
}
