using FaceAuth.Accounts.Addresses;

namespace FaceAuth.Jobs;

/// <summary>Deletes what changes of address left behind.</summary>
internal sealed class AddressPurgeJob(AddressPurge purge) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => purge.PurgeAsync(ct);
}
