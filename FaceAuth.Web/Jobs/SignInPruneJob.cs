using FaceAuth.Accounts.SignIn;

namespace FaceAuth.Jobs;

/// <summary>Deletes sign-ins that are older than the history reaches back.</summary>
internal sealed class SignInPruneJob(SignInHistory history) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => history.PruneAsync(ct);
}
