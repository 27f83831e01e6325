using FaceAuth.Database;

namespace FaceAuth.Jobs;

/// <summary>What is written down around a run. It never stops a job: a fault is logged, and the work counts.</summary>
internal sealed partial class JobRecords(Db db, JobRunStore store, ILogger<JobRecords> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether the job is not to run: an administrator paused it, or the program stops. False where that cannot be found out.</summary>
    public async Task<bool> IsPausedAsync(string job, CancellationToken ct)
    {
        try
        {
            return await db.ReadAsync(session => store.IsPausedAsync(session, job), ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception fault)
        {
            Log.NotRead(logger, job, fault);
            return false;
        }
    }

    /// <summary>Writes down how a run ended; also while the program stops.</summary>
    public async Task RecordAsync(JobRun run)
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            await db.WriteAsync(tx => store.RecordAsync(tx, run), limit.Token);
        }
        catch (Exception fault)
        {
            Log.NotWritten(logger, run.Job, run.Result, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Whether job {Job} is paused could not be read; it runs.")]
        public static partial void NotRead(ILogger logger, string job, Exception fault);

        [LoggerMessage(2, LogLevel.Warning, "The run of job {Job} ended ({Result}), but could not be written down.")]
        public static partial void NotWritten(ILogger logger, string job, string result, Exception fault);
    }
}
