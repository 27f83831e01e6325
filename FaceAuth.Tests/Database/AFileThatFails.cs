using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Tests.Support;
using Microsoft.Data.Sqlite;

namespace FaceAuth.Tests.Database;

/// <summary>The database file taken away, damaged, read-only or on a full disk: words that name it, and nothing half written.</summary>
public sealed class AFileThatFails : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_is_missing_is_told() =>
        (await FaultAsync(_folder.File("no/such/folder/faceauth.db"))).ShouldContain("cannot be made");

    [Fact]
    public async Task A_folder_in_its_place_is_told()
    {
        Directory.CreateDirectory(_folder.File("faceauth.db"));

        (await FaultAsync(_folder.File("faceauth.db"))).ShouldContain("cannot be");
    }

    [Fact]
    public async Task Another_file_in_its_place_is_told_and_left_as_it_is()
    {
        var content = string.Concat(Enumerable.Repeat("A letter, not a database. ", 100));
        await File.WriteAllTextAsync(_folder.File("faceauth.db"), content);

        (await FaultAsync(_folder.File("faceauth.db"))).ShouldContain("is not a database");

        (await File.ReadAllTextAsync(_folder.File("faceauth.db"))).ShouldBe(content);
    }

    [FactOnSmallDisk]
    public async Task A_read_only_disk_is_told()
    {
        using var disk = new SmallDisk(4096);
        var (dialect, migrator) = Open(Path.Combine(disk.Path, "faceauth.db"));
        await migrator.MigrateAsync(CancellationToken.None);
        dialect.ClosePool();
        disk.MakeReadOnly();

        (await FaultAsync(Path.Combine(disk.Path, "faceauth.db"))).ShouldContain("may write there");
        (await FaultAsync(Path.Combine(disk.Path, "new.db"))).ShouldContain("cannot be made");
    }

    [FactOnSmallDisk]
    public async Task A_full_disk_is_told_and_the_transaction_leaves_nothing()
    {
        using var disk = new SmallDisk(2048);
        var (dialect, migrator) = Open(Path.Combine(disk.Path, "faceauth.db"));
        await migrator.MigrateAsync(CancellationToken.None);
        var db = new Db(dialect);

        var fault = await Should.ThrowAsync<DatabaseUnavailableException>(() => db.WriteAsync(async tx =>
        {
            await InsertAsync(tx, "small", 10);
            await InsertAsync(tx, "large", 3_000_000);
        }, CancellationToken.None));

        fault.Message.ShouldContain(disk.Path);
        fault.Message.ShouldContain("Database:Sqlite:Path");
        (await db.ReadAsync(s => s.ScalarAsync<long>("SELECT COUNT(*) FROM data_protection_keys"), CancellationToken.None)).ShouldBe(0);
        await db.WriteAsync(tx => InsertAsync(tx, "small", 10), CancellationToken.None);
        dialect.ClosePool();
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_file_and_what_lies_beside_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        var (dialect, migrator) = Open(_folder.File("faceauth.db"));
        await migrator.MigrateAsync(CancellationToken.None);

        foreach (var file in Directory.GetFiles(_folder.Path, "faceauth.db*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        dialect.ClosePool();
    }

    [Fact]
    public async Task What_was_deleted_is_overwritten_in_the_file()
    {
        var marker = Guid.CreateVersion7().ToString("N");
        var (dialect, migrator) = Open(_folder.File("faceauth.db"));
        await migrator.MigrateAsync(CancellationToken.None);
        var db = new Db(dialect);
        await db.WriteAsync(tx => tx.ExecuteAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES ('a', @marker, 1, 1)", new { marker }), CancellationToken.None);
        await db.WriteAsync(tx => tx.ExecuteAsync("DELETE FROM deletions"), CancellationToken.None);
        await db.ReadAsync(s => s.QueryAsync<object>("PRAGMA wal_checkpoint(TRUNCATE)"), CancellationToken.None);
        dialect.ClosePool();

        (await File.ReadAllBytesAsync(_folder.File("faceauth.db"))).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(marker)).ShouldBe(-1);
    }

    [Fact]
    public async Task Another_process_that_writes_is_waited_for_without_failing()
    {
        var path = _folder.File("faceauth.db");
        var (dialect, migrator) = Open(path);
        await migrator.MigrateAsync(CancellationToken.None);
        await using var other = new SqliteConnection($"Data Source={path};Pooling=False");
        await other.OpenAsync();
        var held = other.BeginTransaction(deferred: false);

        var write = new Db(dialect).WriteAsync(tx => InsertAsync(tx, "a", 10), CancellationToken.None);
        await Task.Delay(1500);
        write.IsCompleted.ShouldBeFalse();
        await held.CommitAsync();

        await write.WaitAsync(TimeSpan.FromSeconds(10));
        dialect.ClosePool();
    }

    [Fact]
    public async Task Another_process_that_does_not_end_its_write_is_told_after_the_limit()
    {
        var path = _folder.File("faceauth.db");
        var (dialect, migrator) = Open(path);
        await migrator.MigrateAsync(CancellationToken.None);
        dialect.ClosePool();
        await using var other = new SqliteConnection($"Data Source={path};Pooling=False");
        await other.OpenAsync();
        await using var held = other.BeginTransaction(deferred: false);

        (await FaultAsync(path)).ShouldContain("another process");
    }

    private static Task<int> InsertAsync(DbSession tx, string id, int length) => tx.ExecuteAsync(
        "INSERT INTO data_protection_keys (id, sealed_xml, created_at) VALUES (@id, @content, 1)", new { id, content = new byte[length] });

    private static (SqliteDialect Dialect, Migrator Migrator) Open(string path)
    {
        var dialect = new SqliteDialect(path, TimeSpan.FromSeconds(20));
        return (dialect, new Migrator(
            new Db(dialect), TimeSpan.FromSeconds(5), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Migrator>.Instance, Migration.BuiltIn));
    }

    private static async Task<string> FaultAsync(string path)
    {
        var db = new Db(new SqliteDialect(path, TimeSpan.FromSeconds(1)));
        var fault = await Should.ThrowAsync<DatabaseUnavailableException>(() => db.WriteAsync(tx => InsertAsync(tx, "a", 1), CancellationToken.None));
        fault.Message.ShouldContain(path);
        fault.Message.ShouldContain("Database:Sqlite:Path");
        return fault.Message;
    }
}
