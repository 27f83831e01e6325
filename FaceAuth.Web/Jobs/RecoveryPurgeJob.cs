using FaceAuth.Accounts.Recovery;

namespace FaceAuth.Jobs;

/// <summary>Deletes replaced recovery codes and past resets.</summary>
internal sealed class RecoveryPurgeJob(RecoveryPurge purge) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => purge.PurgeAsync(ct);
}
