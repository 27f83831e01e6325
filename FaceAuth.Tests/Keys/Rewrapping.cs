using FaceAuth.Jobs;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Keys;

/// <summary>"`keys rewrap` moves the rest without touching data and can be interrupted anywhere."</summary>
public sealed class Rewrapping
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task Every_key_comes_under_the_newest_and_the_old_one_can_be_taken_out(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        var old = trial.Keys.Wrapper.CurrentMasterKeyId;
        var (before, check) = (await trial.DataKeysAsync(), (await trial.ChecksAsync()).Single());
        var newest = await trial.MasterKeys().AddAsync(CancellationToken.None);
        (await trial.MasterKeys().ListAsync(CancellationToken.None)).ShouldBe(
            [new(newest, Wraps: true, Held: true, 0), new(old, Wraps: false, Held: true, trial.Count)]);

        (await trial.RunAsync()).ShouldSatisfyAllConditions(
            report => report.Moved.ShouldBe(trial.Count), report => report.Changed.ShouldBe(0), report => report.Broken.ShouldBe(0));

        var keys = await trial.MasterKeys().ListAsync(CancellationToken.None);
        keys.ShouldBe([new(newest, Wraps: true, Held: true, trial.Count), new(old, Wraps: false, Held: true, 0)]);
        keys.Select(key => key.CanGo).ShouldBe([false, true]);
        var after = await trial.DataKeysAsync();
        after.Select(key => (key.Id, key.Purpose, key.Owner)).ShouldBe(before.Select(key => (key.Id, key.Purpose, key.Owner)));
        (await trial.ChecksAsync()).Single().SealedValue.ShouldBe(check.SealedValue);
        await trial.ShouldOpenAsync(trial.Keys);
        await trial.TakeOutAsync(old);
        await trial.ShouldOpenAfterRestartAsync();
        (await trial.ChecksAsync()).Single().Wrapped.ShouldNotBe(check.Wrapped);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Interrupted_before_any_row_it_leaves_everything_readable_and_goes_on_when_run_again(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        for (var batch = 1; batch <= 3; batch += 2)
        {
            // Each try moves one batch at most, so each stops at another row.
            await trial.MasterKeys().AddAsync(CancellationToken.None);
            long moved = 0;
            for (var tries = 0; moved < trial.Count; tries++)
            {
                tries.ShouldBeLessThanOrEqualTo(trial.Count);
                var left = batch;
                long told = 0;
                var rewrap = trial.Rewrap(hooked: table => new HookedRows(
                    table, () => left-- > 0 ? Task.CompletedTask : throw new OperationCanceledException()), batch: batch);
                try
                {
                    await rewrap.RunAsync(now => told = now, note: null, CancellationToken.None);
                }
                catch (OperationCanceledException)
                {
                }

                told.ShouldBeGreaterThan(0);
                moved += told;
                await trial.ShouldOpenAfterRestartAsync();
            }

            moved.ShouldBe(trial.Count);
            (await trial.RunAsync()).Moved.ShouldBe(0);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_that_moves_something_is_on_the_ledger_once_also_where_it_was_interrupted(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        var newest = await trial.MasterKeys().AddAsync(CancellationToken.None);
        var left = 0;
        var interrupted = trial.Rewrap(
            hooked: table => new HookedRows(table, () => left-- > 0 ? Task.CompletedTask : throw new OperationCanceledException()), batch: 1);

        await Should.ThrowAsync<OperationCanceledException>(() => interrupted.RunAsync(told: null, trial.Notes.Rewrapped(""), CancellationToken.None));
        (await trial.LedgerAsync()).ShouldBeEmpty("nothing was moved");
        left = 2;
        await Should.ThrowAsync<OperationCanceledException>(() => interrupted.RunAsync(told: null, trial.Notes.Rewrapped(""), CancellationToken.None));
        (await trial.LedgerAsync()).ShouldBe([$"keys-rewrapped||{newest}"]);
        await trial.Rewrap(batch: 1).RunAsync(told: null, trial.Notes.Rewrapped(LedgerActors.CommandLine), CancellationToken.None);
        (await trial.Rewrap().RunAsync(told: null, trial.Notes.Rewrapped(""), CancellationToken.None)).Moved.ShouldBe(0);

        (await trial.LedgerAsync()).ShouldBe([$"keys-rewrapped||{newest}", $"keys-rewrapped|command line|{newest}"]);
    }

    [Fact]
    public async Task Where_it_cannot_be_recorded_nothing_is_moved()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        var old = trial.Keys.Wrapper.CurrentMasterKeyId;
        await trial.MasterKeys().AddAsync(CancellationToken.None);
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync("DELETE FROM ledger_head"), CancellationToken.None);

        await Should.ThrowAsync<LedgerHeadMissingException>(
            () => trial.Rewrap(batch: 1).RunAsync(told: null, trial.Notes.Rewrapped(""), CancellationToken.None));

        (await trial.DataKeysAsync()).ShouldAllBe(key => key.MasterKeyId == old);
    }

    [Fact]
    public async Task A_transaction_that_is_interrupted_in_its_middle_changes_nothing()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        await trial.MasterKeys().AddAsync(CancellationToken.None);
        var before = (await trial.DataKeysAsync()).Select(key => Convert.ToHexString(key.Wrapped)).ToList();
        var left = 2;
        var rewrap = trial.Rewrap(hooked: table => new HookedRows(table, () => left-- > 0 ? Task.CompletedTask : throw new OperationCanceledException()));

        await Should.ThrowAsync<OperationCanceledException>(() => rewrap.RunAsync(told: null, note: null, CancellationToken.None));

        (await trial.DataKeysAsync()).Select(key => Convert.ToHexString(key.Wrapped)).ShouldBe(before);
    }

    [Fact]
    public async Task The_check_value_is_the_last_so_that_a_start_without_the_old_key_is_refused_until_then()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        var old = trial.Keys.Wrapper.CurrentMasterKeyId;
        await trial.MasterKeys().AddAsync(CancellationToken.None);
        using var interruption = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => trial.Rewrap().RunAsync(
            done => { if (done == trial.Count - 1) interruption.Cancel(); }, note: null, interruption.Token));
        (await trial.DataKeysAsync()).ShouldNotContain(key => key.MasterKeyId == old);

        await trial.TakeOutAsync(old);

        var fault = await Should.ThrowAsync<KeyServiceException>(trial.ShouldOpenAfterRestartAsync);
        fault.Message.ShouldContain(old);
        fault.Message.ShouldContain("does not hold the key");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_at_once_each_row_is_moved_by_one(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        using var other = await TestKeys.StartAsync(trial.Database, dialect: trial.Database.Open());
        await trial.MasterKeys().AddAsync(CancellationToken.None);

        var reports = await Task.WhenAll(
            Task.Run(() => trial.Rewrap(batch: 2, dialect: trial.Database.Open()).RunAsync(told: null, note: null, CancellationToken.None)),
            Task.Run(() => trial.Rewrap(other.Wrapper, batch: 3, dialect: trial.Database.Open()).RunAsync(told: null, note: null, CancellationToken.None)));

        reports.Sum(report => report.Moved).ShouldBe(trial.Count);
        reports.ShouldAllBe(report => report.Broken == 0);
        await trial.ShouldOpenAfterRestartAsync();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_another_moved_meanwhile_stays_as_that_one_wrote_it(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        await trial.MasterKeys().AddAsync(CancellationToken.None);
        var byTheOther = new List<string>();
        var late = new HookedWrapper(trial.Keys.Wrapper, async () =>
        {
            (await trial.RunAsync()).Moved.ShouldBe(trial.Count);
            byTheOther.AddRange((await trial.DataKeysAsync()).Select(key => Convert.ToHexString(key.Wrapped)));
        });

        var report = await trial.Rewrap(late).RunAsync(told: null, note: null, CancellationToken.None);

        report.Moved.ShouldBe(0);
        report.Changed.ShouldBe(trial.Count - 1); // all of data_keys were read before, the check value was not
        (await trial.DataKeysAsync()).Select(key => Convert.ToHexString(key.Wrapped)).ShouldBe(byTheOther);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_key_that_is_deleted_meanwhile_stays_deleted(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        await trial.MasterKeys().AddAsync(CancellationToken.None);
        var gone = trial.Accounts[1];
        var late = new HookedWrapper(trial.Keys.Wrapper, () => trial.Database.Db.WriteAsync(tx => trial.Keys.Ring.ForgetAccountAsync(tx, gone), CancellationToken.None));

        var report = await trial.Rewrap(late).RunAsync(told: null, note: null, CancellationToken.None);

        (report.Moved, report.Changed).ShouldBe((trial.Count - 1, 1));
        (await trial.DataKeysAsync()).ShouldNotContain(key => key.Owner == gone);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_row_that_does_not_open_is_named_and_left_as_it_is(DatabaseKind kind)
    {
        await using var trial = await RewrapTrial.StartAsync(kind);
        var broken = (await trial.DataKeysAsync()).Single(key => key.Owner == trial.Accounts[1]);
        byte[] altered = [.. broken.Wrapped];
        altered[20] ^= 1;
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE data_keys SET wrapped = @altered WHERE id = @Id", new { altered, broken.Id }), CancellationToken.None);
        await trial.MasterKeys().AddAsync(CancellationToken.None);

        var report = await trial.Rewrap(batch: 1).RunAsync(told: null, note: null, CancellationToken.None);

        (report.Moved, report.Broken).ShouldBe((trial.Count - 1, 1));
        report.Named.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            named => named.Table.ShouldBe("data_keys"), named => named.Id.ShouldBe(broken.Id));
        var left = (await trial.DataKeysAsync()).Single(key => key.Id == broken.Id);
        (left.MasterKeyId, Convert.ToHexString(left.Wrapped)).ShouldBe((broken.MasterKeyId, Convert.ToHexString(altered)));
    }

    [Fact]
    public async Task The_job_is_silent_where_there_is_nothing_and_names_what_does_not_open()
    {
        await using var trial = await RewrapTrial.StartAsync(DatabaseKind.Sqlite);
        using var log = new ListLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var job = new KeyRewrapJob(trial.Rewrap(), trial.Notes, factory.CreateLogger<KeyRewrapJob>());
        await job.RunAsync(CancellationToken.None);
        log.Lines.ShouldBeEmpty();
        (await trial.LedgerAsync()).ShouldBeEmpty();

        var broken = (await trial.DataKeysAsync())[0];
        await trial.Database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE data_keys SET master_key_id = 'lost' WHERE id = @Id", new { broken.Id }), CancellationToken.None);
        var newest = await trial.MasterKeys().AddAsync(CancellationToken.None);
        await job.RunAsync(CancellationToken.None);

        (await trial.LedgerAsync()).ShouldBe([$"keys-rewrapped||{newest}"]);
        log.Lines.Count.ShouldBe(2);
        log.Lines.ShouldContain(line => line.StartsWith($"Information: {trial.Count - 1} stored keys", StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.StartsWith("Error: 1 stored keys", StringComparison.Ordinal) && line.Contains($"data_keys {broken.Id}"));
    }
}
