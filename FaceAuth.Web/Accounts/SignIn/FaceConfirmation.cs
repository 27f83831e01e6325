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
    /// <param name="signInId">The sign-in that the session came from.</param>
    /// <param name="deviceId">The session's remembered device, or null.</param>
    /// <param name="frames">One file, or the camera's frames.</param>
    /// <param name="origin">Where the attempt comes from.</param>
    /// <param name="strict">A secret is to be shown: a picture that looks little alive asks for a code in every session, however
    /// it began. Who sits there now is another question than who began it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ConfirmResult> ConfirmAsync(
        AccountId id, string signInId, string? deviceId, IReadOnlyList<PhotoUpload> frames, RequestOrigin origin, bool strict,
        CancellationToken ct)
    {
        var reading = await check.ReadAsync(frames, ct);
        if (reading is not FramesReading.Usable usable)
            return new ConfirmResult.NotUsable(((FramesReading.Unusable)reading).Reading);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (account, device) = await db.ReadAsync(async session => (
            await accounts.FindAsync(session, id),
            deviceId is null ? null : (await devices.ListAsync(session, id, now)).FirstOrDefault(d => d.Id == deviceId)), ct);
        if (account is null)
            return new ConfirmResult.Refused(RefusalReason.NoMatch, null);

        var attempt = new Attempt(account, signInId, device, counters.WayOf(device), usable, origin, strict);
        switch (await counters.TakeAsync(account.Id, attempt.Way, ct))
        {
            case TryResult.Wait(var left): return new ConfirmResult.Refused(RefusalReason.Waiting, left);
            case TryResult.Closed: return new ConfirmResult.Refused(RefusalReason.WayClosed, null);
            case TryResult.Taken(var last): return await CompareAsync(attempt, last, ct);
            default: throw new InvalidOperationException("A counter that this program does not know lets nobody try.");
        }
    }

    private async Task<ConfirmResult> CompareAsync(Attempt attempt, bool last, CancellationToken ct)
    {
        FaceVerdict verdict;
        try
        {
            verdict = await check.CompareAsync(attempt.Frames, attempt.Account.AccountId, ct);
        }
        catch
        {
            await counters.GiveBackAsync(attempt.Account.Id, attempt.Way, CancellationToken.None);
            throw;
        }
        switch (verdict)
        {
            case FaceVerdict.Match:
                await counters.GiveBackAsync(attempt.Account.Id, attempt.Way, CancellationToken.None);
                return await GoOnAsync(attempt, ct);
            case FaceVerdict.Unavailable { RetryAfter: var after }:
                await counters.GiveBackAsync(attempt.Account.Id, attempt.Way, CancellationToken.None);
                return new ConfirmResult.NotUsable(new FaceReading.Unavailable(after));
            case FaceVerdict.NoMatch:
                await refusals.RecordAsync(
                    attempt.Account,
                    new Refusal(RefusalReason.NoMatch, attempt.Frames.LowLiveness, attempt.Device?.Id, last ? attempt.Way : null)
                    {
                        SessionSignInId = attempt.SignInId,
                    },
                    attempt.Origin, ct);
                return new ConfirmResult.Refused(RefusalReason.NoMatch, null);
            default:
                throw new InvalidOperationException("A verdict this program does not know confirms nobody.");
        }
    }

    private async Task<ConfirmResult> GoOnAsync(Attempt attempt, CancellationToken ct)
    {
        for (var i = 0; i < Attempts; i++)
        {
            if (await guard.CheckAsync(attempt.Account.AccountId, attempt.Frames, ct) is not ReplayVerdict.Fresh { Pictures: var pictures })
                return new ConfirmResult.Refused(RefusalReason.Replayed, null);
            // A picture that looks little alive never refuses alone, and asks for a code: before a secret always, else in a
            // session from a remembered device, which began with a face only; any other one began with more already.
            if (attempt.Frames.LowLiveness && (attempt.Device is not null || attempt.Strict))
            {
                if (await AskForCodeAsync(attempt, pictures, ct) is { } asked)
                    return asked;
            }
            else if (await db.WriteAsync(async tx =>
                await accounts.LockAsync(tx, attempt.Account.AccountId) && await guard.TryRecordAsync(tx, pictures), ct))
            {
                return new ConfirmResult.Confirmed();
            }
        }
        return new ConfirmResult.NotUsable(new FaceReading.Unavailable(TimeSpan.FromSeconds(2)));
    }

    // With the mailed code it is a sign-in of its own, from the same device and under the same hold; without a device it is one
    // that the mailbox let in, and on hold as that.
    private async Task<ConfirmResult?> AskForCodeAsync(Attempt attempt, SeenPictures pictures, CancellationToken ct)
    {
        var proof = new SignInProof(SignInMethod.Face, ByMailOnly: attempt.Device is null, attempt.Device, LowLiveness: true);
        return await pendings.BeginAsync(attempt.Account, proof, pictures, attempt.Origin, alsoAsync: null, note: null, ct) switch
        {
            BeginPendingResult.Begun(var id, var token) => new ConfirmResult.CodeSent(id, token),
            BeginPendingResult.TooManyCodes => new ConfirmResult.Refused(RefusalReason.NoCodesLeft, null),
            BeginPendingResult.Raced => null,
            _ => new ConfirmResult.Refused(RefusalReason.NoMatch, null),
        };
    }

    private sealed record Attempt(
        Account Account, string SignInId, Device? Device, SignInWay Way, FramesReading.Usable Frames, RequestOrigin Origin,
        bool Strict);
}

/// <summary>How a fresh face was judged.</summary>
public abstract record ConfirmResult
{
    private ConfirmResult() { }

    /// <summary>It is the account's owner.</summary>
    public sealed record Confirmed : ConfirmResult;

    /// <summary>It is, but the picture looks little alive: a code was mailed, and the browser is given the token. The sign-in that the code
    /// finishes has the pending one's id.</summary>
    public sealed record CodeSent(string PendingId, string BrowserToken) : ConfirmResult;

    /// <summary>It is not, or may not be tried now; whoever is signed in is told why.</summary>
    public sealed record Refused(RefusalReason Reason, TimeSpan? Wait) : ConfirmResult;

    /// <summary>The photo cannot be used, or the engine cannot answer.</summary>
    public sealed record NotUsable(FaceReading Reading) : ConfirmResult;
}
