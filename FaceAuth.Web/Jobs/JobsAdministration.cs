using FaceAuth.Accounts;
using FaceAuth.Accounts.People;
using FaceAuth.Database;
using FaceAuth.Ledger;
using Quartz;

namespace FaceAuth.Jobs;

/// <summary>What administrators see of the jobs and do with them.</summary>
/// <remarks>
/// A pause is a row of <c>job_runs</c>, written with its row of the ledger; the scheduler's trigger is paused after it, so that
/// instances of the version before obey, too. Where a crash comes between, the next start puts the trigger right, and until then
/// each run asks the row.
/// </remarks>
public sealed class JobsAdministration(
    ISchedulerFactory schedulers, IEnumerable<JobSchedule> schedules, Db db, JobRunStore store, PeopleStore people, LedgerWriter ledger, TimeProvider clock)
{
    // More than there are jobs: runs by hand have a trigger each.
    private const int MostTriggers = 500;

    /// <summary>All jobs of this version, by their titles.</summary>
    public async Task<IReadOnlyList<JobState>> ListAsync(CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var triggers = (await scheduler.QueryTriggers(new TriggerQuery { Take = MostTriggers }, ct)).Items.ToLookup(trigger => trigger.JobKey);
        var (runs, pauses, addresses) = await db.ReadAsync(async session =>
        {
            var found = await store.PausesAsync(session);
            return (await store.RunsAsync(session), found,
                await people.FindAddressesAsync(session, [.. found.Select(pause => pause.PausedBy).Distinct()]));
        }, ct);
        return
        [
            .. schedules.Select(schedule => StateOf(
                schedule, [.. triggers[JobNames.Job(schedule.Name)]], runs.FirstOrDefault(run => run.Job == schedule.Name),
                pauses.FirstOrDefault(pause => pause.Job == schedule.Name), addresses))
                .OrderBy(job => job.Words.Title, StringComparer.Ordinal),
        ];
    }

    /// <summary>One job; null where this version has none of that name.</summary>
    public JobSchedule? Find(string name) => schedules.FirstOrDefault(schedule => schedule.Name == name);

    /// <summary>Runs a job as soon as an instance is free, also while it is paused.</summary>
    public async Task<JobActResult> RunAsync(string name, AccountId administrator, CancellationToken ct)
    {
        if (Find(name) is not { } schedule)
            return new JobActResult.NotThere();
        var scheduler = await schedulers.GetScheduler(ct);
        var triggers = await scheduler.QueryTriggers(new TriggerQuery { Job = JobNames.Job(name), Take = MostTriggers }, ct);
        if (triggers.Items.Any(JobNames.IsByHand))
            return new JobActResult.Already(schedule);
        await NoteAsync(LedgerKinds.JobRunByHand, name, administrator, _ => Task.FromResult(true), ct);
        await scheduler.TriggerJob(JobNames.Job(name), JobNames.ByHand(), ct);
        return new JobActResult.Done(schedule);
    }

    /// <summary>Pauses a job on all instances, over restarts too; a run that has begun goes on.</summary>
    public async Task<JobActResult> PauseAsync(string name, AccountId administrator, CancellationToken ct)
    {
        if (Find(name) is not { } schedule)
            return new JobActResult.NotThere();
        var pause = new JobPause { Job = name, PausedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(), PausedBy = administrator.ToString() };
        var done = await NoteAsync(LedgerKinds.JobPaused, name, administrator, tx => store.PauseAsync(tx, pause), ct);
        // Again where it is paused already: whoever did that may have been stopped before this.
        await (await schedulers.GetScheduler(ct)).PauseTrigger(JobNames.Trigger(name), ct);
        return done ? new JobActResult.Done(schedule) : new JobActResult.Already(schedule);
    }

    /// <summary>Puts a job on its schedule again; what was missed is made up for by one run at once.</summary>
    public async Task<JobActResult> ResumeAsync(string name, AccountId administrator, CancellationToken ct)
    {
        if (Find(name) is not { } schedule)
            return new JobActResult.NotThere();
        var done = await NoteAsync(LedgerKinds.JobResumed, name, administrator, tx => store.ResumeAsync(tx, name), ct);
        await (await schedulers.GetScheduler(ct)).ResumeTrigger(JobNames.Trigger(name), ct);
        return done ? new JobActResult.Done(schedule) : new JobActResult.Already(schedule);
    }

    private async Task<bool> NoteAsync(string kind, string job, AccountId administrator, Func<DbSession, Task<bool>> act, CancellationToken ct)
    {
        var note = await ledger.SealAsync(new LedgerEvent(kind, "", administrator.ToString(), job), ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await act(tx))
                return false;
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    private static JobState StateOf(
        JobSchedule schedule, IReadOnlyList<TriggerHeader> triggers, JobRun? last, JobPause? pause, IReadOnlyDictionary<string, string> addresses)
    {
        var recurring = triggers.FirstOrDefault(trigger => !JobNames.IsByHand(trigger));
        var byHand = triggers.Where(JobNames.IsByHand).ToList();
        return new JobState(schedule, JobWords.Of(schedule.Name))
        {
            Next = pause is null && recurring is { State: not TriggerState.Paused } ? recurring.NextFireTimeUtc : null,
            IsRunning = triggers.Any(trigger => trigger.State == TriggerState.Executing),
            Waits = byHand.Count > 0,
            Paused = pause is not null || recurring is { State: TriggerState.Paused },
            PausedAt = pause is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(pause.PausedAt),
            PausedBy = pause is null ? null : addresses.GetValueOrDefault(pause.PausedBy, "an account that was deleted"),
            Last = last,
        };
    }
}

/// <summary>A job as an administrator sees it.</summary>
/// <param name="Schedule">When it runs.</param>
/// <param name="Words">What it does.</param>
public sealed record JobState(JobSchedule Schedule, JobWords Words)
{
    /// <summary>Its next run on schedule; null while it is paused.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>An instance is at it.</summary>
    public bool IsRunning { get; init; }

    /// <summary>A run that an administrator asked for is not over.</summary>
    public bool Waits { get; init; }

    public bool Paused { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>The administrator's address.</summary>
    public string? PausedBy { get; init; }

    /// <summary>Its last run; null where it never ended one since runs are written down.</summary>
    public JobRun? Last { get; init; }
}

/// <summary>How an act on a job ended.</summary>
public abstract record JobActResult
{
    private JobActResult() { }

    /// <summary>It is done, and on the ledger.</summary>
    public sealed record Done(JobSchedule Job) : JobActResult;

    /// <summary>It was so before: paused, not paused, or about to run by hand.</summary>
    public sealed record Already(JobSchedule Job) : JobActResult;

    /// <summary>There is no such job.</summary>
    public sealed record NotThere : JobActResult;
}
