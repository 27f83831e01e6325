namespace FaceAuth.Jobs;

/// <summary>
/// Work that is done again and again. Each run does everything that is due, so a run that was missed is made up for by the
/// next one, and a run that is repeated does no harm.
/// </summary>
public interface IRecurringJob
{
    /// <summary>One run. It may throw: the fault is logged and the schedule goes on.</summary>
    /// <param name="ct">Ends with the job's time limit or with the program; the work then stops at its next safe point.</param>
    Task RunAsync(CancellationToken ct);
}

/// <summary>When a job runs.</summary>
/// <param name="Name">Its name in the store; kept for good, because running versions share the store.</param>
/// <param name="Type">The class, made anew in a scope of its own for each run.</param>
/// <param name="Every">From one start to the next.</param>
/// <param name="TimeLimit">A run is told to stop after this long.</param>
public sealed record JobSchedule(string Name, Type Type, TimeSpan Every, TimeSpan TimeLimit);
