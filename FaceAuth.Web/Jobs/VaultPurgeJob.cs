using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Jobs;

/// <summary>
/// Empties the bin of what is in it for long enough, and removes grants, reveals and undecided imports that nobody needs any
/// more. What fails does not hold up the rest.
/// </summary>
internal sealed class VaultPurgeJob(VaultBin bin, RevealGrants grants, RevealDigests digests, VaultImports imports) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        var faults = new List<Exception>();
        foreach (var part in new Func<CancellationToken, Task>[] { bin.EmptyAsync, grants.PurgeAsync, digests.PruneAsync, imports.PurgeAsync })
        {
            try
            {
                await part(ct);
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                faults.Add(fault);
            }
        }
        if (faults.Count > 0)
            throw new AggregateException(faults);
    }
}
