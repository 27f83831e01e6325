using FaceAuth.Accounts.Passkeys;

namespace FaceAuth.Jobs;

/// <summary>Removes passkeys' challenges that were not answered in time.</summary>
internal sealed class PasskeyPurgeJob(Ceremonies ceremonies) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => ceremonies.PurgeAsync(ct);
}
