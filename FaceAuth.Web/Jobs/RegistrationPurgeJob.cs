using FaceAuth.Accounts.Registration;

namespace FaceAuth.Jobs;

/// <summary>Deletes registrations that were not proven in time.</summary>
internal sealed class RegistrationPurgeJob(AddressProof registrations) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => registrations.PurgeExpiredAsync(ct);
}
