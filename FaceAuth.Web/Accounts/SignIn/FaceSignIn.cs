using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Accounts.SignIn.Replay;
using FaceAuth.Database;
using FaceAuth.Faces;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// Decides a sign-in with an address and a photo. Photo quality is judged before the address is looked up; an address
/// without an account takes the same way as one with it, with a decoy to compare with and a counter of its own; and every
/// refusal is one answer. docs/sign-in.md draws the states.
/// </summary>
public sealed partial class FaceSignIn(
    Db db, AccountStore accounts, RememberedDevices devices, FaceCheck check, ReplayGuard guard, FailureCounters counters,
    NetworkFailures networks, PendingSignIns pendings, SignInFinisher finisher, RefusalRecorder refusals, FormAnswers forms,
    TimeProvider clock, ILogger<FaceSignIn> log)
{
    private const int Attempts = 5;

    /// <summary>Decides one attempt.</summary>
    public async Task<FaceSignInResult> SignInAsync(SignInRequest request, CancellationToken ct)
    {
        var reading = await check.ReadAsync(request.Frames, ct);
        return reading is FramesReading.Usable usable
            ? await forms.OnceAsync(new SentForm(request, usable), () => DecideAsync(request, usable, ct), ct)
            : new FaceSignInResult.NotUsable(((FramesReading.Unusable)reading).Reading);
    }

    private async Task<FaceSignInResult> DecideAsync(SignInRequest request, FramesReading.Usable frames, CancellationToken ct)
    {
        var (account, device) = await db.ReadAsync(session => FindAsync(session, request), ct);
        if (device is null && await networks.FindWaitAsync(request.Origin, ct) is { } wait)
            return new FaceSignInResult.TooManyFromHere(wait);

        var attempt = new Attempt(request, frames, account, device, counters.SubjectOf(account, request.Email), counters.WayOf(device));
        switch (await counters.TakeAsync(attempt.Subject, attempt.Way, ct))
        {
            case TryResult.Wait(var left): return await RefuseUntriedAsync(attempt, RefusalReason.Waiting, left, ct);
            case TryResult.Closed: return await RefuseUntriedAsync(attempt, RefusalReason.WayClosed, null, ct);
            case TryResult.Taken(var last): return await CompareAsync(attempt with { LastTry = last }, ct);
            default: throw new InvalidOperationException("A counter that this program does not know lets nobody try.");
        }
    }

    private async Task<(Account?, Device?)> FindAsync(DbSession session, SignInRequest request) =>
        await accounts.FindByEmailAsync(session, request.Email) is { } found
            ? (found, await devices.FindAsync(session, found.AccountId, request.DeviceToken))
            : (null, null);

    // From here on the try is counted: whatever is no failure gives it back. Until the face has matched, an address with an
    // account goes exactly the way of one without.
    private async Task<FaceSignInResult> CompareAsync(Attempt attempt, CancellationToken ct)
    {
        FaceVerdict verdict;
        try
        {
            verdict = attempt.Account is null
                ? await check.CompareWithDecoyAsync(attempt.Frames, ct)
                : await check.CompareAsync(attempt.Frames, attempt.Account.AccountId, ct);
        }
        catch
        {
            await counters.GiveBackAsync(attempt.Subject, attempt.Way, CancellationToken.None);
            throw;
        }
        switch (verdict)
        {
            case FaceVerdict.Unavailable { RetryAfter: var after }:
                await counters.GiveBackAsync(attempt.Subject, attempt.Way, CancellationToken.None);
                return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(after));
            case FaceVerdict.Match when attempt.Account is not null:
                await counters.GiveBackAsync(attempt.Subject, attempt.Way, CancellationToken.None);
                return await GoOnAsync(attempt, ct);
            case FaceVerdict.NoMatch:
            case FaceVerdict.Match: // of a decoy
                return await FailAsync(attempt, ct);
            default:
                throw new InvalidOperationException("A verdict this program does not know never signs anybody in.");
        }
    }

    // The face matched. Where the account, the device or the pictures seen changed while the engine worked, once more.
    private async Task<FaceSignInResult> GoOnAsync(Attempt attempt, CancellationToken ct)
    {
        for (var i = 0; i < Attempts; i++)
        {
            if (i > 0)
            {
                var (account, device) = await db.ReadAsync(session => FindAsync(session, attempt.Request), ct);
                if (account?.Id != attempt.Account!.Id)
                    return new FaceSignInResult.Refused(null, null);
                attempt = attempt with { Account = account, Device = device };
            }
            if (IsClosed(attempt.Account!))
                return await RefuseMatchAsync(attempt, RefusalReason.FaceClosed, ct);
            if (await guard.CheckAsync(attempt.Account!.AccountId, attempt.Frames, ct) is not ReplayVerdict.Fresh { Pictures: var pictures })
                return await RefuseMatchAsync(attempt, RefusalReason.Replayed, ct);
            var result = WhyAsked(attempt.Account, attempt.Device, attempt) is { } reason
                ? await BeginPendingAsync(attempt, pictures, reason, ct)
                : await FinishAsync(attempt, pictures, ct);
            if (result is not null)
                return result;
        }
        return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(TimeSpan.FromSeconds(2)));
    }

    private async Task<FaceSignInResult?> FinishAsync(Attempt attempt, SeenPictures pictures, CancellationToken ct)
    {
        var proof = new SignInProof(SignInMethod.Face, ByMailOnly: false, attempt.Device, attempt.Frames.LowLiveness);
        var prepared = await finisher.PrepareAsync(
            SignInFinisher.NewId(), attempt.Account!, proof, attempt.Request.Origin, remember: false, oldDeviceToken: null, ct);
        if (await finisher.FinishAsync(prepared, async tx => await IsStillAsync(tx, attempt) && await guard.TryRecordAsync(tx, pictures), ct)
            is not { } finished)
            return null;
        Log.Finished(log, attempt.Account!.Id, attempt.Frames.LowLiveness);
        return new FaceSignInResult.Finished(finished);
    }

    private async Task<FaceSignInResult?> BeginPendingAsync(Attempt attempt, SeenPictures pictures, SecondFactorReason reason, CancellationToken ct)
    {
        var proof = new SignInProof(SignInMethod.Face, ByMailOnly: attempt.Device is null, attempt.Device, attempt.Frames.LowLiveness);
        switch (await pendings.BeginAsync(attempt.Account!, proof, pictures, attempt.Request.Origin, tx => IsStillAsync(tx, attempt), note: null, ct))
        {
            case BeginPendingResult.Raced: return null;
            case BeginPendingResult.Begun(var id, var token):
                Log.CodeSent(log, attempt.Account!.Id, reason);
                return new FaceSignInResult.CodeSent(id, token);
            case BeginPendingResult.TooManyCodes: return new FaceSignInResult.Refused(RefusalReason.NoCodesLeft, null);
            default: return new FaceSignInResult.Refused(null, null);
        }
    }

    // Under the account's lock: a device forgotten, a sign-in disowned, a code asked for always since the decision count.
    private async Task<bool> IsStillAsync(DbSession tx, Attempt attempt)
    {
        var (account, device) = await FindAsync(tx, attempt.Request);
        return account is not null && account.Id == attempt.Account!.Id && !IsClosed(account)
            && device?.Id == attempt.Device?.Id && device?.HeldUntil == attempt.Device?.HeldUntil
            && WhyAsked(account, device, attempt) == WhyAsked(attempt.Account, attempt.Device, attempt);
    }

    private SecondFactorReason? WhyAsked(Account account, Device? device, Attempt attempt) =>
        SecondFactor.WhyAsked(account, device, attempt.Frames.LowLiveness, clock.GetUtcNow());

    private static bool IsClosed(Account account) => account.FaceClosedAt is not null || account.ClosedAt is not null;

    private async Task<FaceSignInResult> FailAsync(Attempt attempt, CancellationToken ct)
    {
        if (attempt.Account is not { } account)
        {
            await networks.CountAsync(attempt.Request.Origin, ct);
            return new FaceSignInResult.Refused(null, null);
        }
        await refusals.RecordAsync(
            account,
            new Refusal(RefusalReason.NoMatch, attempt.Frames.LowLiveness, attempt.Device?.Id, attempt.LastTry ? attempt.Way : null),
            attempt.Request.Origin, ct);
        Log.Refused(log, account.Id, RefusalReason.NoMatch);
        return Told(attempt, RefusalReason.NoMatch, null);
    }

    // Refused without a comparison of its own: a decoy takes its place. A wait or a closed way is not written down each
    // time, or anybody could fill the member's list.
    private async Task<FaceSignInResult> RefuseUntriedAsync(Attempt attempt, RefusalReason reason, TimeSpan? wait, CancellationToken ct)
    {
        if (await check.CompareWithDecoyAsync(attempt.Frames, ct) is FaceVerdict.Unavailable { RetryAfter: var after })
            return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(after));
        if (attempt.Account is { } account)
            Log.Refused(log, account.Id, reason);
        return Told(attempt, reason, wait);
    }

    private async Task<FaceSignInResult> RefuseMatchAsync(Attempt attempt, RefusalReason reason, CancellationToken ct)
    {
        if (reason is RefusalReason.Replayed)
            await refusals.RecordAsync(
                attempt.Account!, new Refusal(reason, attempt.Frames.LowLiveness, attempt.Device?.Id, ClosesWay: null), attempt.Request.Origin, ct);
        if (attempt.Device is null)
            await networks.CountAsync(attempt.Request.Origin, ct);
        Log.Refused(log, attempt.Account!.Id, reason);
        return Told(attempt, reason, null);
    }

    // Why is told on a remembered device only; anybody else could learn from it.
    private static FaceSignInResult.Refused Told(Attempt attempt, RefusalReason reason, TimeSpan? wait) =>
        attempt.Device is null ? new FaceSignInResult.Refused(null, null) : new FaceSignInResult.Refused(reason, wait);

    private sealed record Attempt(
        SignInRequest Request, FramesReading.Usable Frames, Account? Account, Device? Device, string Subject, SignInWay Way)
    {
        public bool LastTry { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Account {AccountId} signed in by face (low liveness: {LowLiveness}).")]
        public static partial void Finished(ILogger log, string accountId, bool lowLiveness);

        [LoggerMessage(LogLevel.Information, "A face matched account {AccountId}; a code was mailed ({Reason}).")]
        public static partial void CodeSent(ILogger log, string accountId, SecondFactorReason reason);

        [LoggerMessage(LogLevel.Information, "A sign-in to account {AccountId} was refused: {Reason}.")]
        public static partial void Refused(ILogger log, string accountId, RefusalReason reason);
    }
}
