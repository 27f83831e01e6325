using FaceAuth.Email;

namespace FaceAuth.Jobs;

/// <summary>Delivers the mail that no nudge delivered: after a crash, after a failure, when a back-off ends.</summary>
internal sealed class OutboxJob(OutboxDelivery delivery) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => delivery.DeliverDueAsync(ct);
}
