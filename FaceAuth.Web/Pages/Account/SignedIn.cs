using System.Globalization;
using System.Security.Claims;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>What a session's ticket carries, and how it begins.</summary>
public static class SignedIn
{
    /// <summary>The account of the signed-in member; a page that asks is behind authorization.</summary>
    public static AccountId AccountId(this ClaimsPrincipal user) =>
        Accounts.AccountId.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)
            ?? throw new InvalidOperationException("Nobody is signed in."));

    /// <summary>Begins a session of the configured lifetime.</summary>
    public static Task BeginSessionAsync(this HttpContext context, Accounts.Account account)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var end = now + context.RequestServices.GetRequiredService<IOptions<SessionsOptions>>().Value.Lifetime;
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id),
                new Claim(ClaimTypes.Name, account.Name),
                new Claim(SessionTime.Claim, end.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            ],
            CookieAuthenticationDefaults.AuthenticationScheme);
        return context.SignInAsync(
            new ClaimsPrincipal(identity), new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = end });
    }
}
