using FaceAuth.Database;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Database;

public sealed class Migrating
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task An_empty_database_gets_all_tables_and_stays_empty(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);

        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBe(Migration.BuiltIn.Select(m => m.Name));

        (await database.Migrator().IsEmptyAsync(CancellationToken.None)).ShouldBeTrue();
        (await database.Migrator().MigrateAsync(CancellationToken.None)).ShouldBeEmpty();
    }
}
