using FaceAuth.Vault.Reveals;

namespace FaceAuth.Jobs;

/// <summary>Mails what was shown in sessions that are over.</summary>
internal sealed class RevealDigestJob(RevealDigests digests) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => digests.SendAsync(ct);
}
