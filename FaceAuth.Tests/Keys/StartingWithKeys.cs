using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

/// <summary>"A wrong mount never mints a new key over old data."</summary>
public sealed class StartingWithKeys
{
    private static readonly SealContext Mail = new(KeyPurposes.Mail, "", "record", 1, "field");

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_sealed_opens_after_a_restart(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var account = AccountId.New().ToString();
        var context = new SealContext(KeyPurposes.Account, account.ToString(), "record", 1, "field");
        byte[] ofAccount, ofInstallation;
        string hash;
        using (var keys = await TestKeys.StartAsync(database))
        {
            await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
            await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
            ofAccount = await keys.Sealer.SealTextAsync(context, "täglich", CancellationToken.None);
            ofInstallation = await keys.Sealer.SealTextAsync(Mail, "Guten Tag", CancellationToken.None);
            hash = keys.Lookup.Of("session", "token");
        }

        using var restarted = await TestKeys.StartAsync(database);
        (await restarted.Sealer.OpenTextAsync(context, ofAccount, CancellationToken.None)).ShouldBe("täglich");
        (await restarted.Sealer.OpenTextAsync(Mail, ofInstallation, CancellationToken.None)).ShouldBe("Guten Tag");
        restarted.Lookup.Of("session", "token").ShouldBe(hash);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Another_key_file_over_old_data_is_refused_and_nothing_is_changed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var elsewhere = await TestDatabase.CreateAsync(kind);
        (await TestKeys.StartAsync(database)).Dispose();
        (await TestKeys.StartAsync(elsewhere)).Dispose();
        var wrong = elsewhere.Folder.File("master.key");
        var before = await File.ReadAllTextAsync(wrong);

        var fault = await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database, keyFile: wrong));

        fault.Message.ShouldContain("does not belong to this database");
        fault.Message.ShouldContain("Keys:Local:Path");
        (await File.ReadAllTextAsync(wrong)).ShouldBe(before);
        (await TestKeys.StartAsync(database)).Dispose();
    }

    [Fact]
    public async Task A_key_file_with_the_right_name_and_another_key_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        (await TestKeys.StartAsync(database)).Dispose();
        await using var elsewhere = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        (await TestKeys.StartAsync(elsewhere)).Dispose();

        // The database points to the other file's key: only the check value can tell now.
        var other = (await File.ReadAllLinesAsync(elsewhere.Folder.File("master.key"))).Single(l => l.StartsWith("local-", StringComparison.Ordinal)).Split(' ')[0];
        await database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE key_checks SET master_key_id = @other", new { other }), CancellationToken.None);

        var fault = await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database, keyFile: elsewhere.Folder.File("master.key")));

        fault.Message.ShouldContain("does not belong to this database");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_missing_key_file_over_old_data_is_refused_and_none_is_made(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        (await TestKeys.StartAsync(database)).Dispose();
        var lost = database.Folder.File("wrong-mount.key");

        var fault = await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database, keyFile: lost));

        fault.Message.ShouldContain(lost);
        fault.Message.ShouldContain("Keys:Local:Path");
        File.Exists(lost).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_key_file_beside_an_account_is_refused_even_where_the_keys_were_deleted()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "INSERT INTO accounts (id, email, name, is_admin, created_at) VALUES ('a', 'a@example.org', 'A', 0, 1)"), CancellationToken.None);

        await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database));

        File.Exists(database.Folder.File("master.key")).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_many_starters_at_an_empty_database_all_have_the_same_keys(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        var starters = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => TestKeys.StartAsync(database, dialect: database.Open()))));

        var sealedBytes = await starters[0].Sealer.SealTextAsync(Mail, "Guten Tag", CancellationToken.None);
        foreach (var starter in starters)
        {
            (await starter.Sealer.OpenTextAsync(Mail, sealedBytes, CancellationToken.None)).ShouldBe("Guten Tag");
            starter.Lookup.Of("link", "t").ShouldBe(starters[0].Lookup.Of("link", "t"));
        }

        foreach (var starter in starters)
            starter.Dispose();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_that_give_one_account_its_key_at_once_have_the_same(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var one = await TestKeys.StartAsync(database, dialect: database.Open());
        using var two = await TestKeys.StartAsync(database, dialect: database.Open());
        for (var round = 0; round < 10; round++)
        {
            var account = AccountId.New().ToString();
            var context = new SealContext(KeyPurposes.Account, account.ToString(), "record", 1, "field");

            await Task.WhenAll(
                Task.Run(() => one.Ring.EnsureAccountKeyAsync(account, CancellationToken.None)),
                Task.Run(() => two.Ring.EnsureAccountKeyAsync(account, CancellationToken.None)));

            var sealedBytes = await one.Sealer.SealTextAsync(context, "x", CancellationToken.None);
            (await two.Sealer.OpenTextAsync(context, sealedBytes, CancellationToken.None)).ShouldBe("x");
        }
    }

    [Fact]
    public async Task A_database_without_its_check_value_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        (await TestKeys.StartAsync(database)).Dispose();
        await database.Db.WriteAsync(tx => tx.ExecuteAsync("DELETE FROM key_checks"), CancellationToken.None);

        (await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database))).Message.ShouldContain("key_checks");
    }

    [Fact]
    public async Task A_file_that_is_swapped_while_the_program_runs_is_told_and_never_used()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var elsewhere = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        (await TestKeys.StartAsync(elsewhere)).Dispose();
        var account = AccountId.New().ToString();
        var context = new SealContext(KeyPurposes.Account, account, "record", 1, "field");
        var path = database.Folder.File("master.key");
        byte[] sealedBytes;
        using (var keys = await TestKeys.StartAsync(database))
        {
            await keys.Ring.CheckAsync(CancellationToken.None);
            File.Move(path, path + ".right");
            (await Should.ThrowAsync<KeyServiceException>(() => keys.Ring.CheckAsync(CancellationToken.None))).Message.ShouldContain("is missing");
            File.Copy(elsewhere.Folder.File("master.key"), path);
            (await Should.ThrowAsync<KeyServiceException>(() => keys.Ring.CheckAsync(CancellationToken.None))).Message.ShouldContain(path);

            await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
            sealedBytes = await keys.Sealer.SealTextAsync(context, "x", CancellationToken.None);
            File.Move(path + ".right", path, overwrite: true);
            await keys.Ring.CheckAsync(CancellationToken.None);
        }

        using var restarted = await TestKeys.StartAsync(database);
        (await restarted.Sealer.OpenTextAsync(context, sealedBytes, CancellationToken.None)).ShouldBe("x");
    }

    [FactOnSmallDisk]
    public async Task A_read_only_folder_is_named()
    {
        using var disk = new SmallDisk(64);
        disk.MakeReadOnly();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var path = Path.Combine(disk.Path, "master.key");

        (await Should.ThrowAsync<KeyServiceException>(() => TestKeys.StartAsync(database, keyFile: path))).Message.ShouldContain(path);
    }
}
