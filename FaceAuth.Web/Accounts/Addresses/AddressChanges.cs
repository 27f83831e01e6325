using FaceAuth.Ledger;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Addresses;

/// <summary>
/// Changes the address of an account, confirmed by a code from each of the two mailboxes. Which of two codes is wrong is
/// never told: the answer for a new address that has an account already must be the same.
/// </summary>
public sealed class AddressChanges(
    Db db, AccountStore accounts, SignInStore signIns, AddressStore store, DisownLinks links, DisownLinkStore linkStore, LookupHash hash,
    Outbox outbox, AddressMails mails, LedgerWriter ledger, IOptions<AddressOptions> options, TimeProvider clock)
{
    /// <summary>The account's address now.</summary>
    public async Task<string?> CurrentAsync(AccountId account, CancellationToken ct) =>
        (await db.ReadAsync(session => accounts.FindAsync(session, account), ct))?.Email;

    /// <summary>The change that this session waits with, or null.</summary>
    public Task<PendingAddress?> FindPendingAsync(SessionOfMember member, CancellationToken ct) =>
        db.ReadAsync(session => store.FindPendingAsync(session, member.Account, member.SessionId, Now()), ct);

    /// <summary>Asks for a change and mails the codes, in the place of earlier ones.</summary>
    public async Task<AskAddressResult> AskAsync(SessionOfMember member, EmailAddress email, RequestOrigin origin, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, member.Account), ct) is not { } account)
            return new AskAddressResult.Over();
        if (account.Email == email.Value)
            return new AskAddressResult.Same();
        var owner = await db.ReadAsync(session => accounts.FindByEmailAsync(session, email), ct);
        var now = clock.GetUtcNow();
        var expiresAt = now + options.Value.CodeLifetime;
        var id = Guid.CreateVersion7().ToString();
        var (oldCode, newCode) = (Tokens.NewCode(), Tokens.NewCode());
        var pending = new PendingAddress
        {
            Id = id,
            AccountId = account.Id,
            SessionId = member.SessionId,
            SignInId = member.SignInId,
            OldEmail = account.Email,
            NewEmail = email.Value,
            OldCodeHash = hash.Of(LookupKinds.AddressCode(id, isNew: false), oldCode),
            NewCodeHash = owner is null ? hash.Of(LookupKinds.AddressCode(id, isNew: true), newCode) : null,
            CodeTriesLeft = options.Value.CodeTries,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = expiresAt.ToUnixTimeMilliseconds(),
        };
        var (disown, link) = links.New(account.AccountId, member.SignInId);
        var toOld = await outbox.SealAsync(mails.OldCode(account, email.Value, origin, now, oldCode, expiresAt, disown), ct);
        var toNew = await outbox.SealAsync(
            owner is null ? mails.NewCode(email.Value, origin, now, newCode, expiresAt) : mails.TakenAlready(owner, origin, now), ct);
        var emailHash = hash.Of(LookupKinds.NewAddress, email.Value);
        var result = await db.WriteAsync<AskAddressResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account.AccountId) || !await signIns.IsLiveAsync(tx, account.AccountId, member.SignInId)
                || await accounts.FindAsync(tx, account.AccountId) is not { } current || current.Email != account.Email)
                return new AskAddressResult.Over();
            if (await store.CountMailsAsync(tx, account.AccountId, emailHash, Ms(now.AddHours(-1))) >= options.Value.MailsPerHour)
                return new AskAddressResult.TooMany();
            await store.SetPendingAsync(tx, pending);
            await store.InsertMailAsync(tx, account.AccountId, emailHash, Ms(now));
            await linkStore.InsertAsync(tx, link);
            await outbox.AddAsync(tx, toOld);
            await outbox.AddAsync(tx, toNew);
            return new AskAddressResult.CodesSent();
        }, ct);
        outbox.Nudge();
        return result;
    }

    /// <summary>Changes the address with both codes; each call uses one try.</summary>
    public async Task<ChangeAddressResult> ChangeAsync(
        SessionOfMember member, string oldCode, string newCode, RequestOrigin origin, CancellationToken ct)
    {
        var (account, pending) = await db.ReadAsync(async session => (
            await accounts.FindAsync(session, member.Account),
            await store.FindPendingAsync(session, member.Account, member.SessionId, Now())), ct);
        if (account is null || pending is null || pending.OldEmail != account.Email)
            return new ChangeAddressResult.Over();
        var now = clock.GetUtcNow();
        var (disown, link) = links.New(account.AccountId, member.SignInId);
        var letters = new List<SealedMail>();
        foreach (var to in new[] { pending.OldEmail, pending.NewEmail })
            letters.Add(await outbox.SealAsync(mails.Changed(account, to, pending.OldEmail, pending.NewEmail, origin, now, disown), ct));
        var note = await ledger.SealAsync(
            new LedgerEvent(
                LedgerKinds.AddressChanged, account.Id, account.Id, "",
                LedgerNotes.DetailsOf(origin, ("from", pending.OldEmail), ("to", pending.NewEmail))),
            ct);
        var result = await db.WriteAsync<ChangeAddressResult>(async tx =>
        {
            // Under the lock of the account nobody asks for another change in between: what is compared is what was read.
            if (!await accounts.LockAsync(tx, account.AccountId) || !await signIns.IsLiveAsync(tx, account.AccountId, member.SignInId)
                || !await store.UseTryAsync(tx, pending.Id, Now()))
                return new ChangeAddressResult.Over();
            if (!Fits(pending.OldCodeHash, pending.Id, oldCode, isNew: false) | !Fits(pending.NewCodeHash, pending.Id, newCode, isNew: true))
            {
                var left = await store.FindPendingAsync(tx, account.AccountId, member.SessionId, 0);
                return new ChangeAddressResult.WrongCodes((int)(left?.CodeTriesLeft ?? 0));
            }
            await store.DeletePendingAsync(tx, account.AccountId);
            if (!await accounts.TryChangeEmailAsync(tx, account.AccountId, pending.NewEmail))
                return new ChangeAddressResult.Taken();
            await store.InsertChangeAsync(tx, pending, Now());
            await linkStore.InsertAsync(tx, link);
            foreach (var letter in letters)
                await outbox.AddAsync(tx, letter);
            await ledger.AppendAsync(tx, note);
            return new ChangeAddressResult.Changed(pending.NewEmail);
        }, ct);
        outbox.Nudge();
        return result;
    }

    /// <summary>The member thinks better of it.</summary>
    public Task CancelAsync(SessionOfMember member, CancellationToken ct) =>
        db.WriteAsync(async tx =>
        {
            if (await accounts.LockAsync(tx, member.Account) && await signIns.IsLiveAsync(tx, member.Account, member.SignInId))
                await store.DeletePendingAsync(tx, member.Account);
        }, ct);

    private bool Fits(string? expected, string id, string typed, bool isNew) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(expected ?? ""), Encoding.ASCII.GetBytes(hash.Of(LookupKinds.AddressCode(id, isNew), typed.Trim())));

    private long Now() => Ms(clock.GetUtcNow());

    private static long Ms(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();
}

