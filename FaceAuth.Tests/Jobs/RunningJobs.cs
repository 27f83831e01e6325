using FaceAuth.Jobs;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Jobs;

public sealed class RunningJobs
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);
    private readonly Runs _runs = new();

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_schedule_goes_on_after_a_restart_and_is_there_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (await JobHost.StartAsync(database, Tick(Often)))
            await Eventually.IsTrueAsync(() => _runs.Ticks >= 2);
        var before = _runs.Ticks;

        await using (await JobHost.StartAsync(database, Tick(Often)))
            await Eventually.IsTrueAsync(() => _runs.Ticks >= before + 2);

        (await TriggersAsync(database)).ShouldHaveSingleItem().Name.ShouldBe("tick");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_starters_on_an_empty_database_make_one_schedule(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var one = JobHost.Build(database, Tick(Often));
        await using var other = JobHost.Build(database, Tick(Often));

        await Task.WhenAll(Task.Run(one.StartAsync), Task.Run(other.StartAsync));

        await Eventually.IsTrueAsync(() => _runs.Ticks >= 3);
        (await TriggersAsync(database)).Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_fault_in_a_job_does_not_end_its_schedule(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        _runs.OnTick = _ => throw new InvalidOperationException("a fault of the test");

        await using var host = await JobHost.StartAsync(database, Tick(Often));

        await Eventually.IsTrueAsync(() => _runs.Ticks >= 4);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_job_that_takes_too_long_is_told_to_stop_and_runs_again(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var stopped = 0;
        _runs.OnTick = async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, TaskScheduler.Default);
            Interlocked.Increment(ref stopped);
            ct.ThrowIfCancellationRequested();
        };

        await using var host = await JobHost.StartAsync(database, Tick(Often, timeLimit: TimeSpan.FromMilliseconds(100)));

        await Eventually.IsTrueAsync(() => stopped >= 2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_job_never_runs_twice_at_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        int running = 0, most = 0;
        _runs.OnTick = async ct =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Delay(TimeSpan.FromMilliseconds(400), ct);
            Interlocked.Decrement(ref running);
        };

        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromMilliseconds(100))))
            await Eventually.IsTrueAsync(() => _runs.Ticks >= 3);

        most.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_that_was_missed_while_the_program_was_down_is_made_up_for_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1))))
            await Eventually.IsTrueAsync(() => _runs.Ticks == 1);
        await database.Db.WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE QRTZ_TRIGGERS SET NEXT_FIRE_TIME = NEXT_FIRE_TIME - @Ticks", new { TimeSpan.FromHours(5).Ticks }), default);

        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1))))
        {
            await Eventually.IsTrueAsync(() => _runs.Ticks == 2);
            await Task.Delay(Often);
        }

        _runs.Ticks.ShouldBe(2, "five missed runs are one");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_restart_does_not_move_the_next_run(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1))))
            await Eventually.IsTrueAsync(() => _runs.Ticks == 1);
        var before = (await TriggersAsync(database)).Single().Next;

        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1))))
            (await TriggersAsync(database)).Single().Next.ShouldBe(before);
        await using (await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(2))))
            await Eventually.IsTrueAsync(() => _runs.Ticks == 2);
        (await TriggersAsync(database)).Single().Next.ShouldNotBe(before, "the interval was changed");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_version_that_does_not_know_a_job_leaves_it_alone(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        Action<IServiceCollection> newer = services =>
        {
            Tick(Often)(services);
            services.AddRecurringJob<NewJob>("new", Often, TimeSpan.FromMinutes(1));
        };
        await using (await JobHost.StartAsync(database, newer))
            await Eventually.IsTrueAsync(() => _runs.Of<NewJob>() >= 1);
        var (ticks, news) = (_runs.Ticks, _runs.Of<NewJob>());

        await using (await JobHost.StartAsync(database, Tick(Often)))
            await Eventually.IsTrueAsync(() => _runs.Ticks >= ticks + 3);
        _runs.Of<NewJob>().ShouldBe(news);

        await using (await JobHost.StartAsync(database, newer))
            await Eventually.IsTrueAsync(() => _runs.Of<NewJob>() >= news + 2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_stop_tells_the_running_job_and_waits_for_it(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        var finished = false;
        _runs.OnTick = async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, TaskScheduler.Default);
            await Task.Delay(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            finished = true;
        };
        await using var host = await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1)));
        await Eventually.IsTrueAsync(() => _runs.Ticks == 1);

        await host.StopAsync();

        finished.ShouldBeTrue();
    }

    private Action<IServiceCollection> Tick(TimeSpan every, TimeSpan? timeLimit = null) => services =>
        services.AddSingleton(_runs).AddRecurringJob<TickJob>("tick", every, timeLimit ?? TimeSpan.FromMinutes(1));

    private static Task<IReadOnlyList<StoredTrigger>> TriggersAsync(TestDatabase database) =>
        database.Db.ReadAsync(session => session.QueryAsync<StoredTrigger>(
            "SELECT TRIGGER_NAME AS Name, NEXT_FIRE_TIME AS Next FROM QRTZ_TRIGGERS"), default);

    private sealed record StoredTrigger
    {
        public string Name { get; init; } = "";
        public long Next { get; init; }
    }
}
