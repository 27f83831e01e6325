using System.Security.Claims;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>How a session begins, and how it gets a new identifier.</summary>
public static class SignedIn
{
    /// <summary>
    /// Begins a session of the configured lifetime for a finished sign-in, and has the browser remembered where that was
    /// wanted. A session that the browser holds already is ended: a new sign-in always has a new identifier.
    /// </summary>
    public static async Task BeginSessionAsync(this HttpContext context, FinishedSignIn signIn)
    {
        var services = context.RequestServices;
        var tickets = services.GetRequiredService<SessionTickets>();
        if (SessionCookie.FindKey(context) is { } old)
            await tickets.RemoveAsync(old, CancellationToken.None);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var end = now + services.GetRequiredService<IOptions<SessionsOptions>>().Value.Lifetime;
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, signIn.Account.Id),
                new Claim(ClaimTypes.Name, signIn.Account.Name),
                new Claim(SessionClaims.SessionIdType, Guid.CreateVersion7().ToString()),
                new Claim(SessionClaims.SignInIdType, signIn.SignInId),
                new Claim(SessionClaims.MethodType, signIn.Method.ToString()),
                SessionClaims.Instant(SessionClaims.EndsAtType, end.ToUnixTimeMilliseconds()),
                .. signIn.DeviceId is { } device ? [new Claim(SessionClaims.DeviceIdType, device)] : Array.Empty<Claim>(),
            ],
            CookieAuthenticationDefaults.AuthenticationScheme);
        var ticket = new AuthenticationTicket(
            new ClaimsPrincipal(identity), new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end },
            CookieAuthenticationDefaults.AuthenticationScheme);
        // Not the request's token: what is begun here is written down as finished, and a closed browser changes nothing.
        WriteKey(context, await tickets.StoreAsync(ticket, CancellationToken.None));
        if (signIn.NewDeviceToken is { } token)
            services.GetRequiredService<BrowserCookies>().WriteDevice(context.Response, token);
    }

    /// <summary>
    /// After a fresh proof: the session goes on under a new identifier. False where it has ended, or another request has
    /// done the same a moment before.
    /// </summary>
    public static async Task<bool> StepUpAsync(this HttpContext context)
    {
        var tickets = context.RequestServices.GetRequiredService<SessionTickets>();
        if (SessionCookie.FindKey(context) is not { } old || await tickets.ReplaceAsync(old, CancellationToken.None) is not { } key)
            return false;
        WriteKey(context, key);
        return true;
    }

    // The cookie handler keeps the key of a session that it has read, so a new key is written here, in the handler's form.
    private static void WriteKey(HttpContext context, string key)
    {
        var cookie = SessionCookie.Options(context);
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionCookie.KeyType, key)], CookieAuthenticationDefaults.AuthenticationScheme));
        var ticket = new AuthenticationTicket(principal, null, CookieAuthenticationDefaults.AuthenticationScheme);
        cookie.CookieManager.AppendResponseCookie(
            context, cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(ticket), cookie.Cookie.Build(context));
        context.Response.Headers.CacheControl = "no-cache,no-store";
    }
}
