using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn;

/// <summary>Writes down a refused sign-in to a known account, and the mail about it, in one transaction.</summary>
public sealed class RefusalRecorder(
    Db db, AccountStore accounts, SignInStore store, SealedOrigins origins, NetworkFailures networks,
    DisownLinks links, DisownLinkStore linkStore, Outbox outbox, SignInMails mails, LedgerWriter ledger, IOptions<SignInOptions> options,
    TimeProvider clock)
{
    /// <summary>Records the refusal; does nothing where the account was deleted meanwhile.</summary>
    /// <param name="account">Whose account.</param>
    /// <param name="refusal">What was refused and why.</param>
    /// <param name="origin">Where it came from.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task RecordAsync(Account account, Refusal refusal, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7().ToString();
        var row = new SignInRow
        {
            Id = id,
            AccountId = account.Id,
            Outcome = nameof(SignInOutcome.Refused),
            Reason = refusal.Reason.ToString(),
            Method = (refusal.Reason == RefusalReason.WrongRecoveryCode ? SignInMethod.Recovery : SignInMethod.Face).ToString(),
            DeviceId = refusal.DeviceId,
            LowLiveness = refusal.LowLiveness,
            SealedOrigin = await origins.SealAsync(account.AccountId, id, SignInHistory.OriginField, origin, ct),
            At = now.ToUnixTimeMilliseconds(),
        };
        // Whoever failed inside a session is in already: "this wasn't me" is then about the sign-in that let them in.
        var (address, link) = links.New(account.AccountId, refusal.SessionSignInId ?? id);
        var mail = await outbox.SealAsync(
            refusal.ClosesWay is { } way
                ? mails.WayClosed(account, way, origin, now, address, refusal.SessionSignInId is not null)
                : refusal.SessionSignInId is not null
                ? mails.NotConfirmed(account, refusal.Reason, origin, now, options.Value.RefusalMailsPerDay, address)
                : mails.Refused(account, refusal.Reason, origin, now, options.Value.RefusalMailsPerDay, address),
            ct);
        // At the door nobody knows who it was; within a session it is whoever is signed in.
        var note = await ledger.SealAsync(
            new LedgerEvent(
                LedgerKinds.SignInRefused, account.Id, refusal.SessionSignInId is null ? "" : account.Id, id,
                LedgerNotes.DetailsOf(origin, ("reason", refusal.Reason.ToString()))),
            ct);
        await db.WriteAsync(async tx =>
        {
            // One after the other, so that of two refusals the second counts the first; and never for a deleted account.
            if (!await accounts.LockAsync(tx, account.AccountId))
                return;
            // Refusals are anybody's to cause: a few mails a day, or the mailbox becomes the target. The closing of a way
            // happens once, and its mail says how to open it.
            var dayAgo = now.AddDays(-1).ToUnixTimeMilliseconds();
            var mayMail = refusal.ClosesWay is not null
                || await store.CountRefusedAsync(tx, account.AccountId, dayAgo) < options.Value.RefusalMailsPerDay;
            await store.InsertAsync(tx, row);
            if (refusal.Reason is RefusalReason.NoMatch or RefusalReason.WrongRecoveryCode or RefusalReason.WrongCode)
                await networks.CountAsync(tx, origin);
            if (mayMail)
            {
                await linkStore.InsertAsync(tx, link);
                await outbox.AddAsync(tx, mail);
            }
            await ledger.AppendAsync(tx, note);
        }, ct);
        outbox.Nudge();
    }
}

/// <summary>A refused sign-in to a known account.</summary>
/// <param name="Reason">Why.</param>
/// <param name="LowLiveness">The picture looked little alive.</param>
/// <param name="DeviceId">The remembered device it came from, or null.</param>
/// <param name="ClosesWay">The way that this failure closed, or null.</param>
public sealed record Refusal(
    RefusalReason Reason, bool LowLiveness, string? DeviceId, SignInWay? ClosesWay)
{
    /// <summary>The sign-in of the session in which it happened; null at the door.</summary>
    public string? SessionSignInId { get; init; }
}
