using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Signs in with a passkey. It is two factors by itself, so the sign-in is finished without a mailed code and without a
/// hold, also while face sign-in is closed or the engine is down. Nothing is counted: there is nothing to guess.
/// </summary>
public sealed partial class PasskeySignIn(Db db, PasskeyCheck check, SignInRecorder recorder, ILogger<PasskeySignIn> log)
{
    /// <summary>Begins; tells nothing about anybody.</summary>
    public Task<BegunCeremony> BeginAsync(CancellationToken ct) => check.BeginAsync(ct);

    /// <summary>Decides on the response, and finishes the sign-in.</summary>
    public async Task<PasskeySignInResult> FinishAsync(string? browser, string? response, RequestOrigin origin, CancellationToken ct)
    {
        switch (await check.ProveAsync(browser, response, ct))
        {
            case PasskeyCheckResult.Proven { Passkey: var passkey }:
                if (!await db.WriteAsync(tx => check.WriteUseAsync(tx, passkey), ct)
                    || !await recorder.RecordAsync(passkey.Account, SignInOutcome.Finished, lowLiveness: false, origin, ct))
                    return new PasskeySignInResult.Refused();
                Log.Finished(log, passkey.Account.Id);
                return new PasskeySignInResult.Finished(passkey.Account);
            case PasskeyCheckResult.Over:
                return new PasskeySignInResult.Over();
            default:
                return new PasskeySignInResult.Refused();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Account {AccountId} signed in by passkey.")]
        public static partial void Finished(ILogger log, string accountId);
    }
}

/// <summary>How a sign-in by passkey ended.</summary>
public abstract record PasskeySignInResult
{
    private PasskeySignInResult() { }

    /// <summary>It is its owner.</summary>
    public sealed record Finished(Account Account) : PasskeySignInResult;

    /// <summary>No such passkey, or not a right answer of it: the caller says the same for both.</summary>
    public sealed record Refused : PasskeySignInResult;

    /// <summary>The challenge was answered already, or too late, or this browser has none.</summary>
    public sealed record Over : PasskeySignInResult;
}
