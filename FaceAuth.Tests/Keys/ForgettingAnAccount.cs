using FaceAuth.Accounts;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Keys;

public sealed class ForgettingAnAccount
{
    private readonly string _account = AccountId.New().ToString();

    private SealContext Context => new(KeyPurposes.Account, _account.ToString(), "record", 1, "field");

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_sealed_for_it_never_opens_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var keys = await TestKeys.StartAsync(database);
        await keys.Ring.EnsureAccountKeyAsync(_account, CancellationToken.None);
        var sealedBytes = await keys.Sealer.SealTextAsync(Context, "x", CancellationToken.None);

        (await database.Db.WriteAsync(tx => keys.Ring.ForgetAccountAsync(tx, _account), CancellationToken.None)).ShouldBeTrue();

        await Should.ThrowAsync<SealBrokenException>(async () => await keys.Sealer.OpenAsync(Context, sealedBytes, CancellationToken.None));
        await Should.ThrowAsync<KeyMissingException>(async () => await keys.Sealer.SealTextAsync(Context, "y", CancellationToken.None));
        (await database.Db.WriteAsync(tx => keys.Ring.ForgetAccountAsync(tx, _account), CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_it_readable()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var keys = await TestKeys.StartAsync(database);
        await keys.Ring.EnsureAccountKeyAsync(_account, CancellationToken.None);
        var sealedBytes = await keys.Sealer.SealTextAsync(Context, "x", CancellationToken.None);

        await Should.ThrowAsync<InvalidTimeZoneException>(() => database.Db.WriteAsync(async tx =>
        {
            await keys.Ring.ForgetAccountAsync(tx, _account);
            throw new InvalidTimeZoneException("something else failed");
        }, CancellationToken.None));

        (await keys.Sealer.OpenTextAsync(Context, sealedBytes, CancellationToken.None)).ShouldBe("x");
    }

    [Fact]
    public async Task Another_instance_loses_it_after_the_lifetime_in_memory()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var clock = new TestClock();
        using var here = await TestKeys.StartAsync(database);
        using var there = await TestKeys.StartAsync(database, dialect: database.Open(), clock: clock);
        await here.Ring.EnsureAccountKeyAsync(_account, CancellationToken.None);
        var sealedBytes = await there.Sealer.SealTextAsync(Context, "x", CancellationToken.None);
        await database.Db.WriteAsync(tx => here.Ring.ForgetAccountAsync(tx, _account), CancellationToken.None);

        clock.Advance(new KeyOptions().AccountKeyLifetime);

        await Should.ThrowAsync<SealBrokenException>(async () => await there.Sealer.OpenAsync(Context, sealedBytes, CancellationToken.None));
    }

    [Fact]
    public async Task A_ring_that_holds_one_account_at_a_time_serves_many_at_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var keys = await TestKeys.StartAsync(database, options: new KeyOptions { AccountKeysInMemory = 1 });
        var accounts = Enumerable.Range(0, 4).Select(_ => AccountId.New().ToString()).ToList();
        foreach (var account in accounts)
            await keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);

        // A key that leaves memory is cleared while others are about to use it: nothing may be sealed under zeros.
        await Task.WhenAll(accounts.Select(account => Task.Run(async () =>
        {
            var context = Context with { Account = account.ToString() };
            for (var i = 0; i < 50; i++)
            {
                var sealedBytes = await keys.Sealer.SealTextAsync(context, account.ToString(), CancellationToken.None);
                (await keys.Sealer.OpenTextAsync(context, sealedBytes, CancellationToken.None)).ShouldBe(account.ToString());
            }
        })));
    }
}
