using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Jobs;

/// <summary>Removes sessions that have ended.</summary>
internal sealed class SessionSweepJob(SessionTickets sessions) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => sessions.SweepAsync(ct);
}

/// <summary>Deletes registrations that were not proven in time.</summary>
internal sealed class RegistrationPurgeJob(AddressProof registrations) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => registrations.PurgeExpiredAsync(ct);
}

/// <summary>Deletes pictures that are nobody's any more from the photo store.</summary>
internal sealed class PictureSweepJob(PictureSweep sweep) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => sweep.RunAsync(ct);
}

/// <summary>Deletes sign-ins that are older than the history reaches back.</summary>
internal sealed class SignInPruneJob(SignInHistory history) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => history.PruneAsync(ct);
}
