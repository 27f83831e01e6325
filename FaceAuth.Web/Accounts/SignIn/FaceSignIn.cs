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
            ? await forms.OnceAsync(request.BrowserToken, request.FormToken, () => DecideAsync(request, usable, ct), ct)
            : new FaceSignInResult.NotUsable(((FramesReading.Unusable)reading).Reading);
    }

    private async Task<FaceSignInResult> DecideAsync(SignInRequest request, FramesReading.Usable frames, CancellationToken ct)
    {
        var (account, device) = await db.ReadAsync(async session =>
            await accounts.FindByEmailAsync(session, request.Email) is { } found
                ? (found, await devices.FindAsync(session, found.AccountId, request.DeviceToken))
                : ((Account?)null, (Device?)null), ct);
        if (device is null && await networks.FindWaitAsync(request.Origin, ct) is { } wait)
            return new FaceSignInResult.TooManyFromHere(wait);

        var attempt = new Attempt(
            request, frames, account, device, counters.SubjectOf(account, request.Email),
            device is null ? SignInWay.NewDevice : SignInWay.RememberedDevice);
        var pictures = account is null ? null : await guard.CheckAsync(account.AccountId, frames, ct);
        if (pictures is ReplayVerdict.SeenBefore)
            return await RefuseAsync(attempt, RefusalReason.Replayed, ct);
        if (account is { FaceClosedAt: not null })
            return await RefuseAsync(attempt, RefusalReason.FaceClosed, ct);
        switch (await counters.TakeAsync(attempt.Subject, attempt.Way, ct))
        {
            case TryResult.Wait(var left): return await RefuseAsync(attempt, RefusalReason.Waiting, ct, left);
            case TryResult.Closed: return await RefuseAsync(attempt, RefusalReason.WayClosed, ct);
            case TryResult.Taken(var last):
                return await CompareAsync(attempt with { LastTry = last }, (pictures as ReplayVerdict.Fresh)?.Pictures, ct);
            default: throw new InvalidOperationException("A counter that this program does not know lets nobody try.");
        }
    }

    // From here on the try is counted: whatever is no failure gives it back.
    private async Task<FaceSignInResult> CompareAsync(Attempt attempt, SeenPictures? pictures, CancellationToken ct)
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
                return await GoOnAsync(attempt, pictures!, ct);
            case FaceVerdict.NoMatch:
            case FaceVerdict.Match: // of a decoy
                return await FailAsync(attempt, pictures, ct);
            default:
                throw new InvalidOperationException("A verdict this program does not know never signs anybody in.");
        }
    }

    // The face matched. What other pictures of the account came in between, the fresh ones are held against again.
    private async Task<FaceSignInResult> GoOnAsync(Attempt attempt, SeenPictures pictures, CancellationToken ct)
    {
        var account = attempt.Account!;
        for (var i = 0; i < Attempts; i++)
        {
            if (i > 0)
            {
                if (await guard.CheckAsync(account.AccountId, attempt.Frames, ct) is not ReplayVerdict.Fresh fresh)
                    return await RefuseAsync(attempt, RefusalReason.Replayed, ct);
                pictures = fresh.Pictures;
            }
            var result = SecondFactor.WhyAsked(account, attempt.Device, attempt.Frames.LowLiveness, clock.GetUtcNow()) is { } reason
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
        var raced = false;
        var finished = await finisher.FinishAsync(prepared, async tx => !(raced = !await guard.TryRecordAsync(tx, pictures)), ct);
        if (raced)
            return null;
        if (finished is null)
            return new FaceSignInResult.Refused(null, null);
        Log.Finished(log, attempt.Account!.Id, attempt.Frames.LowLiveness);
        return new FaceSignInResult.Finished(finished);
    }

    private async Task<FaceSignInResult?> BeginPendingAsync(Attempt attempt, SeenPictures pictures, SecondFactorReason reason, CancellationToken ct)
    {
        var proof = new SignInProof(SignInMethod.Face, ByMailOnly: attempt.Device is null, attempt.Device, attempt.Frames.LowLiveness);
        switch (await pendings.BeginAsync(attempt.Account!, proof, pictures, attempt.Request.Origin, alsoAsync: null, ct))
        {
            case BeginPendingResult.Raced: return null;
            case BeginPendingResult.Begun(var id, var token):
                Log.CodeSent(log, attempt.Account!.Id, reason);
                return new FaceSignInResult.CodeSent(id, token);
            case BeginPendingResult.TooManyCodes: return new FaceSignInResult.Refused(RefusalReason.NoCodesLeft, null);
            default: return new FaceSignInResult.Refused(null, null);
        }
    }

    private async Task<FaceSignInResult> FailAsync(Attempt attempt, SeenPictures? pictures, CancellationToken ct)
    {
        if (attempt.Account is not { } account)
        {
            await networks.CountAsync(attempt.Request.Origin, ct);
            return new FaceSignInResult.Refused(null, null);
        }
        await refusals.RecordAsync(
            account,
            new Refusal(RefusalReason.NoMatch, attempt.Frames.LowLiveness, attempt.Device?.Id, pictures, attempt.LastTry ? attempt.Way : null),
            attempt.Request.Origin, ct);
        Log.Refused(log, account.Id, RefusalReason.NoMatch);
        return Told(attempt, RefusalReason.NoMatch, null);
    }

    // Refused without a comparison of its own: a decoy takes its place. A wait or a closed way is not written down each
    // time, or anybody could fill the member's list.
    private async Task<FaceSignInResult> RefuseAsync(Attempt attempt, RefusalReason reason, CancellationToken ct, TimeSpan? wait = null)
    {
        if (await check.CompareWithDecoyAsync(attempt.Frames, ct) is FaceVerdict.Unavailable { RetryAfter: var after })
            return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(after));
        // An address without an account counts each try for its network. These two do too, or the time until the network's
        // limit would tell that there is an account.
        if (attempt.Device is null && reason is (RefusalReason.Replayed or RefusalReason.FaceClosed))
            await networks.CountAsync(attempt.Request.Origin, ct);
        if (attempt.Account is { } account)
        {
            if (reason is RefusalReason.Replayed)
                await refusals.RecordAsync(account, new Refusal(reason, attempt.Frames.LowLiveness, attempt.Device?.Id, null, null), attempt.Request.Origin, ct);
            Log.Refused(log, account.Id, reason);
        }
        return Told(attempt, reason, wait);
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
