using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// What a signed-in member does with their passkeys. Adding and removing is mailed (NIST SP 800-63B-4 §4.1.2.1 and §4.6:
/// the subscriber is told, apart from the session in which it happens).
/// </summary>
public sealed partial class MemberPasskeys(
    Db db, AccountStore accounts, SignInStore signIns, PasskeyStore store, SealedPasskeys sealedPasskeys, WebAuthn webAuthn, Ceremonies ceremonies,
    Outbox outbox, PasskeyMails mails, LedgerWriter ledger, IOptions<PasskeysOptions> options, TimeProvider clock, ILogger<MemberPasskeys> log)
{
    /// <summary>The member's passkeys, oldest first. One that was altered in the database is left out: it opens nothing.</summary>
    public async Task<IReadOnlyList<Passkey>> ListAsync(AccountId account, CancellationToken ct)
    {
        var all = new List<Passkey>();
        foreach (var row in await db.ReadAsync(session => store.ListAsync(session, account), ct))
        {
            try
            {
                var credential = await sealedPasskeys.OpenAsync(row, ct);
                all.Add(new Passkey(
                    row.Id, await sealedPasskeys.OpenNameAsync(row, ct), credential.IsBackupEligible,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                    row.LastUsedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null));
            }
            catch (SealBrokenException)
            {
                Log.Broken(log, row.Id);
            }
        }
        return all;
    }

    /// <summary>Begins to add a passkey; null where the account is gone.</summary>
    public async Task<BegunCeremony?> BeginAddingAsync(AccountId account, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, account), ct) is not { } member)
            return null;
        var (forBrowser, state) = await webAuthn.ToAddAsync(member);
        return new BegunCeremony(await ceremonies.BeginAsync(CeremonyKind.Add, account, state, ct), forBrowser);
    }

    /// <summary>Adds the passkey that the browser made.</summary>
    public async Task<AddPasskeyResult> FinishAddingAsync(AccountId account, NewPasskey made, RequestOrigin origin, CancellationToken ct)
    {
        if (await ceremonies.TakeAsync(CeremonyKind.Add, account, made.Browser, ct) is not { } state)
            return new AddPasskeyResult.Over();
        if (string.IsNullOrEmpty(made.Response) || await webAuthn.CheckAddedAsync(account, made.Response, state) is not { } passkey)
            return new AddPasskeyResult.Refused();
        if (await db.ReadAsync(session => accounts.FindAsync(session, account), ct) is not { } member)
            return new AddPasskeyResult.Refused();

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7().ToString();
        var name = Passkey.NameOf(made.Name, origin.Device);
        var credential = new PasskeyCredential(passkey.CredentialId, passkey.PublicKey, passkey.Transports ?? [], passkey.IsBackupEligible);
        var row = new PasskeyRow
        {
            Id = id,
            AccountId = member.Id,
            CredentialHash = sealedPasskeys.HashOf(passkey.CredentialId),
            SealedCredential = await sealedPasskeys.SealAsync(account, id, credential, ct),
            SealedName = await sealedPasskeys.SealNameAsync(account, id, name, ct),
            SignCount = passkey.SignCount,
            IsBackedUp = passkey.IsBackedUp,
            SignInId = made.SignInId,
            CreatedAt = now.ToUnixTimeMilliseconds(),
        };
        var mail = await outbox.SealAsync(mails.Added(member, name, origin, now), ct);
        var note = await ledger.SealAsync(LedgerKinds.PasskeyAdded, account, id, origin, ct);
        var result = await db.WriteAsync<AddPasskeyResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await MayAddAsync(tx, account, made.SignInId, now))
                return new AddPasskeyResult.Refused();
            if (await store.CountAsync(tx, account) >= options.Value.PerAccount)
                return new AddPasskeyResult.TooMany(options.Value.PerAccount);
            if (!await store.TryInsertAsync(tx, row))
                return new AddPasskeyResult.Refused(); // somebody was faster with the same credential
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
            return new AddPasskeyResult.Added(id, name);
        }, ct);
        outbox.Nudge();
        if (result is AddPasskeyResult.Added)
            Log.Added(log, id, member.Id);
        return result;
    }

    /// <summary>Removes a passkey; false where the member has no such passkey, or the session is over.</summary>
    public async Task<bool> RemoveAsync(SessionOfMember by, string id, RequestOrigin origin, CancellationToken ct)
    {
        var account = by.Account;
        var (member, row) = await db.ReadAsync(
            async session => (await accounts.FindAsync(session, account), await store.FindByIdAsync(session, account, id)), ct);
        if (member is null || row is null)
            return false;
        var mail = await outbox.SealAsync(mails.Removed(member, await NameAsync(row, ct), origin, clock.GetUtcNow()), ct);
        var note = await ledger.SealAsync(LedgerKinds.PasskeyRemoved, account, id, origin, ct);
        var removed = await db.WriteAsync(async tx =>
        {
            if (!await accounts.LockAsync(tx, account) || !await signIns.IsLiveAsync(tx, account, by.SignInId)
                || !await store.DeleteAsync(tx, account, id))
                return false;
            await outbox.AddAsync(tx, mail);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        outbox.Nudge();
        if (removed)
            Log.Removed(log, id, member.Id);
        return removed;
    }

    // The page asked already, before this. Disowning takes the account's row as this does: a sign-in that was disowned in
    // between leaves no passkey behind, and a passkey is never the work of a session that was on hold.
    private async Task<bool> MayAddAsync(DbSession tx, AccountId account, string signInId, DateTimeOffset now) =>
        await signIns.IsLiveAsync(tx, account, signInId)
        && await signIns.FindAsync(tx, account, signInId) is { } signIn
        && !(signIn.HeldUntil > now.ToUnixTimeMilliseconds());

    private async Task<string> NameAsync(PasskeyRow row, CancellationToken ct)
    {
        try
        {
            return await sealedPasskeys.OpenNameAsync(row, ct);
        }
        catch (SealBrokenException)
        {
            return "Passkey";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was added to account {AccountId}.")]
        public static partial void Added(ILogger log, string passkeyId, string accountId);

        [LoggerMessage(LogLevel.Information, "Passkey {PasskeyId} was removed from account {AccountId}.")]
        public static partial void Removed(ILogger log, string passkeyId, string accountId);

        [LoggerMessage(LogLevel.Error, "Passkey {PasskeyId} does not open; it was altered or belongs to another row. It is not listed.")]
        public static partial void Broken(ILogger log, string passkeyId);
    }
}

/// <summary>A passkey that a browser says it made.</summary>
/// <param name="Browser">The token of the browser's cookie.</param>
/// <param name="Response">What <c>navigator.credentials.create</c> answered, as JSON.</param>
/// <param name="Name">What its owner calls it; the device's name where it is empty.</param>
/// <param name="SignInId">The sign-in of the session that adds it, by which "this wasn't me" finds it.</param>
public sealed record NewPasskey(string? Browser, string? Response, string? Name, string SignInId);

/// <summary>How adding a passkey ended.</summary>
public abstract record AddPasskeyResult
{
    private AddPasskeyResult() { }

    /// <summary>It is there and opens the account from now on.</summary>
    public sealed record Added(string PasskeyId, string Name) : AddPasskeyResult;

    /// <summary>The response is not one that this site takes, or the passkey is somebody's already.</summary>
    public sealed record Refused : AddPasskeyResult;

    /// <summary>The challenge was answered already, or too late, or this browser has none.</summary>
    public sealed record Over : AddPasskeyResult;

    /// <summary>The member has as many as there may be.</summary>
    public sealed record TooMany(int Most) : AddPasskeyResult;
}
