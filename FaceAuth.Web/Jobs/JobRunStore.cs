using FaceAuth.Database;

namespace FaceAuth.Jobs;

/// <summary>The table <c>job_runs</c>. Its rows are made when there is first something to say about a job.</summary>
public sealed class JobRunStore
{
    private const int InstanceLength = 200;

    /// <summary>The last runs.</summary>
    public Task<IReadOnlyList<JobRun>> RunsAsync(DbSession session) =>
        session.QueryAsync<JobRun>(
            "SELECT job, started_at, ended_at, milliseconds, result, by_hand, instance FROM job_runs WHERE result IS NOT NULL");

    /// <summary>The jobs that are paused.</summary>
    public Task<IReadOnlyList<JobPause>> PausesAsync(DbSession session) =>
        session.QueryAsync<JobPause>("SELECT job, paused_at, paused_by FROM job_runs WHERE paused_at IS NOT NULL");

    /// <summary>Whether a job is paused.</summary>
    public async Task<bool> IsPausedAsync(DbSession session, string job) =>
        await session.ScalarAsync<long>("SELECT COUNT(*) FROM job_runs WHERE job = @job AND paused_at IS NOT NULL", new { job }) > 0;

    /// <summary>Puts a run in the place of the one before.</summary>
    public async Task RecordAsync(DbSession tx, JobRun run)
    {
        var row = new
        {
            run.Job, run.StartedAt, run.EndedAt, run.Milliseconds, run.Result, ByHand = run.ByHand ? 1L : 0L,
            Instance = run.Instance.Length <= InstanceLength ? run.Instance : run.Instance[..InstanceLength],
        };
        const string update =
            """
            UPDATE job_runs SET started_at = @StartedAt, ended_at = @EndedAt, milliseconds = @Milliseconds, result = @Result,
                   by_hand = @ByHand, instance = @Instance
             WHERE job = @Job
            """;
        const string insert =
            """
            INSERT INTO job_runs (job, started_at, ended_at, milliseconds, result, by_hand, instance)
            VALUES (@Job, @StartedAt, @EndedAt, @Milliseconds, @Result, @ByHand, @Instance)
            """;
        if (await tx.ExecuteAsync(update, row) == 0 && !await tx.TryInsertAsync(insert, row))
            await tx.ExecuteAsync(update, row);
    }

    /// <summary>Pauses a job; false where it is paused already.</summary>
    public async Task<bool> PauseAsync(DbSession tx, JobPause pause)
    {
        const string update = "UPDATE job_runs SET paused_at = @PausedAt, paused_by = @PausedBy WHERE job = @Job AND paused_at IS NULL";
        return await tx.ExecuteAsync(update, pause) == 1
            || await tx.TryInsertAsync("INSERT INTO job_runs (job, paused_at, paused_by) VALUES (@Job, @PausedAt, @PausedBy)", pause)
            || await tx.ExecuteAsync(update, pause) == 1;
    }

    /// <summary>Lets a job run again; false where it is not paused.</summary>
    public async Task<bool> ResumeAsync(DbSession tx, string job) =>
        await tx.ExecuteAsync("UPDATE job_runs SET paused_at = NULL, paused_by = NULL WHERE job = @job AND paused_at IS NOT NULL", new { job }) == 1;
}
