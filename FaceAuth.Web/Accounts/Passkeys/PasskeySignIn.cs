using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Signs in with a passkey. It is two factors by itself, so the sign-in is finished without a mailed code and without a
/// hold, also while face sign-in is closed or the engine is down. No failure is counted: there is nothing to guess.
/// </summary>
public sealed partial class PasskeySignIn(
    Db db, PasskeyCheck check, RememberedDevices devices, SignInFinisher finisher, ILogger<PasskeySignIn> log)
{
    /// <summary>Begins; tells nothing about anybody.</summary>
    public Task<BegunCeremony> BeginAsync(CancellationToken ct) => check.BeginAsync(ct);

    /// <summary>Decides on the response, and finishes the sign-in in the transaction that writes the passkey's use.</summary>
    /// <param name="browser">The token of the browser's ceremony cookie.</param>
    /// <param name="response">What <c>navigator.credentials.get</c> answered, as JSON.</param>
    /// <param name="deviceToken">By what the browser is remembered, or null.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PasskeySignInResult> FinishAsync(
        string? browser, string? response, string? deviceToken, RequestOrigin origin, CancellationToken ct)
    {
        switch (await check.ProveAsync(browser, response, ct))
        {
            case PasskeyCheckResult.Proven { Passkey: var passkey }:
                var account = passkey.Account;
                var device = await db.ReadAsync(session => devices.FindAsync(session, account.AccountId, deviceToken), ct);
                var proof = new SignInProof(SignInMethod.Passkey, ByMailOnly: false, device, LowLiveness: false);
                var prepared = await finisher.PrepareAsync(SignInFinisher.NewId(), account, proof, origin, remember: false, oldDeviceToken: null, ct);
                if (await finisher.FinishAsync(prepared, tx => check.WriteUseAsync(tx, passkey, prepared.Result.SignInId), ct) is not { } finished)
                    return new PasskeySignInResult.Refused();
                Log.Finished(log, account.Id);
                return new PasskeySignInResult.Finished(finished);
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

    /// <summary>It is its owner; the session can begin.</summary>
    public sealed record Finished(FinishedSignIn SignIn) : PasskeySignInResult;

    /// <summary>No such passkey, or not a right answer of it: the caller says the same for both.</summary>
    public sealed record Refused : PasskeySignInResult;

    /// <summary>The challenge was answered already, or too late, or this browser has none.</summary>
    public sealed record Over : PasskeySignInResult;
}
