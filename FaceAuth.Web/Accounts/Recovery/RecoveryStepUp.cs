using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// A recovery code of somebody who is signed in, in the place of a fresh face: it is used up, and lifts the hold of the
/// sign-in where there is one, because more than a mailed code stands behind the session from then on. The member is told
/// by mail.
/// </summary>
public sealed class RecoveryStepUp(
    Db db, AccountStore accounts, RecoveryCodes codes, RecoveryMails mails, Holds holds, FailureCounters counters, RefusalRecorder refusals,
    Outbox outbox, TimeProvider clock)
{
    /// <summary>Judges one attempt; the caller gives the session a new identifier where it was right.</summary>
    /// <param name="id">Who is signed in.</param>
    /// <param name="signInId">The sign-in that the session came from.</param>
    /// <param name="deviceId">The session's remembered device, or null.</param>
    /// <param name="code">The code.</param>
    /// <param name="origin">Where the attempt comes from.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<RecoveryStepUpResult> ProveAsync(
        AccountId id, string signInId, string? deviceId, RecoveryCode code, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return new RecoveryStepUpResult.WrongCode();
        var proven = false;
        // Looked at before the counter, as at sign-in: a right code does not wait for what others have failed at.
        if (await codes.IsUsableAsync(id, code, ct))
        {
            var use = await codes.PrepareUseAsync(account, code, mails.UsedInSession(account, origin, clock.GetUtcNow()), origin, ct);
            proven = await holds.LiftAsync(id, signInId, async tx =>
            {
                if (!await codes.TryUseAsync(tx, use, signInId))
                    return false;
                await counters.OpenAsync(tx, id, SignInWay.Recovery);
                return true;
            }, use.Note, ct);
        }
        if (!proven)
        {
            if (await counters.TakeAsync(account.Id, SignInWay.Recovery, ct) is TryResult.Wait(var left))
                return new RecoveryStepUpResult.Wait(left);
            await refusals.RecordAsync(
                account,
                new Refusal(RefusalReason.WrongRecoveryCode, LowLiveness: false, deviceId, ClosesWay: null) { SessionSignInId = signInId }, origin, ct);
            return new RecoveryStepUpResult.WrongCode();
        }
        outbox.Nudge();
        return new RecoveryStepUpResult.Proven();
    }
}

/// <summary>How a recovery code in a session was judged.</summary>
public abstract record RecoveryStepUpResult
{
    private RecoveryStepUpResult() { }

    /// <summary>It was one, and is used up.</summary>
    public sealed record Proven : RecoveryStepUpResult;

    /// <summary>It is not one of the member's, or was used or replaced before.</summary>
    public sealed record WrongCode : RecoveryStepUpResult;

    /// <summary>Too soon after several failures.</summary>
    public sealed record Wait(TimeSpan Left) : RecoveryStepUpResult;
}
