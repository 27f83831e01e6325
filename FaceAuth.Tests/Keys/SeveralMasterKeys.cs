using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class SeveralMasterKeys
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task A_program_that_runs_takes_a_newer_one_in_by_itself(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        using var other = await TestKeys.StartAsync(trial.Database, dialect: trial.Database.Open());
        var newest = await trial.MasterKeys().AddAsync(CancellationToken.None);
        await trial.RunAsync();

        await trial.ShouldOpenAsync(other);
        await other.Ring.CheckAsync(CancellationToken.None);
        var account = AccountId.New().ToString();
        await other.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);

        (await trial.DataKeysAsync()).Single(key => key.Owner == account).MasterKeyId.ShouldBe(newest);
    }

    [Fact]
    public async Task Two_that_add_one_at_once_both_have_it()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        using var other = await TestKeys.StartAsync(trial.Database, dialect: trial.Database.Open());
        var first = trial.Keys.Wrapper.CurrentMasterKeyId;

        var added = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => trial.MasterKeys().AddAsync(CancellationToken.None))));

        (await trial.MasterKeys().ListAsync(CancellationToken.None)).Select(key => key.Id).ShouldBe([.. added, first], ignoreOrder: true);
        Directory.GetFiles(trial.Database.Folder.Path, "*.partial").ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_that_stored_keys_need_and_that_is_missing_is_named(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        var clock = new TestClock();
        var keys = trial.MasterKeys(clock);
        await keys.CheckAsync(CancellationToken.None);
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE data_keys SET master_key_id = 'lost' WHERE owner = @owner", new { owner = trial.Accounts[0] }), CancellationToken.None);
        await keys.CheckAsync(CancellationToken.None); // it does not count each time

        clock.Advance(TimeSpan.FromMinutes(15));

        (await Should.ThrowAsync<KeyServiceException>(() => keys.CheckAsync(CancellationToken.None))).Message.ShouldContain("lost (1)");
        (await keys.ListAsync(CancellationToken.None)).ShouldContain(new MasterKeyUse("lost", Wraps: false, Held: false, 1));
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "DELETE FROM data_keys WHERE master_key_id = 'lost'"), CancellationToken.None);
        await keys.CheckAsync(CancellationToken.None); // but what was missing is looked at again at once
    }

    [Fact]
    public async Task A_key_of_the_installation_that_does_not_open_refuses_the_start_in_words()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE data_keys SET master_key_id = 'lost' WHERE purpose = @Mail", new { KeyPurposes.Mail }), CancellationToken.None);

        var fault = await Should.ThrowAsync<KeyServiceException>(trial.ShouldOpenAfterRestartAsync);

        fault.Message.ShouldContain("purpose mail");
        fault.Message.ShouldContain("lost");
    }

    [Fact]
    public async Task Every_table_with_wrapped_keys_is_registered()
    {
        // A table that is not would keep its keys under the old master key, and lose them with it.
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var columns = await site.Get<FaceAuth.Database.Db>().ReadAsync(
            session => session.QueryAsync<string>("SELECT DISTINCT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'master_key_id'"),
            CancellationToken.None);

        site.Get<IEnumerable<IWrappedKeyRows>>().Select(table => table.Table).ShouldBe(columns, ignoreOrder: true);
    }
}
