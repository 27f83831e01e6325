using FaceAuth.Ledger;

namespace FaceAuth.Jobs;

/// <summary>Deletes rows of the ledger whose time is over.</summary>
internal sealed class LedgerPruneJob(LedgerPruning pruning) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => pruning.PruneAsync(ct);
}
