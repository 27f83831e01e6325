using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Database;

/// <summary>MySQL's driver would wait for ever: docs/decisions/0003-mysql-driver.md.</summary>
public sealed class ADeadNetwork
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SoonAfter = Limit + TimeSpan.FromSeconds(8);

    [FactOnMariaDb]
    public async Task A_server_that_accepts_and_says_nothing_is_given_up_and_its_line_closed()
    {
        using var proxy = new TcpProxy((await MariaDbServer.SharedAsync()).Port);
        proxy.FallSilent();
        var db = Open(proxy, "");
        var start = Stopwatch.GetTimestamp();

        var fault = await Should.ThrowAsync<DatabaseUnavailableException>(() => db.ReadAsync(s => s.ScalarAsync<long>("SELECT 1"), CancellationToken.None));

        fault.Message.ShouldContain("Database:MySql:ConnectionString");
        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(SoonAfter);
        await UntilAsync(() => proxy.EndedByClient == 1);
    }

    [Fact]
    public async Task A_machine_that_does_not_answer_at_all_is_given_up()
    {
        // On Linux a full queue of waiting connections drops further ones, as a dead machine would.
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        deaf.Listen(0);
        var fill = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            fill.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            _ = fill[^1].ConnectAsync(deaf.LocalEndPoint!).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        }

        await Task.Delay(200);
        var db = new Db(new MySqlDialect(new MySqlOptions
        {
            ConnectionString = $"Server=127.0.0.1;Port={((IPEndPoint)deaf.LocalEndPoint!).Port};User ID=root;SslMode=Disabled",
            StatementTimeout = TimeSpan.FromSeconds(1), CallTimeout = Limit,
        }));
        var start = Stopwatch.GetTimestamp();

        await FaultAsync(db);

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(SoonAfter);
        fill.ForEach(socket => socket.Dispose());
    }

    [FactOnMariaDb]
    public async Task A_query_that_nobody_answers_is_given_up_and_its_line_closed_and_the_next_one_works()
    {
        using var proxy = new TcpProxy((await MariaDbServer.SharedAsync()).Port);
        var db = Open(proxy, "");
        var start = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<DatabaseUnavailableException>(() => db.ReadAsync(async session =>
        {
            await session.ScalarAsync<long>("SELECT 1");
            proxy.FallSilent();
            start = Stopwatch.GetTimestamp();
            return await session.ScalarAsync<long>("SELECT 2");
        }, CancellationToken.None));

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(SoonAfter);
        await UntilAsync(() => proxy.EndedByClient == 1);
        proxy.Recover();
        (await db.ReadAsync(s => s.ScalarAsync<long>("SELECT 3"), CancellationToken.None)).ShouldBe(3);
    }

    [FactOnMariaDb]
    public async Task A_transaction_that_nobody_answers_ends_within_the_limit_its_roll_back_included()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        using var proxy = new TcpProxy((await MariaDbServer.SharedAsync()).Port);
        var db = Open(proxy, await NameAsync(database));
        var start = Stopwatch.GetTimestamp();

        await Should.ThrowAsync<DatabaseUnavailableException>(() => db.WriteAsync(async tx =>
        {
            await InsertAsync(tx, "a");
            proxy.FallSilent();
            start = Stopwatch.GetTimestamp();
            await InsertAsync(tx, "b");
        }, CancellationToken.None));

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(SoonAfter);
        proxy.Recover();
        await UntilAsync(async () => await CountAsync(database.Db) == 0);
    }

    [FactOnMariaDb]
    public async Task A_line_that_is_cut_in_a_transaction_is_told_in_words_and_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        using var proxy = new TcpProxy((await MariaDbServer.SharedAsync()).Port);
        var db = Open(proxy, await NameAsync(database));

        var fault = await Should.ThrowAsync<DatabaseUnavailableException>(() => db.WriteAsync(async tx =>
        {
            await InsertAsync(tx, "a");
            proxy.Cut();
            await InsertAsync(tx, "b");
        }, CancellationToken.None));

        fault.Message.ShouldContain("closed the connection");
        await db.WriteAsync(tx => InsertAsync(tx, "c"), CancellationToken.None);
        (await CountAsync(database.Db)).ShouldBe(1);
    }

    [FactOnMariaDb]
    public async Task A_connection_that_the_server_killed_is_told_and_the_next_call_works()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.MariaDb);
        var server = await MariaDbServer.SharedAsync();

        await Should.ThrowAsync<DatabaseUnavailableException>(() => database.Db.ReadAsync(async session =>
        {
            await server.ExecuteAsync($"KILL {await session.ScalarAsync<long>("SELECT CONNECTION_ID()")}");
            return await session.ScalarAsync<long>("SELECT 2");
        }, CancellationToken.None));

        (await database.Db.ReadAsync(s => s.ScalarAsync<long>("SELECT 3"), CancellationToken.None)).ShouldBe(3);
    }

    [FactOnMariaDb]
    public async Task A_statement_that_takes_too_long_is_ended_by_the_server_long_before_the_watchdog()
    {
        var server = await MariaDbServer.SharedAsync();
        var db = new Db(new MySqlDialect(new MySqlOptions
        {
            ConnectionString = server.ConnectionString(""), StatementTimeout = TimeSpan.FromSeconds(1), CallTimeout = TimeSpan.FromMinutes(5),
        }));

        var fault = await Should.ThrowAsync<DatabaseUnavailableException>(() => db.ReadAsync(
            s => s.ScalarAsync<long>("SELECT COUNT(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c"),
            CancellationToken.None));

        fault.Message.ShouldContain("Database:MySql:StatementTimeout");
        (await db.ReadAsync(s => s.ScalarAsync<long>("SELECT 3"), CancellationToken.None)).ShouldBe(3);
    }

    [FactOnMariaDb]
    public async Task A_server_that_is_not_there_and_a_wrong_password_are_told_apart()
    {
        var server = await MariaDbServer.SharedAsync();
        var nobody = new Db(new MySqlDialect(new MySqlOptions { ConnectionString = "Server=127.0.0.1;Port=1;User ID=root;SslMode=Disabled" }));
        var wrong = new Db(new MySqlDialect(new MySqlOptions { ConnectionString = server.ConnectionString("") + ";Password=guess-me-not" }));
        var missing = new Db(new MySqlDialect(new MySqlOptions { ConnectionString = server.ConnectionString("no_such_database") }));

        (await FaultAsync(nobody)).Message.ShouldContain("cannot be reached");
        var refused = await FaultAsync(wrong);
        refused.Message.ShouldContain("password");
        refused.ToString().ShouldNotContain("guess-me-not");
        (await FaultAsync(missing)).Message.ShouldContain("no database of that name");
    }

    private static Task<DatabaseUnavailableException> FaultAsync(Db db) => Should.ThrowAsync<DatabaseUnavailableException>(
        () => db.ReadAsync(s => s.ScalarAsync<long>("SELECT 1"), CancellationToken.None));

    // A pool of one: a connection that was given up must give back its place.
    private static Db Open(TcpProxy proxy, string database) => new(new MySqlDialect(new MySqlOptions
    {
        ConnectionString = $"Server=127.0.0.1;Port={proxy.Port};User ID=root;Database={database};SslMode=Disabled;MaximumPoolSize=1",
        StatementTimeout = TimeSpan.FromSeconds(1),
        CallTimeout = Limit,
    }));

    private static async Task<string> NameAsync(TestDatabase database) =>
        (await database.Db.ReadAsync(s => s.ScalarAsync<string>("SELECT DATABASE()"), CancellationToken.None))!;

    private static Task<int> InsertAsync(DbSession tx, string id) =>
        tx.ExecuteAsync("INSERT INTO deletions (id, email_hash, photos, deleted_at) VALUES (@id, 'h', 1, 1)", new { id });

    private static Task<long> CountAsync(Db db) =>
        db.ReadAsync(s => s.ScalarAsync<long>("SELECT COUNT(*) FROM deletions"), CancellationToken.None);

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(50);
        }
    }
}
