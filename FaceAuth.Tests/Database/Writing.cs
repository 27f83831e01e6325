using FaceAuth.Database;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Database;

public sealed class Writing
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task Work_that_fails_leaves_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        await Should.ThrowAsync<InvalidTimeZoneException>(() => database.Db.WriteAsync(async tx =>
        {
            await AddAsync(tx, "a", 1);
            throw new InvalidTimeZoneException("the work's own fault");
        }, CancellationToken.None));

        (await database.Db.ReadAsync(s => s.ScalarAsync<long>("SELECT COUNT(*) FROM deletions"), CancellationToken.None)).ShouldBe(0);
        await database.Db.WriteAsync(tx => AddAsync(tx, "b", 1), CancellationToken.None);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_taken_key_is_told_and_the_transaction_goes_on(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        await database.Db.WriteAsync(async tx =>
        {
            (await TryAddAsync(tx, "a")).ShouldBeTrue();
            (await TryAddAsync(tx, "a")).ShouldBeFalse();
            (await TryAddAsync(tx, "A")).ShouldBeTrue("keys are compared exactly");
        }, CancellationToken.None);

        (await database.Db.ReadAsync(s => s.ScalarAsync<long>("SELECT COUNT(*) FROM deletions"), CancellationToken.None)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Affected_rows_are_those_that_matched_also_where_nothing_changed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Db.WriteAsync(tx => AddAsync(tx, "a", 1), CancellationToken.None);

        var affected = await database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE deletions SET photos = 1 WHERE id = 'a'"), CancellationToken.None);

        affected.ShouldBe(1);
    }

    [FactOnMariaDb]
    public async Task Who_sleeps_in_a_transaction_keeps_its_rows_from_nobody_and_loses_its_work()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        await database.Db.WriteAsync(tx => AddAsync(tx, "a", 0), CancellationToken.None);
        var elsewhere = new Db(database.Open());
        var holds = new TaskCompletionSource();
        var wakes = new TaskCompletionSource();
        var sleeper = database.Db.WriteAsync(async tx =>
        {
            await tx.ExecuteAsync("UPDATE deletions SET photos = 1 WHERE id = 'a'");
            holds.SetResult();
            await wakes.Task;
        }, CancellationToken.None);
        await holds.Task;

        await elsewhere.WriteAsync(tx => tx.ExecuteAsync("UPDATE deletions SET photos = photos + 2 WHERE id = 'a'"), CancellationToken.None);
        wakes.SetResult();

        await Should.ThrowAsync<DatabaseUnavailableException>(() => sleeper);
        (await elsewhere.ReadAsync(s => s.ScalarAsync<long>("SELECT photos FROM deletions"), CancellationToken.None)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Writers_side_by_side_lose_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Db.WriteAsync(tx => AddAsync(tx, "a", 0), CancellationToken.None);
        var elsewhere = new Db(database.Open());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 5; n++)
            {
                await (i % 2 == 0 ? database.Db : elsewhere).WriteAsync(
                    tx => tx.ExecuteAsync("UPDATE deletions SET photos = photos + 1 WHERE id = 'a'"), CancellationToken.None);
            }
        })));

        (await PhotosAsync(database.Db, "a")).ShouldBe(40);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_that_take_work_by_a_condition_one_gets_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await database.Db.WriteAsync(tx => AddAsync(tx, "a", 0), CancellationToken.None);
        var elsewhere = new Db(database.Open());

        var affected = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? database.Db : elsewhere).WriteAsync(
            tx => tx.ExecuteAsync("UPDATE deletions SET photos = 7 WHERE id = 'a' AND photos = 0"), CancellationToken.None))));

        affected.Sum().ShouldBe(1);
    }

    [FactOnMariaDb]
    public async Task The_victim_of_a_deadlock_is_run_again()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        await database.Db.WriteAsync(async tx => { await AddAsync(tx, "a", 0); await AddAsync(tx, "b", 0); }, CancellationToken.None);
        var runs = 0;
        using var bothHoldOne = new Barrier(2);

        await Task.WhenAll(CrossAsync("a", "b"), CrossAsync("b", "a"));

        runs.ShouldBe(3, "one of the two is chosen as the victim");
        (await PhotosAsync(database.Db, "a"), await PhotosAsync(database.Db, "b")).ShouldBe((2, 2));

        Task CrossAsync(string first, string second) => Task.Run(() =>
        {
            var meets = true;
            return database.Db.WriteAsync(async tx =>
            {
                Interlocked.Increment(ref runs);
                await IncrementAsync(tx, first);
                if (meets)
                    bothHoldOne.SignalAndWait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
                meets = false;
                await IncrementAsync(tx, second);
            }, CancellationToken.None);
        });
    }

    [FactOnMariaDb]
    public async Task A_session_of_the_server_is_strict_bounded_and_brings_nothing_of_its_last_user()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);

        await database.Db.WriteAsync(async tx =>
        {
            (await tx.ScalarAsync<string>("SELECT @@sql_mode"))!.ShouldContain("STRICT_ALL_TABLES");
            (await tx.ScalarAsync<decimal>("SELECT @@max_statement_time")).ShouldBe(30);
            (await tx.ScalarAsync<long>("SELECT @@innodb_lock_wait_timeout")).ShouldBe(10);
            (await tx.ScalarAsync<string>("SELECT @@time_zone")).ShouldBe("+00:00");
            (await tx.ScalarAsync<string>("SELECT @@character_set_client")).ShouldBe("utf8mb4");
            await AddAsync(tx, "a", 1); // the server lists a transaction once it has touched a table
            (await tx.ScalarAsync<string>("SELECT trx_isolation_level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = CONNECTION_ID()"))
                .ShouldBe("READ COMMITTED");
            await tx.ExecuteAsync("SET SESSION sql_mode = '', wait_timeout = 77");
        }, CancellationToken.None);

        await database.Db.ReadAsync(async session =>
        {
            (await session.ScalarAsync<long>("SELECT @@wait_timeout")).ShouldNotBe(77);
            (await session.ScalarAsync<string>("SELECT @@sql_mode"))!.ShouldContain("STRICT_ALL_TABLES");
            return 0;
        }, CancellationToken.None);
    }

    [FactOnMariaDb]
    public async Task A_pool_that_is_closed_leaves_no_connection_at_the_server()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        await using var observer = await TestDatabase.CreateEmptyAsync(DatabaseKind.MariaDb);
        var name = (await database.Db.ReadAsync(s => s.ScalarAsync<string>("SELECT DATABASE()"), CancellationToken.None))!;
        (await ConnectionsAsync()).ShouldBeGreaterThan(0);

        ((FaceAuth.Database.Dialects.MySqlDialect)database.Db.Dialect).ClosePool();

        for (var tries = 0; await ConnectionsAsync() > 0; tries++)
        {
            tries.ShouldBeLessThan(100);
            await Task.Delay(50);
        }

        Task<long> ConnectionsAsync() => observer.Db.ReadAsync(
            s => s.ScalarAsync<long>("SELECT COUNT(*) FROM information_schema.processlist WHERE db = @name", new { name }), CancellationToken.None);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_write_inside_a_write_is_refused_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);

        await Should.ThrowAsync<InvalidOperationException>(() => database.Db.WriteAsync(
            _ => database.Db.WriteAsync(tx => AddAsync(tx, "a", 1), CancellationToken.None), CancellationToken.None));

        await database.Db.WriteAsync(tx => AddAsync(tx, "a", 1), CancellationToken.None);
        await database.Db.WriteAsync(tx => AddAsync(tx, "b", 1), CancellationToken.None);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_cancelled_caller_stops_between_statements_and_leaves_nothing(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        using var source = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => database.Db.WriteAsync(async tx =>
        {
            await AddAsync(tx, "a", 1);
            await source.CancelAsync();
            await AddAsync(tx, "b", 1);
        }, source.Token));

        (await database.Db.ReadAsync(s => s.ScalarAsync<long>("SELECT COUNT(*) FROM deletions"), CancellationToken.None)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Bytes_numbers_and_nulls_come_back_as_they_went_in(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "INSERT INTO outbox (id, priority, sealed_message, created_at, due_at, expires_at, attempts) VALUES (@id, 1, @bytes, @at, 2, NULL, 0)",
            new { id = "größe", bytes, at = long.MaxValue }), CancellationToken.None);

        var row = await database.Db.ReadAsync(s => s.FindAsync<Row>("SELECT id, sealed_message, created_at, expires_at FROM outbox"), CancellationToken.None);

        row.ShouldNotBeNull();
        (row.Id, row.CreatedAt, row.ExpiresAt).ShouldBe(("größe", long.MaxValue, null));
        row.SealedMessage.ShouldBe(bytes);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_lock_lets_one_in_at_a_time_and_its_wait_ends_with_words(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateEmptyAsync(kind);
        var (one, two) = (database.Open(), database.Open());

        await one.UnderLockAsync("test", TimeSpan.FromSeconds(5), async () =>
        {
            var fault = await Should.ThrowAsync<DatabaseUnavailableException>(
                () => two.UnderLockAsync("test", TimeSpan.FromMilliseconds(200), () => throw new InvalidTimeZoneException("two inside"), CancellationToken.None));
            fault.Message.ShouldContain("Another process");
            await two.UnderLockAsync("other", TimeSpan.FromSeconds(5), () => Task.CompletedTask, CancellationToken.None);
        }, CancellationToken.None);

        var entered = false;
        await two.UnderLockAsync("test", TimeSpan.FromSeconds(5), () => { entered = true; return Task.CompletedTask; }, CancellationToken.None);
        entered.ShouldBeTrue();
    }

    private static Task<int> AddAsync(DbSession tx, string id, int photos) =>
        tx.ExecuteAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES (@id, 'h', @photos, 1)", new { id, photos });

    private static Task<bool> TryAddAsync(DbSession tx, string id) =>
        tx.TryInsertAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES (@id, 'h', 1, 1)", new { id });

    private static Task<int> IncrementAsync(DbSession tx, string id) =>
        tx.ExecuteAsync("UPDATE deletions SET photos = photos + 1 WHERE id = @id", new { id });

    private static Task<long> PhotosAsync(Db db, string id) =>
        db.ReadAsync(s => s.ScalarAsync<long>("SELECT photos FROM deletions WHERE id = @id", new { id }), CancellationToken.None);

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public byte[] SealedMessage { get; init; } = [];

        public long CreatedAt { get; init; }

        public long? ExpiresAt { get; init; }
    }
}
