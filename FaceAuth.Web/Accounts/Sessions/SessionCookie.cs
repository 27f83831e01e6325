using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace FaceAuth.Accounts.Sessions;

/// <summary>The cookie that holds a session's identifier, in the cookie handler's form.</summary>
public static class SessionCookie
{
    /// <summary>The handler's own name for the claim.</summary>
    public const string KeyType = "Microsoft.AspNetCore.Authentication.Cookies-SessionId";

    /// <summary>The identifier that the browser sent, or null; whether its session lives is another matter.</summary>
    public static string? FindKey(HttpContext context)
    {
        var cookie = Options(context);
        return cookie.CookieManager.GetRequestCookie(context, cookie.Cookie.Name!) is { } value
            ? cookie.TicketDataFormat.Unprotect(value)?.Principal.FindFirstValue(KeyType)
            : null;
    }

    /// <summary>The handler's settings.</summary>
    public static CookieAuthenticationOptions Options(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>()
            .Get(CookieAuthenticationDefaults.AuthenticationScheme);
}
