using FaceAuth.Accounts.Sessions;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// A fresh proof by passkey of somebody who is signed in. In a session that is on hold it lifts the hold too: a passkey is
/// there only if a session that was not on hold added it, so more than a mailbox stands behind it.
/// </summary>
public sealed class PasskeyConfirmation(PasskeyCheck check, Holds holds)
{
    /// <summary>Begins; null where the account is gone.</summary>
    public Task<BegunCeremony?> BeginAsync(AccountId account, CancellationToken ct) => check.BeginAsync(account, ct);

    /// <summary>Decides on the response, and lifts the hold in the transaction that writes the passkey's use.</summary>
    /// <param name="account">Who is signed in.</param>
    /// <param name="signInId">The session's sign-in.</param>
    /// <param name="isHeld">The session is on hold.</param>
    /// <param name="browser">The token of the browser's ceremony cookie.</param>
    /// <param name="response">What <c>navigator.credentials.get</c> answered, as JSON.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<PasskeyCheckResult> ConfirmAsync(
        AccountId account, string signInId, bool isHeld, string? browser, string? response, CancellationToken ct)
    {
        if (!isHeld)
            return await check.VerifyAsync(account, signInId, browser, response, ct);
        var result = await check.ProveAsync(account, browser, response, ct);
        return result is PasskeyCheckResult.Proven { Passkey: var passkey }
            && !await holds.LiftAsync(account, signInId, tx => check.WriteUseAsync(tx, passkey, signInId), also: null, ct)
            ? new PasskeyCheckResult.Refused()
            : result;
    }
}
