using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Jobs;

/// <summary>Deletes what sign-ins left behind.</summary>
internal sealed class SignInPurgeJob(SignInPurge purge) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => purge.PurgeAsync(ct);
}