/// <summary>How asking for a change ended.</summary>
public abstract record AskAddressResult
{
    private AskAddressResult() { }

    /// <summary>Two mails are on their way. Whether the new address has an account is not told.</summary>
    public sealed record CodesSent : AskAddressResult;

    /// <summary>It is the account's address already.</summary>
    public sealed record Same : AskAddressResult;

    /// <summary>The hour's mails are used up, of the account or of the new address.</summary>
    public sealed record TooMany : AskAddressResult;

    /// <summary>The session or the account is no longer what it was.</summary>
    public sealed record Over : AskAddressResult;
}

/// <summary>How changing the address ended.</summary>
public abstract record ChangeAddressResult
{
    private ChangeAddressResult() { }

    /// <summary>It is changed, and both addresses are told.</summary>
    public sealed record Changed(string Email) : ChangeAddressResult;

    /// <summary>At least one code is not the one that was mailed last; so many tries are left.</summary>
    public sealed record WrongCodes(int TriesLeft) : ChangeAddressResult;

    /// <summary>Somebody else proved the new address in the meantime; this member has proven it too and may know.</summary>
    public sealed record Taken : ChangeAddressResult;

    /// <summary>No change waits: too old, no try left, or another session's.</summary>
    public sealed record Over : ChangeAddressResult;
}
