using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Jobs;

/// <summary>Empties the bin of what is in it for long enough, and removes grants, reveals and undecided imports that nobody needs any more.</summary>
internal sealed class VaultPurgeJob(VaultBin bin, RevealGrants grants, RevealDigests digests, VaultImports imports) : IRecurringJob
{
    public async Task RunAsync(CancellationToken ct)
    {
        await bin.EmptyAsync(ct);
        await grants.PurgeAsync(ct);
        await digests.PruneAsync(ct);
        await imports.PurgeAsync(ct);
    }
}
