using FaceAuth.Accounts;
using FaceAuth.Accounts.People;
using FaceAuth.Database;
using FaceAuth.Jobs;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace FaceAuth.Tests.Jobs;

/// <summary>What administrators do with jobs, as one process or two obey it. The site lends the ledger; its own jobs do not run.</summary>
public sealed class AdministeringJobs
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250), Rarely = TimeSpan.FromHours(1);
    private static readonly AccountId Admin = AccountId.New();
    private readonly Runs _runs = new();

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_paused_job_stays_paused_over_restarts_and_a_new_interval_until_it_is_resumed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using (var host = await StartAsync(site, Often))
        {
            await Eventually.IsTrueAsync(() => _runs.Ticks >= 1);
            (await Jobs(site, host).PauseAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Done>();
            (await Jobs(site, host).PauseAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Already>();
            await QuietAsync();
        }
        await using (await StartAsync(site, Often))
            await QuietAsync();
        await using (var host = await StartAsync(site, Often * 2))
        {
            await QuietAsync();
            var state = (await Jobs(site, host).ListAsync(Ct)).ShouldHaveSingleItem();
            state.Paused.ShouldBeTrue();
            state.Next.ShouldBeNull();
            state.PausedBy.ShouldBe("an account that was deleted");
            var before = _runs.Ticks;

            (await Jobs(site, host).ResumeAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Done>();
            (await Jobs(site, host).ResumeAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Already>();
            await Eventually.IsTrueAsync(() => _runs.Ticks >= before + 2);
            (await Jobs(site, host).ListAsync(Ct)).ShouldHaveSingleItem().Paused.ShouldBeFalse();
        }
        (await KindsAsync(site)).ShouldBe([LedgerKinds.JobPaused, LedgerKinds.JobResumed]);
    }

    [FactOnMariaDb]
    public async Task Two_schedulers_obey_one_pause_and_share_a_run_by_hand()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.MariaDb);
        await using var one = await StartAsync(site, Often);
        await using var other = await StartAsync(site, Often);
        await Eventually.IsTrueAsync(() => _runs.Ticks >= 2);

        (await Jobs(site, one).PauseAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Done>();
        await QuietAsync();
        (await Jobs(site, other).ListAsync(Ct)).ShouldHaveSingleItem().Paused.ShouldBeTrue();

        var before = _runs.Ticks;
        await Jobs(site, other).RunAsync("tick", Admin, Ct);
        await Eventually.IsTrueAsync(() => _runs.Ticks == before + 1);
        await QuietAsync();
        await Jobs(site, other).ResumeAsync("tick", Admin, Ct);
        await Eventually.IsTrueAsync(() => _runs.Ticks >= before + 3);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_run_by_hand_comes_at_once_also_while_the_job_is_paused(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var host = await StartAsync(site, Rarely);
        await Eventually.IsTrueAsync(() => _runs.Ticks == 1);
        var next = (await Jobs(site, host).ListAsync(Ct)).ShouldHaveSingleItem().Next.ShouldNotBeNull();

        (await Jobs(site, host).RunAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Done>();
        await Eventually.IsTrueAsync(() => _runs.Ticks == 2);
        await Eventually.IsTrueAsync(async () => (await Jobs(site, host).ListAsync(Ct)).Single() is { Waits: false, Last.ByHand: true });
        (await Jobs(site, host).ListAsync(Ct)).Single().Next.ShouldBe(next, "the schedule is not moved");

        await Jobs(site, host).PauseAsync("tick", Admin, Ct);
        await Jobs(site, host).RunAsync("tick", Admin, Ct);
        await Eventually.IsTrueAsync(() => _runs.Ticks == 3);
        (await KindsAsync(site)).ShouldBe([LedgerKinds.JobRunByHand, LedgerKinds.JobPaused, LedgerKinds.JobRunByHand]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_second_run_by_hand_is_not_put_behind_one_that_is_not_over(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var host = await StartAsync(site, Rarely);
        await Eventually.IsTrueAsync(async () => (await Jobs(site, host).ListAsync(Ct)).Single().Last is not null);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs.OnTick = _ => end.Task;

        await Jobs(site, host).RunAsync("tick", Admin, Ct);
        await Eventually.IsTrueAsync(() => _runs.Ticks == 2);
        var state = (await Jobs(site, host).ListAsync(Ct)).Single();
        (await Jobs(site, host).RunAsync("tick", Admin, Ct)).ShouldBeOfType<JobActResult.Already>();
        end.SetResult();

        state.IsRunning.ShouldBeTrue();
        state.Waits.ShouldBeTrue();
        (await KindsAsync(site)).ShouldBe([LedgerKinds.JobRunByHand]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_pause_that_never_reached_the_scheduler_counts_and_the_next_start_puts_it_right(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var (db, store) = (site.Get<Db>(), site.Get<JobRunStore>());
        await using (await StartAsync(site, Often))
        {
            await Eventually.IsTrueAsync(() => _runs.Ticks >= 1);
            await db.WriteAsync(tx => store.PauseAsync(tx, new JobPause { Job = "tick", PausedAt = 1, PausedBy = Admin.ToString() }), Ct);
            await QuietAsync();
        }
        await using (var host = await StartAsync(site, Often))
        {
            (await TriggerAsync(host)).ShouldBe(TriggerState.Paused);
            await db.WriteAsync(tx => store.ResumeAsync(tx, "tick"), Ct);
        }
        var before = _runs.Ticks;
        await using (await StartAsync(site, Often))
            await Eventually.IsTrueAsync(() => _runs.Ticks >= before + 2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_administrators_who_pause_at_once_make_one_row(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var host = await StartAsync(site, Rarely);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Jobs(site, host).PauseAsync("tick", Admin, Ct))));

        results.Count(result => result is JobActResult.Done).ShouldBe(1);
        (await KindsAsync(site)).ShouldBe([LedgerKinds.JobPaused]);
    }

    [Fact]
    public async Task A_job_that_is_not_there_is_not_acted_on()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(site, Rarely);
        (await Jobs(site, host).PauseAsync("nothing", Admin, Ct)).ShouldBeOfType<JobActResult.NotThere>();
        (await Jobs(site, host).ResumeAsync("nothing", Admin, Ct)).ShouldBeOfType<JobActResult.NotThere>();
        (await Jobs(site, host).RunAsync("nothing", Admin, Ct)).ShouldBeOfType<JobActResult.NotThere>();
        (await KindsAsync(site)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_job_of_the_site_is_said_in_words()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var jobs = site.Get<IEnumerable<JobSchedule>>().ToList();
        jobs.Where(job => !JobWords.Has(job.Name)).Select(job => job.Name).ShouldBeEmpty();
        jobs.Select(job => JobWords.Of(job.Name).Title).ShouldBeUnique();
        jobs.ShouldAllBe(job => job.Name.Length <= 60);
    }

    private Task<JobHost> StartAsync(TestSite site, TimeSpan every) => JobHost.StartAsync(
        site.Database, services => services.AddSingleton(_runs).AddRecurringJob<TickJob>("tick", every, TimeSpan.FromMinutes(1)));

    // The schedule is the host's, the ledger the site's.
    private static JobsAdministration Jobs(TestSite site, JobHost host) => new(
        host.Get<ISchedulerFactory>(), host.Get<IEnumerable<JobSchedule>>(), site.Get<Db>(), site.Get<JobRunStore>(), site.Get<PeopleStore>(),
        site.Get<LedgerWriter>(), TimeProvider.System);

    // A run that had begun may end; none comes after.
    private async Task QuietAsync()
    {
        await Task.Delay(Often);
        var before = _runs.Ticks;
        await Task.Delay(Often * 4);
        _runs.Ticks.ShouldBe(before);
    }

    private static async Task<TriggerState> TriggerAsync(JobHost host) =>
        await (await host.Get<ISchedulerFactory>().GetScheduler(Ct)).GetTriggerState(new TriggerKey("tick", "recurring"), Ct);

    private static async Task<IReadOnlyList<string>> KindsAsync(TestSite site) =>
        await site.Get<Db>().ReadAsync(session => session.QueryAsync<string>(
            "SELECT kind FROM ledger WHERE kind LIKE 'job-%' AND subject_id = 'tick' AND actor_id = @actor ORDER BY seq", new { actor = Admin.ToString() }), Ct);
}
