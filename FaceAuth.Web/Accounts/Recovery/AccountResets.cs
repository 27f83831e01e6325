using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Passkeys;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Recovery;

/// <summary>
/// What an administrator can do for a member whom no other way lets in, or about an account that must not be used: reset
/// and close. A reset takes everything away that signed in before and mails the member a link, by which they enrol
/// themselves anew; the administrator sees neither link nor photos and enrols nobody.
/// </summary>
public sealed partial class AccountResets(
    Db db, AccountStore accounts, AccountResetStore store, SessionStore sessions, DeviceStore devices, PendingSignInStore pendings,
    RecoveryCodeStore codes, PasskeyStore passkeys, FailureCounters counters, AccountEventStore events, LookupHash hash, Outbox outbox, ResetMails mails,
    LedgerWriter ledger, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<AccountResets> log)
{
    /// <summary>Resets an account.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="madeBy">The administrator; null for the command line.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AccountActResult> ResetAsync(AccountId id, AccountId? madeBy, CancellationToken ct)
    {
        // Their own account is another administrator's to reset, or the command line's: a stolen session of an
        // administrator must not take the account over with the mailbox alone.
        if (id == madeBy)
            return new AccountActResult.Yourself();
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return new AccountActResult.NotThere();
        var now = clock.GetUtcNow();
        var token = Tokens.New();
        var expiresAt = now + options.Value.ResetLifetime;
        var row = new AccountResetRow
        {
            Id = Guid.CreateVersion7().ToString(),
            AccountId = account.Id,
            Kind = nameof(AccountActKind.Reset),
            LinkHash = LinkHash(token),
            MadeBy = madeBy?.ToString(),
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = expiresAt.ToUnixTimeMilliseconds(),
        };
        var mail = await outbox.SealAsync(mails.Reset(account, now, token, expiresAt), ct);
        return await ActAsync(account, row, AccountEventStore.Reset, mail, async tx =>
        {
            await codes.DeleteAllAsync(tx, id);
            await passkeys.DeleteAllAsync(tx, id);
            await OpenWaysAsync(tx, id);
            // A face that was closed ("this wasn't me", or a closing) stays closed until the new photos are there: the old
            // ones may be what somebody got in with.
            await accounts.OpenAsync(tx, id);
        }, ct);
    }

    /// <summary>Closes an account: sessions and pending sign-ins end, and nothing signs in until a reset.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="madeBy">The administrator; null for the command line.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AccountActResult> CloseAsync(AccountId id, AccountId? madeBy, CancellationToken ct)
    {
        if (id == madeBy)
            return new AccountActResult.Yourself();
        if (await db.ReadAsync(session => accounts.FindAsync(session, id), ct) is not { } account)
            return new AccountActResult.NotThere();
        var now = clock.GetUtcNow();
        var row = new AccountResetRow
        {
            Id = Guid.CreateVersion7().ToString(),
            AccountId = account.Id,
            Kind = nameof(AccountActKind.Closed),
            MadeBy = madeBy?.ToString(),
            CreatedAt = now.ToUnixTimeMilliseconds(),
        };
        var mail = await outbox.SealAsync(mails.Closed(account, now), ct);
        return await ActAsync(account, row, AccountEventStore.Closed, mail, async tx =>
        {
            await accounts.CloseAsync(tx, id, now.ToUnixTimeMilliseconds());
            await accounts.CloseFaceAsync(tx, id, now.ToUnixTimeMilliseconds());
        }, ct);
    }

    /// <summary>
    /// All that is signed in, or about to, ends, and no device is remembered; part of the transaction, under the account's
    /// lock.
    /// </summary>
    internal async Task EndAllAsync(DbSession tx, AccountId id, long now)
    {
        await accounts.SetSessionsSinceAsync(tx, id, now);
        await sessions.DeleteAllAsync(tx, id);
        await devices.DeleteAllAsync(tx, id);
        await pendings.DeletePendingAsync(tx, id);
    }

    /// <summary>No failure of any way counts any more; part of the transaction, under the account's lock.</summary>
    internal async Task OpenWaysAsync(DbSession tx, AccountId id)
    {
        foreach (var way in Enum.GetValues<SignInWay>())
            await counters.OpenAsync(tx, id, way);
    }

    internal string LinkHash(string token) => hash.Of(LookupKinds.ResetLink, token);

    private async Task<AccountActResult> ActAsync(
        Account account, AccountResetRow row, string kind, SealedMail mail, Func<DbSession, Task> actAsync, CancellationToken ct)
    {
        var id = account.AccountId;
        var actor = row.MadeBy ?? LedgerActors.CommandLine;
        var note = await ledger.SealAsync(
            new LedgerEvent(kind == AccountEventStore.Reset ? LedgerKinds.AccountReset : LedgerKinds.AccountClosed, account.Id, actor), ct);
        var opened = await ledger.SealAsync(new LedgerEvent(LedgerKinds.AccountOpened, account.Id, actor), ct);
        var done = await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, id))
                return false;
            var wasClosed = (await accounts.FindAsync(tx, id))?.ClosedAt is not null;
            await EndAllAsync(tx, id, row.CreatedAt);
            await store.ReplaceOpenAsync(tx, id, row.CreatedAt);
            await store.InsertAsync(tx, row);
            await actAsync(tx);
            await events.InsertAsync(tx, id, kind, signInId: null, row.CreatedAt);
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
            if (wasClosed && kind == AccountEventStore.Reset)
                await ledger.AppendAsync(tx, opened);
            return true;
        }, ct);
        if (!done)
            return new AccountActResult.NotThere();
        outbox.Nudge();
        Log.Done(log, account.Id, kind, row.MadeBy ?? "the command line");
        return new AccountActResult.Done(account);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Account {AccountId}: {Kind}, by {MadeBy}.")]
        public static partial void Done(ILogger log, string accountId, string kind, string madeBy);
    }
}

/// <summary>How an act of an administrator about an account ended.</summary>
public abstract record AccountActResult
{
    private AccountActResult() { }

    /// <summary>Done, and mailed to the member.</summary>
    public sealed record Done(Account Account) : AccountActResult;

    /// <summary>There is no such account.</summary>
    public sealed record NotThere : AccountActResult;

    /// <summary>It is the administrator's own.</summary>
    public sealed record Yourself : AccountActResult;
}
