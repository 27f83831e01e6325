using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using Microsoft.Extensions.Options;
using Quartz;

namespace FaceAuth.Jobs;

/// <summary>
/// Brings the scheduler's tables and the stored schedules up to date when the site starts: after the migrations and the
/// keys, before the first job runs, and under a lock, because several instances may start at once. What an administrator paused
/// stays paused.
/// </summary>
internal sealed partial class SchedulePlan(
    ISchedulerFactory schedulers, IDialect dialect, IOptions<DatabaseOptions> database, IEnumerable<JobSchedule> schedules,
    Db db, JobRunStore store, ILogger<SchedulePlan> logger) : IHostedService
{
    /// <summary>
    /// A run that was missed, because the program was down or busy, is made up for by one run at once: each run does all
    /// that is due, so more would do nothing, and none would leave the work lying for a whole interval.
    /// </summary>
    private const SimpleTriggerMisfireInstruction WhenMissed = SimpleTriggerMisfireInstruction.NowWithExistingCount;

    public Task StartAsync(CancellationToken cancellationToken) =>
        dialect.UnderLockAsync("jobs", database.Value.StartLockTimeout, async () =>
        {
            // Makes the scheduler and with it what is missing of its tables; it does not run yet.
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            var paused = (await db.ReadAsync(store.PausesAsync, cancellationToken)).Select(pause => pause.Job).ToHashSet();
            foreach (var schedule in schedules)
            {
                await PutAsync(scheduler, schedule, cancellationToken);
                await KeepPausedAsync(scheduler, JobNames.Trigger(schedule.Name), paused.Contains(schedule.Name), cancellationToken);
            }
        }, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task PutAsync(IScheduler scheduler, JobSchedule schedule, CancellationToken ct)
    {
        var job = JobBuilder.Create<ScheduledRun>()
            .WithIdentity(JobNames.Job(schedule.Name))
            .StoreDurably()
            .Build();
        await scheduler.AddJob(job, AddJobOptions.Replacing, ct);

        var key = JobNames.Trigger(schedule.Name);
        var trigger = TriggerBuilder.Create(scheduler.TimeProvider)
            .WithIdentity(key)
            .ForJob(job.Key)
            .StartNow()
            .WithSchedule(SimpleScheduleBuilder.Create()
                .WithInterval(schedule.Every)
                .RepeatForever()
                .WithMisfireInstruction(WhenMissed))
            .Build();

        var stored = await scheduler.GetTrigger(key, ct);
        if (stored is null)
        {
            await scheduler.ScheduleJob(trigger, cancellationToken: ct);
            Log.Scheduled(logger, schedule.Name, schedule.Every);
        }
        else if (stored is not ISimpleTrigger simple || simple.RepeatInterval != schedule.Every
            || simple.MisfireInstruction != WhenMissed)
        {
            await scheduler.RescheduleJob(key, trigger, ct);
            Log.Scheduled(logger, schedule.Name, schedule.Every);
        }
        else
        {
            // Left as it is, or a job that runs once a day would never run on a program that is restarted twice a day.
            await scheduler.ResetTriggerFromErrorState(key, ct);
        }
    }

    // A new trigger is never paused; and whoever paused or resumed the job may have been stopped before its trigger was.
    private static async Task KeepPausedAsync(IScheduler scheduler, TriggerKey key, bool paused, CancellationToken ct)
    {
        if (paused)
            await scheduler.PauseTrigger(key, ct);
        else if (await scheduler.GetTriggerState(key, ct) == TriggerState.Paused)
            await scheduler.ResumeTrigger(key, ct);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Job {Job} is scheduled every {Every}.")]
        public static partial void Scheduled(ILogger logger, string job, TimeSpan every);
    }
}
