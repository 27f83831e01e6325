using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Accounts.SignIn.Replay;
using FaceAuth.Database;
using FaceAuth.Faces;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// A fresh face of somebody who is signed in, before an act that asks for one. The same guards and counters as at
/// sign-in: the picture must be new, and a face that does not match counts.
/// </summary>
public sealed class FaceConfirmation(
    Db db, AccountStore accounts, DeviceStore devices, FaceCheck check, ReplayGuard guard, FailureCounters counters,
    RefusalRecorder refusals, PendingSignIns pendings, TimeProvider clock)
{
    private const int Attempts = 5;

    /// <summary>Judges one attempt.</summary>
    /// <param name="id">Who is signed in.</param>
    /// <param name="deviceId">The session's remembered device, or null: it decides which counter counts.</param>
    /// <param name="frames">One file, or the camera's frames.</param>
    /// <param name="origin">Where the attempt comes from.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ConfirmResult> ConfirmAsync(
        AccountId id, string? deviceId, IReadOnlyList<PhotoUpload> frames, RequestOrigin origin, CancellationToken ct)
    {
        var reading = await check.ReadAsync(frames, ct);
        if (reading is not FramesReading.Usable usable)
            return new ConfirmResult.NotUsable(((FramesReading.Unusable)reading).Reading);
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return new ConfirmResult.Refused(RefusalReason.NoMatch, null);
        if (await guard.CheckAsync(id, usable, ct) is not ReplayVerdict.Fresh { Pictures: var pictures })
            return new ConfirmResult.Refused(RefusalReason.Replayed, null);

        var way = deviceId is null ? SignInWay.NewDevice : SignInWay.RememberedDevice;
        switch (await counters.TakeAsync(account.Id, way, ct))
        {
            case TryResult.Wait(var left): return new ConfirmResult.Refused(RefusalReason.Waiting, left);
            case TryResult.Closed: return new ConfirmResult.Refused(RefusalReason.WayClosed, null);
            case TryResult.Taken(var last):
                return await CompareAsync(account, way, usable, pictures, new Refusal(
                    RefusalReason.NoMatch, usable.LowLiveness, deviceId, pictures, last ? way : null), origin, ct);
            default: throw new InvalidOperationException("A counter that this program does not know lets nobody try.");
        }
    }

    private async Task<ConfirmResult> CompareAsync(
        Account account, SignInWay way, FramesReading.Usable usable, SeenPictures pictures, Refusal refusal, RequestOrigin origin, CancellationToken ct)
    {
        FaceVerdict verdict;
        try
        {
            verdict = await check.CompareAsync(usable, account.AccountId, ct);
        }
        catch
        {
            await counters.GiveBackAsync(account.Id, way, CancellationToken.None);
            throw;
        }
        switch (verdict)
        {
            case FaceVerdict.Match:
                await counters.GiveBackAsync(account.Id, way, CancellationToken.None);
                return await GoOnAsync(account, refusal.DeviceId, usable, pictures, origin, ct);
            case FaceVerdict.Unavailable { RetryAfter: var after }:
                await counters.GiveBackAsync(account.Id, way, CancellationToken.None);
                return new ConfirmResult.NotUsable(new FaceReading.Unavailable(after));
            case FaceVerdict.NoMatch:
                await refusals.RecordAsync(account, refusal, origin, ct);
                return new ConfirmResult.Refused(RefusalReason.NoMatch, null);
            default:
                throw new InvalidOperationException("A verdict this program does not know confirms nobody.");
        }
    }

    private async Task<ConfirmResult> GoOnAsync(
        Account account, string? deviceId, FramesReading.Usable usable, SeenPictures pictures, RequestOrigin origin, CancellationToken ct)
    {
        for (var i = 0; i < Attempts; i++)
        {
            if (i > 0)
            {
                if (await guard.CheckAsync(account.AccountId, usable, ct) is not ReplayVerdict.Fresh fresh)
                    return new ConfirmResult.Refused(RefusalReason.Replayed, null);
                pictures = fresh.Pictures;
            }
            if (usable.LowLiveness)
            {
                if (await AskForCodeAsync(account, deviceId, pictures, origin, ct) is { } asked)
                    return asked;
            }
            else if (await db.WriteAsync(async tx =>
                await accounts.LockAsync(tx, account.AccountId) && await guard.TryRecordAsync(tx, pictures), ct))
            {
                return new ConfirmResult.Confirmed();
            }
        }
        return new ConfirmResult.NotUsable(new FaceReading.Unavailable(TimeSpan.FromSeconds(2)));
    }

    // A picture that looks little alive never refuses alone: with a mailed code it is a sign-in of its own.
    private async Task<ConfirmResult?> AskForCodeAsync(
        Account account, string? deviceId, SeenPictures pictures, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var device = (await db.ReadAsync(session => devices.ListAsync(session, account.AccountId, now), ct)).FirstOrDefault(d => d.Id == deviceId);
        var proof = new SignInProof(SignInMethod.Face, ByMailOnly: device is null, device, LowLiveness: true);
        return await pendings.BeginAsync(account, proof, pictures, origin, alsoAsync: null, ct) switch
        {
            BeginPendingResult.Begun(_, var token) => new ConfirmResult.CodeSent(token),
            BeginPendingResult.TooManyCodes => new ConfirmResult.Refused(RefusalReason.NoCodesLeft, null),
            BeginPendingResult.Raced => null,
            _ => new ConfirmResult.Refused(RefusalReason.NoMatch, null),
        };
    }
}

/// <summary>How a fresh face was judged.</summary>
public abstract record ConfirmResult
{
    private ConfirmResult() { }

    /// <summary>It is the account's owner.</summary>
    public sealed record Confirmed : ConfirmResult;

    /// <summary>It is, but the picture looks little alive: a code was mailed, and the browser is given the token.</summary>
    public sealed record CodeSent(string BrowserToken) : ConfirmResult;

    /// <summary>It is not, or may not be tried now; whoever is signed in is told why.</summary>
    public sealed record Refused(RefusalReason Reason, TimeSpan? Wait) : ConfirmResult;

    /// <summary>The photo cannot be used, or the engine cannot answer.</summary>
    public sealed record NotUsable(FaceReading Reading) : ConfirmResult;
}
