using FaceAuth.Accounts.Sessions.Drafts;

namespace FaceAuth.Jobs;

/// <summary>Deletes drafts that nobody came back for.</summary>
internal sealed class DraftPurgeJob(KeptDrafts drafts) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => drafts.PurgeAsync(ct);
}
