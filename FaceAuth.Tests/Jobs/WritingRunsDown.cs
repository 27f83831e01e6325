using FaceAuth.Jobs;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Jobs;

public sealed class WritingRunsDown
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250);
    private readonly Runs _runs = new();

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_is_written_down_when_it_ends(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        _runs.OnTick = ct => Task.Delay(TimeSpan.FromMilliseconds(60), ct);

        await using var host = await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1)));

        var run = await EndOfAsync(host);
        run.Result.ShouldBe(JobResults.Ok);
        run.Milliseconds.ShouldBeGreaterThanOrEqualTo(50);
        run.EndedAt.ShouldBeGreaterThanOrEqualTo(run.StartedAt);
        run.ByHand.ShouldBeFalse();
        run.Instance.ShouldNotBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_fault_and_a_time_limit_are_told_apart(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        _runs.OnTick = _ => throw new InvalidOperationException("a fault of the test");
        await using (var host = await JobHost.StartAsync(database, Tick(Often)))
            await Eventually.IsTrueAsync(async () => await LastAsync(host) is { Result: JobResults.Failed });

        _runs.OnTick = ct => Task.Delay(Timeout.Infinite, ct);
        await using (var host = await JobHost.StartAsync(database, Tick(Often, timeLimit: TimeSpan.FromMilliseconds(100))))
            await Eventually.IsTrueAsync(async () => await LastAsync(host) is { Result: JobResults.TooLong });
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_that_the_end_of_the_program_interrupts_is_written_down(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        _runs.OnTick = ct => Task.Delay(Timeout.Infinite, ct);
        var host = await JobHost.StartAsync(database, Tick(TimeSpan.FromHours(1)));
        await Eventually.IsTrueAsync(() => _runs.Ticks == 1);

        await host.DisposeAsync();

        (await database.Db.ReadAsync(new JobRunStore().RunsAsync, default)).ShouldHaveSingleItem().Result.ShouldBe(JobResults.Interrupted);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_that_cannot_be_written_down_stops_no_job(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await JobHost.StartAsync(database, Tick(Often));
        await Eventually.IsTrueAsync(() => _runs.Ticks >= 1);
        await database.Db.WriteAsync(tx => tx.ExecuteAsync("DROP TABLE job_runs"), default);
        var before = _runs.Ticks;

        await Eventually.IsTrueAsync(() => _runs.Ticks >= before + 3);
    }

    private Action<IServiceCollection> Tick(TimeSpan every, TimeSpan? timeLimit = null) => services =>
        services.AddSingleton(_runs).AddRecurringJob<TickJob>("tick", every, timeLimit ?? TimeSpan.FromMinutes(1));

    private static async Task<JobRun> EndOfAsync(JobHost host)
    {
        await Eventually.IsTrueAsync(async () => await LastAsync(host) is not null);
        return (await LastAsync(host))!;
    }

    private static async Task<JobRun?> LastAsync(JobHost host) =>
        (await host.Get<FaceAuth.Database.Db>().ReadAsync(host.Get<JobRunStore>().RunsAsync, default)).SingleOrDefault();
}
