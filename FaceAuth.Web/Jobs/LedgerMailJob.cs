using FaceAuth.Accounts;

namespace FaceAuth.Jobs;

/// <summary>Mails the ledger's newest row to the administrators, where that is set.</summary>
internal sealed class LedgerMailJob(LedgerMarkMails mails) : IRecurringJob
{
    public Task RunAsync(CancellationToken ct) => mails.SendAsync(ct);
}
