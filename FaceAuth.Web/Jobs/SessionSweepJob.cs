using FaceAuth.Accounts.Sessions;

namespace FaceAuth.Jobs;

/// <summary>Removes sessions that have ended.</summary>
internal sealed class SessionSweepJob(SessionTickets sessions) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => sessions.SweepAsync(ct);
}
