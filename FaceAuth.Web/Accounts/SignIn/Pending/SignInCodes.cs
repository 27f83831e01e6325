using FaceAuth.Ledger;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;

namespace FaceAuth.Accounts.SignIn.Pending;

/// <summary>
/// What the mailed code and link of a pending sign-in do. Both work only in the browser that began it: whoever reads the
/// mailbox, or is made to click, cannot finish what somebody else began. A wrong code counts as a failure of its way too,
/// or patience would find six digits.
/// </summary>
public sealed class SignInCodes(
    Db db, AccountStore accounts, PendingSignInStore store, PendingSignIns pendings, DeviceStore devices, FailureCounters counters,
    FailureStore failures, RefusalRecorder refusals, SignInFinisher finisher, LookupHash hash, Outbox outbox, LedgerWriter ledger,
    TimeProvider clock)
{
    /// <summary>The sign-in that a mailed link belongs to, or null.</summary>
    public Task<PendingSignIn?> FindByLinkAsync(string linkToken, CancellationToken ct) =>
        db.ReadAsync(session => store.FindByLinkAsync(session, hash.Of(LookupKinds.SignInLink, linkToken), Now()), ct);

    /// <summary>Finishes with a typed code; each call uses one try.</summary>
    public async Task<FinishPendingResult> FinishByCodeAsync(PendingSignIn pending, string code, Remembering remembering, CancellationToken ct)
    {
        var typed = hash.Of(LookupKinds.SignInCode(pending.Id), code.Trim());
        return await FinishAsync(pending, remembering, async (tx, way) =>
        {
            if (!await store.UseTryAsync(tx, pending.Id, Now()))
                return new FinishPendingResult.Over();
            var current = await store.FindByBrowserAsync(tx, pending.BrowserHash, Now());
            if (current is { CodeHash: { } expected } && SameHash(typed, expected))
                return null;
            await failures.CountAsync(tx, pending.AccountId, way, Now());
            return new FinishPendingResult.WrongCode((int)(current?.CodeTriesLeft ?? 0))
            {
                ClosesWay = await counters.IsClosedAsync(tx, pending.Owner, way) ? way : null,
            };
        }, ct);
    }

    /// <summary>Finishes with the mailed link, in the browser that began.</summary>
    public async Task<FinishPendingResult> FinishByLinkAsync(PendingSignIn pending, string linkToken, Remembering remembering, CancellationToken ct)
    {
        var followed = hash.Of(LookupKinds.SignInLink, linkToken);
        return await FinishAsync(pending, remembering, async (tx, _) =>
            await store.FindByLinkAsync(tx, followed, Now()) is { } current && SameHash(current.BrowserHash, pending.BrowserHash)
                ? null
                : new FinishPendingResult.Over(), ct);
    }

    /// <summary>
    /// "Not me", from the landing page of a link opened elsewhere: the pending sign-in is gone, and because its first factor
    /// was right, a second one is asked for always until <paramref name="alwaysUntil"/>. False where it was gone.
    /// </summary>
    public async Task<bool> DisownAsync(string linkToken, DateTimeOffset alwaysUntil, CancellationToken ct)
    {
        var followed = hash.Of(LookupKinds.SignInLink, linkToken);
        if (await FindByLinkAsync(linkToken, ct) is not { } found)
            return false;
        var note = await ledger.SealAsync(LedgerKinds.SignInDisowned, found.Owner, found.Id, origin: null, ct);
        return await db.WriteAsync(async tx =>
        {
            if (await store.FindByLinkAsync(tx, followed, Now()) is not { } pending || !await accounts.LockAsync(tx, pending.Owner)
                || !await store.DeleteAsync(tx, pending.Id))
                return false;
            await accounts.SetAlwaysUntilAsync(tx, pending.Owner, alwaysUntil.ToUnixTimeMilliseconds());
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    // Of code and link together, in any number of browsers and processes, one finishes: the one that deletes the row.
    private async Task<FinishPendingResult> FinishAsync(
        PendingSignIn pending, Remembering remembering, Func<DbSession, SignInWay, Task<FinishPendingResult?>> refuse, CancellationToken ct)
    {
        var (account, device) = await db.ReadAsync(async session => (
            await accounts.FindAsync(session, pending.Owner),
            pending.DeviceId is { } id ? (await devices.ListAsync(session, pending.Owner, Now())).FirstOrDefault(d => d.Id == id && IsHeldBy(d, remembering)) : null), ct);
        if (account is null)
            return new FinishPendingResult.Over();
        var method = Enum.Parse<SignInMethod>(pending.Method);
        // A device that was forgotten meanwhile lends nothing any more: begin again. Nor does one that this browser does not hold:
        // a stolen session names the device, and does not have its cookie.
        if (pending.DeviceId is not null && device is null)
            return new FinishPendingResult.Over();
        var way = counters.WayOf(device);
        var origin = await pendings.OpenOriginAsync(pending, ct);
        var proof = new SignInProof(method, ByMailOnly: method == SignInMethod.Face && device is null, device, pending.LowLiveness);
        var prepared = await finisher.PrepareAsync(
            pending.Id, account, proof, origin, remembering.Wanted, remembering.OldDeviceToken, ct);
        var result = await db.WriteAsync<FinishPendingResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account.AccountId))
                return new FinishPendingResult.Over();
            // A recovery is the way out of a closed way, so it is not held up by one.
            if (method == SignInMethod.Face && await IsClosedAsync(tx, account.AccountId, way))
                return new FinishPendingResult.WayClosed();
            if (device is not null && !(await devices.ListAsync(tx, account.AccountId, Now())).Any(d => d.Id == device.Id && d.HeldUntil == device.HeldUntil))
                return new FinishPendingResult.Over();
            if (await refuse(tx, way) is { } refused)
                return refused;
            if (!await store.DeleteAsync(tx, pending.Id) || !await finisher.WriteAsync(tx, prepared))
                return new FinishPendingResult.Over();
            return new FinishPendingResult.Finished(prepared.Result);
        }, ct);
        outbox.Nudge();
        // The closing of a way is told, also where wrong codes closed it: once, since a closed way takes no more codes.
        if (result is FinishPendingResult.WrongCode { ClosesWay: { } closed })
            await refusals.RecordAsync(account, new Refusal(RefusalReason.WrongCode, pending.LowLiveness, device?.Id, closed), origin, ct);
        return result;
    }

    private bool IsHeldBy(Device device, Remembering browser) =>
        browser.OldDeviceToken is { } token && SameHash(device.TokenHash, hash.Of(LookupKinds.Device, token));

    private async Task<bool> IsClosedAsync(DbSession tx, AccountId account, SignInWay way) =>
        await counters.IsClosedAsync(tx, account, way)
        || await accounts.FindAsync(tx, account) is { FaceClosedAt: not null } or { ClosedAt: not null };

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static bool SameHash(string one, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));
}

/// <summary>Whether the member wants the browser remembered.</summary>
/// <param name="Wanted">They do.</param>
/// <param name="OldDeviceToken">What its cookie holds now, where it is remembered for anybody.</param>
public readonly record struct Remembering(bool Wanted, string? OldDeviceToken);

/// <summary>How finishing a pending sign-in ended.</summary>
public abstract record FinishPendingResult
{
    private FinishPendingResult() { }

    /// <summary>Signed in.</summary>
    public sealed record Finished(FinishedSignIn SignIn) : FinishPendingResult;

    /// <summary>The code is not the one that was mailed last; so many tries are left.</summary>
    public sealed record WrongCode(int TriesLeft) : FinishPendingResult
    {
        /// <summary>The way that this failure closed, or null.</summary>
        internal SignInWay? ClosesWay { get; init; }
    }

    /// <summary>Too many wrong codes and faces together: the way is closed.</summary>
    public sealed record WayClosed : FinishPendingResult;

    /// <summary>Code or link cannot be used (any more): no try left, too old, used, or replaced by a later one.</summary>
    public sealed record Over : FinishPendingResult;
}
