using System.Security.Claims;
using FaceAuth.Database;
using FaceAuth.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FaceAuth.Accounts.Sessions;

/// <summary>
/// Keeps sessions on the server: the cookie holds a random id, the database its HMAC and the sealed ticket. Whoever
/// reads the database can neither use a session nor see what is in it.
/// </summary>
public sealed partial class SessionTickets(
    Db db, AccountStore accounts, SessionStore store, Sealer sealer, LookupHash hash, TimeProvider clock, ILogger<SessionTickets> log) : ITicketStore
{
    /// <inheritdoc/>
    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken ct)
    {
        var id = Tokens.New();
        var idHash = hash.Of(LookupKinds.Session, id);
        var row = new SessionRow(
            idHash,
            ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("A ticket without an account."),
            await SealAsync(idHash, ticket, ct),
            (ticket.Properties.IssuedUtc ?? throw new InvalidOperationException("A ticket without its beginning.")).ToUnixTimeMilliseconds(),
            (ticket.Properties.ExpiresUtc ?? throw new InvalidOperationException("A ticket without an end.")).ToUnixTimeMilliseconds());
        // An account deleted between the decision and here gets no session: the cookie then finds nothing.
        await db.WriteAsync(async tx =>
        {
            if (await accounts.LockAsync(tx, AccountId.Parse(row.AccountId)))
                await store.InsertAsync(tx, row);
        }, ct);
        return id;
    }

    /// <inheritdoc/>
    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, HttpContext httpContext, CancellationToken ct)
    {
        try
        {
            return await RetrieveAsync(key, ct);
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
    public async Task<AuthenticationTicket?> RetrieveAsync(string key, CancellationToken ct)
    {
        var idHash = hash.Of(LookupKinds.Session, key);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var sealedTicket = await db.ReadAsync(session => store.FindTicketAsync(session, idHash, now), ct);
        if (sealedTicket is null)
            return null;
        try
        {
            return TicketSerializer.Default.Deserialize(await sealer.OpenAsync(Context(idHash), sealedTicket, ct));
        }
        catch (SealBrokenException)
        {
            // Altered or moved in the database: nobody is signed in by it, and the browser can sign in anew.
            Log.Broken(log);
            return null;
        }
    }

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
    public Task RemoveAsync(string key, CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteAsync(tx, hash.Of(LookupKinds.Session, key)), ct);

    /// <summary>Removes the sessions that have ended; returns how many.</summary>
    public Task<int> SweepAsync(CancellationToken ct) =>
        db.WriteAsync(tx => store.DeleteEndedAsync(tx, clock.GetUtcNow().ToUnixTimeMilliseconds()), ct);

    private async Task<byte[]> SealAsync(string idHash, AuthenticationTicket ticket, CancellationToken ct) =>
        await sealer.SealAsync(Context(idHash), TicketSerializer.Default.Serialize(ticket), ct);

    private static SealContext Context(string idHash) => new(KeyPurposes.Tickets, "", idHash, 1, "ticket");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The ticket of a session does not open; it was altered or belongs to another session. The session is refused.")]
        public static partial void Broken(ILogger log);
    }
}
