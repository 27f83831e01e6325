using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// Sign-in with an address and a recovery code. A right code is used up and asks for the mailed code too; while the engine
/// is down, it is enough by itself on a remembered device ("break glass"). A right code goes through whatever others have
/// failed at before: it has 120 bits, and NIST SP 800-63B-4 §3.1.2.2 asks for a limit of tries under 64 only. Otherwise
/// anybody could keep the member from their last way back in. Wrong ones are counted and wait. An address without an account
/// takes the same way, and every refusal is one answer.
/// </summary>
public sealed partial class RecoverySignIn(
    Db db, AccountStore accounts, RememberedDevices devices, RecoveryCodes codes, FailureCounters counters, NetworkFailures networks,
    PendingSignIns pendings, SignInFinisher finisher, RefusalRecorder refusals, EngineOutage outage, TimeProvider clock,
    ILogger<RecoverySignIn> log)
{
    // The id of no account: a code that is looked up for it costs the same and is never found.
    private static readonly AccountId Nobody = new(Guid.Empty);

    /// <summary>Decides one attempt.</summary>
    public async Task<RecoveryResult> SignInAsync(RecoveryRequest request, CancellationToken ct)
    {
        var (account, device) = await db.ReadAsync(async session =>
            await accounts.FindByEmailAsync(session, request.Email) is { } found
                ? (found, await devices.FindAsync(session, found.AccountId, request.DeviceToken))
                : ((Account?)null, (Device?)null), ct);
        if (await codes.IsUsableAsync(account?.AccountId ?? Nobody, request.Code, ct) && account is { ClosedAt: null }
            && await GoOnAsync(account, device, request, ct) is { } result)
            return result;
        if (device is null && await networks.FindWaitAsync(request.Origin, ct) is { } wait)
            return new RecoveryResult.TooManyFromHere(wait);
        // What is wrong waits, so that nobody fills the member's list; this way never closes.
        return await counters.TakeAsync(counters.SubjectOf(account, request.Email), SignInWay.Recovery, ct) is TryResult.Wait(var left)
            ? Told(device, RefusalReason.Waiting, left)
            : await FailAsync(account, device, request, ct);
    }

    // The code was right when it was looked at. Null where somebody else has used it since: of two uses one wins.
    private async Task<RecoveryResult?> GoOnAsync(Account account, Device? device, RecoveryRequest request, CancellationToken ct)
    {
        var use = await codes.PrepareUseAsync(account, request.Code, used: null, request.Origin, ct);
        if (device is not null && device.HeldAt(clock.GetUtcNow().ToUnixTimeMilliseconds()) is null && await outage.IsDownAsync(ct))
            return await BreakGlassAsync(account, device, use, request, ct);

        // Used up when the mail goes out, also where the sign-in is then never finished: only who knows a code can use it
        // up, and one that was typed somewhere must not be good for a second try by whoever looked on.
        var proof = new SignInProof(SignInMethod.Recovery, ByMailOnly: false, device, LowLiveness: false);
        switch (await pendings.BeginAsync(account, proof, pictures: null, request.Origin, tx => codes.TryUseAsync(tx, use, signInId: null), use.Note, ct))
        {
            case BeginPendingResult.Begun(var id, var token):
                // Before the browser is told the token: nobody finishes a sign-in of which it is not known what proved it.
                await codes.NoteUseAsync(use, id, CancellationToken.None);
                Log.CodeSent(log, account.Id);
                return new RecoveryResult.CodeSent(token);
            case BeginPendingResult.TooManyCodes:
                return new RecoveryResult.Refused(RefusalReason.NoCodesLeft, null);
            default:
                return null;
        }
    }

    private async Task<RecoveryResult?> BreakGlassAsync(Account account, Device device, CodeUse use, RecoveryRequest request, CancellationToken ct)
    {
        var proof = new SignInProof(SignInMethod.BreakGlass, ByMailOnly: false, device, LowLiveness: false);
        var prepared = await finisher.PrepareAsync(SignInFinisher.NewId(), account, proof, request.Origin, remember: false, oldDeviceToken: null, ct);
        // The device is asked for again under the account's lock: one that is being forgotten at this moment is not enough.
        var finished = await finisher.FinishAsync(prepared with { Notes = [use.Note, .. prepared.Notes] }, async tx =>
            await devices.FindAsync(tx, account.AccountId, request.DeviceToken) is { } still
            && still.HeldAt(clock.GetUtcNow().ToUnixTimeMilliseconds()) is null
            && await codes.TryUseAsync(tx, use, prepared.Result.SignInId), ct);
        if (finished is null)
            return null;
        Log.GlassBroken(log, account.Id);
        return new RecoveryResult.Finished(finished);
    }

    private async Task<RecoveryResult> FailAsync(Account? account, Device? device, RecoveryRequest request, CancellationToken ct)
    {
        if (account is null)
        {
            await networks.CountAsync(request.Origin, ct);
            return new RecoveryResult.Refused(null, null);
        }
        await refusals.RecordAsync(
            account, new Refusal(RefusalReason.WrongRecoveryCode, LowLiveness: false, device?.Id, ClosesWay: null), request.Origin, ct);
        Log.Refused(log, account.Id);
        return Told(device, RefusalReason.WrongRecoveryCode, null);
    }

    // Why is told on a remembered device only; anybody else could learn from it.
    private static RecoveryResult.Refused Told(Device? device, RefusalReason reason, TimeSpan? wait) =>
        device is null ? new RecoveryResult.Refused(null, null) : new RecoveryResult.Refused(reason, wait);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "A recovery code of account {AccountId} was right; a code was mailed.")]
        public static partial void CodeSent(ILogger log, string accountId);

        [LoggerMessage(LogLevel.Warning, "Account {AccountId} signed in with a recovery code on a remembered device while the engine is down.")]
        public static partial void GlassBroken(ILogger log, string accountId);

        [LoggerMessage(LogLevel.Information, "A recovery of account {AccountId} was refused.")]
        public static partial void Refused(ILogger log, string accountId);
    }
}

/// <summary>One attempt to sign in with a recovery code.</summary>
/// <param name="Email">The address that was typed.</param>
/// <param name="Code">The code.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="DeviceToken">What a remembered browser holds, or null.</param>
public sealed record RecoveryRequest(EmailAddress Email, RecoveryCode Code, RequestOrigin Origin, string? DeviceToken);

/// <summary>How an attempt to sign in with a recovery code ended.</summary>
public abstract record RecoveryResult
{
    private RecoveryResult() { }

    /// <summary>The code is right and the engine is down, on a remembered device.</summary>
    public sealed record Finished(FinishedSignIn SignIn) : RecoveryResult;

    /// <summary>The code is right and used up; another one was mailed, and the browser is given the token.</summary>
    public sealed record CodeSent(string BrowserToken) : RecoveryResult;

    /// <summary>
    /// Refused: one answer, whatever the reason. <paramref name="Told"/> is the reason where it may be told,
    /// <paramref name="Wait"/> what is left of a wait.
    /// </summary>
    public sealed record Refused(RefusalReason? Told, TimeSpan? Wait) : RecoveryResult;

    /// <summary>Too many failures from this network address; it says nothing about any account.</summary>
    public sealed record TooManyFromHere(TimeSpan RetryAfter) : RecoveryResult;
}
