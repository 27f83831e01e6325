using FaceAuth.Database;
using FaceAuth.Faces;

namespace FaceAuth.Accounts.SignIn;

/// <summary>
/// Decides a sign-in with an address and a photo. Photo quality is judged before the address is looked up, so that its
/// answer tells nothing about the account. A decision about a known account is recorded, and mailed, in one transaction;
/// the session is begun by the caller after that: a crash in between leaves a mail too many, never a session unseen.
/// </summary>
public sealed partial class FaceSignIn(
    Db db, AccountStore accounts, FaceCheck check, SignInRecorder recorder, ILogger<FaceSignIn> log)
{
    /// <summary>Decides one attempt.</summary>
    public async Task<FaceSignInResult> SignInAsync(
        EmailAddress email, IReadOnlyList<PhotoUpload> frames, RequestOrigin origin, CancellationToken ct)
    {
        var reading = await check.ReadAsync(frames, ct);
        if (reading is not FramesReading.Usable usable)
            return new FaceSignInResult.NotUsable(((FramesReading.Unusable)reading).Reading);

        var account = await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct);
        if (account is null)
            return new FaceSignInResult.Refused();

        switch (await check.CompareAsync(usable, account.AccountId, ct))
        {
            case FaceVerdict.Match:
                if (!await recorder.RecordAsync(account, SignInOutcome.Finished, usable.LowLiveness, origin, ct))
                    return new FaceSignInResult.Refused();
                Log.Finished(log, account.Id, usable.LowLiveness);
                return new FaceSignInResult.Finished(account);
            case FaceVerdict.NoMatch:
                await recorder.RecordAsync(account, SignInOutcome.Refused, usable.LowLiveness, origin, ct);
                Log.Refused(log, account.Id);
                return new FaceSignInResult.Refused();
            case FaceVerdict.Unavailable unavailable:
                return new FaceSignInResult.NotUsable(new FaceReading.Unavailable(unavailable.RetryAfter));
            default:
                throw new InvalidOperationException("A verdict this program does not know never signs anybody in.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Account {AccountId} signed in by face (low liveness: {LowLiveness}).")]
        public static partial void Finished(ILogger log, string accountId, bool lowLiveness);

        [LoggerMessage(LogLevel.Information, "A sign-in to account {AccountId} was refused: no match.")]
        public static partial void Refused(ILogger log, string accountId);
    }
}

/// <summary>How a sign-in attempt ended.</summary>
public abstract record FaceSignInResult
{
    private FaceSignInResult() { }

    /// <summary>The face is the account's owner's, by the engine's threshold.</summary>
    public sealed record Finished(Account Account) : FaceSignInResult;

    /// <summary>No such account, or not its face: the caller says the same for both.</summary>
    public sealed record Refused : FaceSignInResult;

    /// <summary>The photo cannot be used, or the engine cannot answer; nothing was looked up or counted.</summary>
    public sealed record NotUsable(FaceReading Reading) : FaceSignInResult;
}
