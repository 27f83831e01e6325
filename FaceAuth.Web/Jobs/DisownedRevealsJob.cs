using FaceAuth.Vault.Reveals;

namespace FaceAuth.Jobs;

/// <summary>Marks what was shown in disowned sign-ins to be rotated.</summary>
internal sealed class DisownedRevealsJob(DisownedReveals reveals) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => reveals.TakeAsync(ct);
}
