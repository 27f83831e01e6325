using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Ledger;

namespace FaceAuth.Accounts.Sessions;

/// <summary>
/// Lifts the hold of a sign-in that was proven by e-mail only: by a recovery code or a passkey given in its session, or by
/// a session that is not on hold itself.
/// </summary>
public sealed class Holds(Db db, AccountStore accounts, SignInStore signIns, DeviceStore devices, SessionStore sessions, LedgerWriter ledger)
{
    /// <summary>Lifts the hold of a sign-in, its sessions, and the device that it came from.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="signInId">The sign-in.</param>
    /// <param name="alsoAsync">What else belongs into the transaction (a recovery code is used up); where it answers false
    /// nothing is lifted. May be null.</param>
    /// <param name="also">What that puts onto the ledger, before the lifting; may be null.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<bool> LiftAsync(
        AccountId account, string signInId, Func<DbSession, Task<bool>>? alsoAsync, SealedLedgerEvent? also, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.HoldLifted, account, signInId, origin: null, ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await signIns.IsLiveAsync(tx, account, signInId)
                || await signIns.FindAsync(tx, account, signInId) is not { } signIn
                || alsoAsync is not null && !await alsoAsync(tx))
                return false;
            await signIns.LiftHoldAsync(tx, account, signInId);
            await sessions.LiftHoldAsync(tx, account, signInId);
            if (signIn.DeviceId is { } device)
                await LiftOfDeviceAsync(tx, account, device);
            if (also is not null)
                await ledger.AppendAsync(tx, also);
            // A code or passkey may be given in a session that is not on hold: then nothing was lifted.
            if (signIn.HeldUntil is not null)
                await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    /// <summary>Lifts the hold of a device, from a session that is not on hold.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="deviceId">The device.</param>
    /// <param name="bySignInId">The sign-in of the session that lifts it; where it was disowned in between, nothing is lifted.</param>
    /// <param name="alsoAsync">What else belongs into the transaction.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<bool> LiftOfDeviceAsync(
        AccountId account, string deviceId, string bySignInId, Func<DbSession, Task> alsoAsync, CancellationToken ct)
    {
        var note = await ledger.SealAsync(LedgerKinds.HoldLifted, account, deviceId, origin: null, ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await signIns.IsLiveAsync(tx, account, bySignInId)
                || !await LiftOfDeviceAsync(tx, account, deviceId))
                return false;
            await alsoAsync(tx);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    private async Task<bool> LiftOfDeviceAsync(DbSession tx, AccountId account, string deviceId)
    {
        if (!await devices.LiftHoldAsync(tx, account, deviceId))
            return false;
        await sessions.LiftHoldOfDeviceAsync(tx, account, deviceId);
        return true;
    }
}
