using FaceAuth.Accounts.Devices;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Failures;

/// <summary>
/// Failures in a row (NIST SP 800-63B-4 §3.2.3: at most 100 for one account; §3.2.10: for a biometric a wait of 30 s after
/// five, and never more than the limit for the account). A try is counted before it is made and taken back when it was no
/// failure, so that parallel tries never get more than the counter allows. An address without an account is counted in
/// the same way, by its HMAC.
/// </summary>
public sealed class FailureCounters(Db db, FailureStore store, LookupHash hash, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <summary>Who is counted: the account, or an address that has none.</summary>
    public string SubjectOf(Account? account, EmailAddress email) =>
        account?.Id ?? hash.Of(LookupKinds.UnknownAddress, email.Value);

    /// <summary>
    /// The way of a browser. One that is on hold counts with those that are not remembered: whoever had it remembered by
    /// photo and mailbox must not close the way of the member's own devices.
    /// </summary>
    public SignInWay WayOf(Device? device) =>
        device is null || device.HeldAt(Now()) is not null ? SignInWay.NewDevice : SignInWay.RememberedDevice;

    /// <summary>Counts a try before it is made.</summary>
    public Task<TryResult> TakeAsync(string subject, SignInWay way, CancellationToken ct) =>
        db.WriteAsync<TryResult>(async tx =>
        {
            var limits = LimitsOf(way);
            var taken = await store.TryCountAsync(tx, subject, way, limits, Now());
            var row = await store.FindAsync(tx, subject, way)
                ?? throw new InvalidOperationException("A counter that was just written is not there.");
            if (taken)
                return new TryResult.Taken(Last: row.Failures >= limits.CloseAt);
            return row.Failures >= limits.CloseAt
                ? new TryResult.Closed()
                : new TryResult.Wait(TimeSpan.FromMilliseconds(Math.Max(0, row.LastAt + limits.WaitMilliseconds - Now())));
        }, ct);

    /// <summary>Takes a try back that led to no decision, or to the first of two factors.</summary>
    public Task GiveBackAsync(string subject, SignInWay way, CancellationToken ct) =>
        db.WriteAsync(tx => store.GiveBackAsync(tx, subject, way), ct);

    /// <summary>Whether a way of an account is closed.</summary>
    public async Task<bool> IsClosedAsync(DbSession session, AccountId account, SignInWay way) =>
        await store.FindAsync(session, account.ToString(), way) is { } row && row.Failures >= LimitsOf(way).CloseAt;

    /// <summary>Opens a way of an account again: after a success, or by its member or an administrator.</summary>
    public Task OpenAsync(DbSession tx, AccountId account, SignInWay way) => store.ResetAsync(tx, account.ToString(), way);

    private FailureLimits LimitsOf(SignInWay way) => new(
        options.Value.FailuresBeforeWaiting,
        (long)options.Value.WaitAfterFailures.TotalMilliseconds,
        way switch
        {
            SignInWay.NewDevice => options.Value.FailuresFromNewDevices,
            SignInWay.RememberedDevice => options.Value.FailuresFromRememberedDevices,
            _ => long.MaxValue,
        });

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>Whether a try may be made.</summary>
public abstract record TryResult
{
    private TryResult() { }

    /// <summary>It may, and is counted. <paramref name="Last"/>: if it fails, the way is closed.</summary>
    public sealed record Taken(bool Last) : TryResult;

    /// <summary>Not before <paramref name="Left"/> has passed.</summary>
    public sealed record Wait(TimeSpan Left) : TryResult;

    /// <summary>The way is closed.</summary>
    public sealed record Closed : TryResult;
}
