using FaceAuth.Database;
using FaceAuth.Email;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>Writes down a sign-in decision about a known account, and the mail about it, in one transaction.</summary>
public sealed class SignInRecorder(
    Db db, AccountStore accounts, SignInStore store, SealedOrigins origins, Outbox outbox, SignInMails mails, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Records the decision; false where the account was deleted meanwhile, and nothing was written.</summary>
    public async Task<bool> RecordAsync(
        Account account, SignInOutcome outcome, bool lowLiveness, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7().ToString();
        var row = new SignInRow
        {
            Id = id,
            AccountId = account.Id,
            Outcome = outcome.ToString(),
            LowLiveness = lowLiveness,
            SealedOrigin = await origins.SealAsync(account.AccountId, id, SignInHistory.OriginField, origin, ct),
            At = now.ToUnixTimeMilliseconds(),
        };
        var mail = await outbox.SealAsync(
            outcome == SignInOutcome.Finished
                ? mails.Finished(account, origin, now)
                : mails.Refused(account, origin, now, options.Value.RefusalMailsPerDay),
            ct);
        var recorded = await db.WriteAsync(async tx =>
        {
            // One after the other, so that of two refusals the second counts the first; and never for a deleted account.
            if (!await accounts.LockAsync(tx, account.AccountId))
                return false;
            // Refusals are anybody's to cause: a few mails a day, or the mailbox becomes the target.
            var dayAgo = now.AddDays(-1).ToUnixTimeMilliseconds();
            var mayMail = outcome == SignInOutcome.Finished
                || await store.CountRefusedAsync(tx, account.AccountId, dayAgo) < options.Value.RefusalMailsPerDay;
            await store.InsertAsync(tx, row);
            if (mayMail)
                await outbox.AddAsync(tx, mail);
            return true;
        }, ct);
        outbox.Nudge();
        return recorded;
    }
}
