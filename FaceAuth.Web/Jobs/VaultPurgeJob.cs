using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Jobs;

/// <summary>Empties the bin of what is in it for long enough, and removes grants and reveals that nobody needs any more.</summary>
internal sealed class VaultPurgeJob(VaultBin bin, RevealGrants grants, RevealDigests digests) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        await bin.EmptyAsync(ct);
        await grants.PurgeAsync(ct);
        await digests.PruneAsync(ct);
    }
}
