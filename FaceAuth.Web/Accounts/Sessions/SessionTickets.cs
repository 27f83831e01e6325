using System.Security.Claims;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Sessions;

/// <summary>
/// Keeps sessions on the server: the cookie holds a random id, the database its HMAC and the sealed ticket. Whoever
/// reads the database can neither use a session nor see what is in it.
/// </summary>
public sealed partial class SessionTickets(
    Db db, AccountStore accounts, SignInStore signIns, SessionStore store, MemberSessions sessions, Sealer sealer, LookupHash hash,
    IOptions<SessionsOptions> options, TimeProvider clock, ILogger<SessionTickets> log) : ITicketStore
{
    /// <inheritdoc/>
    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken ct)
    {
        var id = Tokens.New();
        var idHash = hash.Of(LookupKinds.Session, id);
        var user = ticket.Principal;
        var row = new SessionRow
        {
            IdHash = idHash,
            AccountId = user.AccountId().ToString(),
            SessionId = user.SessionId(),
            SignInId = user.SignInId(),
            DeviceId = user.DeviceId(),
            SealedTicket = await SealAsync(idHash, ticket, ct),
            CreatedAt = (ticket.Properties.IssuedUtc ?? throw new InvalidOperationException("A ticket without its beginning.")).ToUnixTimeMilliseconds(),
            ExpiresAt = (ticket.Properties.ExpiresUtc ?? throw new InvalidOperationException("A ticket without an end.")).ToUnixTimeMilliseconds(),
            ConfirmedUntil = ConfirmedUntil(),
        };
        // An account deleted, closed or reset, or a sign-in disowned, between the decision and here gets no session: the
        // cookie then finds nothing. All take the account's row first, so one of the two sees the other. The same where
        // another sign-in was disowned in between: that closed the face and ended every session, and what opens it again is
        // written down with the sign-in that does. The hold is the sign-in's.
        var owner = user.AccountId();
        await db.WriteAsync(async tx =>
        {
            if (await accounts.LockAsync(tx, owner)
                && await accounts.FindAsync(tx, owner) is { ClosedAt: null, FaceClosedAt: null } account
                && await signIns.FindAsync(tx, owner, row.SignInId!) is { DisownedAt: null } signIn
                && (account.SessionsSince is not { } since || signIn.At >= since))
                await store.InsertAsync(tx, row with { HeldUntil = signIn.HeldUntil });
        }, ct);
        return id;
    }

    /// <summary>
    /// Gives a session a new identifier after a fresh proof (OWASP ASVS 5.0 7.2.4: a new session token at re-authentication).
    /// The old one answers reads for a few seconds more, for pages that are loading in other tabs. Null where the session
    /// has ended, or another request has replaced the identifier.
    /// </summary>
    /// <param name="key">The identifier in the cookie.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string?> ReplaceAsync(string key, CancellationToken ct)
    {
        var oldHash = hash.Of(LookupKinds.Session, key);
        var now = clock.GetUtcNow();
        if (await db.ReadAsync(session => store.FindAsync(session, oldHash, now.ToUnixTimeMilliseconds()), ct) is not { ReadOnly: false } row)
            return null;
        var id = Tokens.New();
        var idHash = hash.Of(LookupKinds.Session, id);
        var ticket = await sealer.OpenAsync(Context(oldHash), row.SealedTicket, ct);
        var replaced = row with
        {
            IdHash = idHash,
            SealedTicket = await sealer.SealAsync(Context(idHash), ticket, ct),
            ConfirmedUntil = ConfirmedUntil(),
            Proofs = row.Proofs + 1,
        };
        var endsAt = (now + options.Value.OldIdentifier).ToUnixTimeMilliseconds();
        return await db.WriteAsync(async tx =>
        {
            // The account first: every session being ended at this moment must not miss the new identifier.
            if (!await accounts.LockAsync(tx, AccountId.Parse(row.AccountId))
                || !await store.RetireAsync(tx, oldHash, now.ToUnixTimeMilliseconds(), endsAt))
                return false;
            // Read again: a hold lifted in between stays lifted.
            var current = await store.FindAsync(tx, oldHash, 0);
            await store.InsertAsync(tx, replaced with { HeldUntil = current!.HeldUntil });
            return true;
        }, ct) ? id : null;
    }

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken ct)
    {
        try
        {
            var reads = HttpMethods.IsGet(httpContext.Request.Method) || HttpMethods.IsHead(httpContext.Request.Method);
            return await RetrieveAsync(key, reads, ct);
        }
        // The error page, and files that need no session, are shown also while the database is away.
        catch (DatabaseUnavailableException) when (
            httpContext.Features.Get<IExceptionHandlerFeature>() is not null
            || httpContext.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is null)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken ct) => RetrieveAsync(key, reads: false, ct);

    /// <inheritdoc/>
    public Task RenewAsync(string key, AuthenticationTicket ticket) => RenewAsync(key, ticket, CancellationToken.None);

    /// <inheritdoc/>
    public async Task RenewAsync(string key, AuthenticationTicket ticket, CancellationToken ct)
    {
        var idHash = hash.Of(LookupKinds.Session, key);
        var sealedTicket = await SealAsync(idHash, ticket, ct);
        await db.WriteAsync(tx => store.UpdateTicketAsync(tx, idHash, sealedTicket), ct);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key) => RemoveAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken ct)
    {
        var idHash = hash.Of(LookupKinds.Session, key);
        // All of the session: an identifier replaced a moment ago must not outlive a sign-out. It is on the ledger as one that
        // its member ended.
        if (await db.ReadAsync(session => store.FindAsync(session, idHash, 0), ct) is { SessionId: { } sessionId } row)
            await sessions.EndAsync(AccountId.Parse(row.AccountId), sessionId, ct);
        else
            await db.WriteAsync(tx => store.DeleteAsync(tx, idHash), ct);
    }

    /// <summary>
    /// Whose session it was that ended by time a moment ago; null for every other one. It signs nobody in: a form that was
    /// filled in during it can be kept for its member.
    /// </summary>
    public async Task<ClaimsPrincipal?> FindEndedAsync(string key, CancellationToken ct)
    {
        var idHash = hash.Of(LookupKinds.Session, key);
        var now = clock.GetUtcNow();
        var row = await db.ReadAsync(
            session => store.FindEndedAsync(session, idHash, now.ToUnixTimeMilliseconds(), (now - options.Value.EndedKept).ToUnixTimeMilliseconds()), ct);
        if (row is null or { SessionId: null })
            return null;
        try
        {
            return TicketSerializer.Default.Deserialize(await sealer.OpenAsync(Context(idHash), row.SealedTicket, ct))?.Principal;
        }
        catch (SealBrokenException)
        {
            Log.Broken(log);
            return null;
        }
    }

    /// <summary>Removes the sessions that ended long enough ago; returns how many.</summary>
    public Task<int> SweepAsync(CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteEndedAsync(tx, (clock.GetUtcNow() - options.Value.EndedKept).ToUnixTimeMilliseconds()), ct);

    private async Task<AuthenticationTicket?> RetrieveAsync(string key, bool reads, CancellationToken ct)
    {
        var idHash = hash.Of(LookupKinds.Session, key);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = await db.ReadAsync(session => store.FindAsync(session, idHash, now), ct);
        // A row without its session was written by the version before and has no sign-in to answer for: sign in anew.
        if (row is null or { SessionId: null } || row.ReadOnly && !reads)
            return null;
        try
        {
            var ticket = TicketSerializer.Default.Deserialize(await sealer.OpenAsync(Context(idHash), row.SealedTicket, ct));
            AddInstant(ticket, SessionClaims.HeldUntilType, row.HeldUntil);
            AddInstant(ticket, SessionClaims.ConfirmedUntilType, row.ConfirmedUntil);
            if (row.Proofs > 0)
                AddInstant(ticket, SessionClaims.ProvenUntilType, row.ConfirmedUntil);
            return ticket;
        }
        catch (SealBrokenException)
        {
            // Altered or moved in the database: nobody is signed in by it, and the browser can sign in anew.
            Log.Broken(log);
            return null;
        }
    }

    private long ConfirmedUntil() => (clock.GetUtcNow() + options.Value.Confirmation).ToUnixTimeMilliseconds();

    private static void AddInstant(AuthenticationTicket? ticket, string type, long? at)
    {
        if (at is { } instant)
            (ticket?.Principal.Identity as ClaimsIdentity)?.AddClaim(SessionClaims.Instant(type, instant));
    }

    private async Task<byte[]> SealAsync(string idHash, AuthenticationTicket ticket, CancellationToken ct) =>
        await sealer.SealAsync(Context(idHash), TicketSerializer.Default.Serialize(ticket), ct);

    private static SealContext Context(string idHash) => new(KeyPurposes.Tickets, "", idHash, 1, "ticket");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The ticket of a session does not open; it was altered or belongs to another session. The session is refused.")]
        public static partial void Broken(ILogger log);
    }
}
