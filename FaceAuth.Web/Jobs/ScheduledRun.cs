using Quartz;

namespace FaceAuth.Jobs;

/// <summary>
/// The one class that the scheduler's store names. Which job is meant is in the job's key, so that a node of the version
/// before, which does not know a new job, passes it over; a class name that it cannot load would stop the new job's trigger
/// on every node.
/// </summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledRun(
    IEnumerable<JobSchedule> schedules, IServiceProvider services, JobRecords records, TimeProvider clock, ILogger<ScheduledRun> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        if (schedules.FirstOrDefault(schedule => schedule.Name == name) is not { } schedule)
        {
            Log.Unknown(logger, name);
            return;
        }

        var byHand = JobNames.IsByHand(context);
        if (!byHand && await records.IsPausedAsync(name, cancellationToken))
        {
            Log.Paused(logger, name);
            return;
        }

        var (started, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        var result = await RunAsync(schedule, cancellationToken);
        var took = (long)clock.GetElapsedTime(timestamp).TotalMilliseconds;
        if (result == JobResults.Ok)
            Log.Ran(logger, name, took);
        await records.RecordAsync(new JobRun
        {
            Job = name,
            StartedAt = started.ToUnixTimeMilliseconds(),
            EndedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Milliseconds = took,
            Result = result,
            ByHand = byHand,
            Instance = context.Scheduler.SchedulerInstanceId,
        });
    }

    private async Task<string> RunAsync(JobSchedule schedule, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(schedule.TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            var job = (IRecurringJob)services.GetRequiredService(schedule.Type);
            await job.RunAsync(either.Token);
            return JobResults.Ok;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Log.Interrupted(logger, schedule.Name);
            return JobResults.Interrupted;
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            Log.TooLong(logger, schedule.Name, schedule.TimeLimit);
            return JobResults.TooLong;
        }
        catch (Exception fault)
        {
            Log.Failed(logger, schedule.Name, fault);
            return JobResults.Failed;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Job {Job} ran for {Milliseconds} ms.")]
        public static partial void Ran(ILogger logger, string job, long milliseconds);

        [LoggerMessage(2, LogLevel.Error, "Job {Job} failed; it runs again on schedule.")]
        public static partial void Failed(ILogger logger, string job, Exception fault);

        [LoggerMessage(3, LogLevel.Error, "Job {Job} was stopped at its time limit of {Limit}; it runs again on schedule.")]
        public static partial void TooLong(ILogger logger, string job, TimeSpan limit);

        [LoggerMessage(4, LogLevel.Information, "Job {Job} was interrupted, because the program stops.")]
        public static partial void Interrupted(ILogger logger, string job);

        [LoggerMessage(5, LogLevel.Debug, "Job {Job} is not known to this version of the program and is left to others.")]
        public static partial void Unknown(ILogger logger, string job);

        [LoggerMessage(6, LogLevel.Debug, "Job {Job} is paused.")]
        public static partial void Paused(ILogger logger, string job);
    }
}
