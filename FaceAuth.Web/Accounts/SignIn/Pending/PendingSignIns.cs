using FaceAuth.Accounts.SignIn.Replay;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.SignIn.Pending;

/// <summary>
/// Sign-ins whose first factor is proven: begins them and mails their codes. The browser that began holds a random token
/// and is the only one that can finish; <see cref="SignInCodes"/> is what code and link do.
/// </summary>
public sealed class PendingSignIns(
    Db db, AccountStore accounts, PendingSignInStore store, ReplayGuard guard, SealedOrigins origins, LookupHash hash, Outbox outbox,
    SignInMails mails, LedgerWriter ledger, IOptions<SignInOptions> options, TimeProvider clock)
{
    internal const string OriginField = "pending-sign-in-origin";

    /// <summary>The sign-in that the browser holds, or null.</summary>
    public Task<PendingSignIn?> FindAsync(string? browserToken, CancellationToken ct) =>
        string.IsNullOrEmpty(browserToken)
            ? Task.FromResult<PendingSignIn?>(null)
            : db.ReadAsync(session => store.FindByBrowserAsync(session, BrowserHash(browserToken), Now()), ct);

    /// <summary>Begins one and mails its first code.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="proof">What is proven so far; its device, where there is one, takes part.</param>
    /// <param name="pictures">The pictures that matched, to be written down with it; null where no picture was decided on.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="alsoAsync">What else belongs into the transaction (a recovery code is used up); where it answers false
    /// nothing is written, and the end is <see cref="BeginPendingResult.Raced"/>. May be null.</param>
    /// <param name="note">What goes onto the ledger, last of all; may be null.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<BeginPendingResult> BeginAsync(
        Account account, SignInProof proof, SeenPictures? pictures, RequestOrigin origin,
        Func<DbSession, Task<bool>>? alsoAsync, SealedLedgerEvent? note, CancellationToken ct)
    {
        var id = Guid.CreateVersion7().ToString();
        var browserToken = Tokens.New();
        var now = clock.GetUtcNow();
        var pending = new PendingSignIn
        {
            Id = id,
            AccountId = account.Id,
            BrowserHash = BrowserHash(browserToken),
            Method = proof.Method.ToString(),
            DeviceId = proof.Device?.Id,
            LowLiveness = proof.LowLiveness,
            SealedOrigin = await origins.SealAsync(account.AccountId, id, OriginField, origin, ct),
            LinkHash = null,
            CodeHash = null,
            CodeTriesLeft = 0,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + options.Value.CodeLifetime).ToUnixTimeMilliseconds(),
        };
        var code = await PrepareCodeAsync(account, id, origin, ct);
        var result = await db.WriteAsync<BeginPendingResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account.AccountId))
                return new BeginPendingResult.AccountGone();
            if (pictures is not null && !await guard.TryRecordAsync(tx, pictures))
                return new BeginPendingResult.Raced();
            if (!await MayMailAsync(tx, account.AccountId, pending.Purse))
                return new BeginPendingResult.TooManyCodes();
            if (alsoAsync is not null && !await alsoAsync(tx))
                return new BeginPendingResult.Raced();
            await store.InsertAsync(tx, pending);
            await AddCodeAsync(tx, account.AccountId, pending.Purse, code);
            if (note is not null)
                await ledger.AppendAsync(tx, note);
            return new BeginPendingResult.Begun(pending.Id, browserToken);
        }, ct);
        outbox.Nudge();
        return result;
    }

    /// <summary>Mails another code, in the place of the last one.</summary>
    public async Task<SendCodeResult> SendAgainAsync(PendingSignIn pending, CancellationToken ct)
    {
        if (await db.ReadAsync(session => accounts.FindAsync(session, pending.Owner), ct) is not { } account)
            return new SendCodeResult.Over();
        var origin = await OpenOriginAsync(pending, ct);
        var code = await PrepareCodeAsync(account, pending.Id, origin, ct);
        var result = await db.WriteAsync<SendCodeResult>(async tx =>
        {
            if (!await accounts.LockAsync(tx, account.AccountId))
                return new SendCodeResult.Over();
            if (!await MayMailAsync(tx, account.AccountId, pending.Purse))
                return new SendCodeResult.TooMany();
            return await AddCodeAsync(tx, account.AccountId, pending.Purse, code) ? new SendCodeResult.Sent() : new SendCodeResult.Over();
        }, ct);
        outbox.Nudge();
        return result;
    }

    /// <summary>Hands a pending sign-in to its browser again under a new token (its form came twice); null where it is over.</summary>
    public async Task<string?> HandOverAsync(string pendingId, CancellationToken ct)
    {
        var token = Tokens.New();
        return await db.WriteAsync(tx => store.ChangeBrowserAsync(tx, pendingId, BrowserHash(token), Now()), ct) ? token : null;
    }

    /// <summary>Where the sign-in was begun.</summary>
    public ValueTask<RequestOrigin> OpenOriginAsync(PendingSignIn pending, CancellationToken ct) =>
        origins.OpenAsync(pending.Owner, pending.Id, OriginField, pending.SealedOrigin, ct);

    private async Task<PreparedCode> PrepareCodeAsync(Account account, string pendingId, RequestOrigin origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var code = Tokens.NewCode();
        var link = Tokens.New();
        var expiresAt = now + options.Value.CodeLifetime;
        return new PreparedCode(
            pendingId,
            hash.Of(LookupKinds.SignInLink, link),
            hash.Of(LookupKinds.SignInCode(pendingId), code),
            expiresAt.ToUnixTimeMilliseconds(),
            await outbox.SealAsync(mails.Code(account, origin, now, code, link, expiresAt), ct));
    }

    private async Task<bool> MayMailAsync(DbSession tx, AccountId account, string purse) =>
        await store.CountMailedCodesAsync(tx, account, purse, clock.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds()) < options.Value.CodesPerHour;

    private async Task<bool> AddCodeAsync(DbSession tx, AccountId account, string purse, PreparedCode code)
    {
        if (!await store.SetCodeAsync(tx, code.PendingId, code.LinkHash, code.CodeHash, options.Value.CodeTries, code.ExpiresAt, Now()))
            return false;
        await store.InsertMailedCodeAsync(tx, account, purse, Now());
        await outbox.AddAsync(tx, code.Mail);
        return true;
    }

    private string BrowserHash(string token) => hash.Of(LookupKinds.SignInBrowser, token);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record PreparedCode(string PendingId, string LinkHash, string CodeHash, long ExpiresAt, SealedMail Mail);
}

/// <summary>How beginning a pending sign-in ended.</summary>
public abstract record BeginPendingResult
{
    private BeginPendingResult() { }

    /// <summary>A code is on its way; the browser is given the token.</summary>
    public sealed record Begun(string PendingId, string BrowserToken) : BeginPendingResult;

    /// <summary>The hour's codes are used up.</summary>
    public sealed record TooManyCodes : BeginPendingResult;

    /// <summary>Other pictures of the account came in between: check again.</summary>
    public sealed record Raced : BeginPendingResult;

    /// <summary>The account was deleted meanwhile.</summary>
    public sealed record AccountGone : BeginPendingResult;
}

/// <summary>How mailing another code ended.</summary>
public abstract record SendCodeResult
{
    private SendCodeResult() { }

    /// <summary>It is on its way.</summary>
    public sealed record Sent : SendCodeResult;

    /// <summary>The hour's codes are used up.</summary>
    public sealed record TooMany : SendCodeResult;

    /// <summary>The sign-in is over.</summary>
    public sealed record Over : SendCodeResult;
}
