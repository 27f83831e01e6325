using FaceAuth.Accounts.Passkeys;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>
/// The cookie by which a browser holds the passkey challenge it was given: a random token and nothing else. One per kind,
/// so that adding a passkey in one tab does not undo a sign-in in another.
/// </summary>
public sealed class PasskeyCookie(IOptions<SiteOptions> site, IOptions<PasskeysOptions> options)
{
    /// <summary>The token, or null. It is taken back: a challenge is answered once.</summary>
    public string? Take(HttpContext context, CeremonyKind kind)
    {
        var token = context.Request.Cookies[Name(kind)];
        if (token is not null)
            context.Response.Cookies.Delete(Name(kind), Options(null));
        return token;
    }

    /// <summary>Gives the browser its token.</summary>
    public void Write(HttpContext context, CeremonyKind kind, string token) =>
        context.Response.Cookies.Append(Name(kind), token, Options(options.Value.CeremonyLifetime));

    private string Name(CeremonyKind kind) => site.Value.CookieName(kind switch
    {
        CeremonyKind.Add => "passkey-add",
        CeremonyKind.SignIn => "passkey-sign-in",
        _ => "passkey-confirm",
    });

    // Strict: no other site ever leads into the middle of a ceremony.
    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Strict,
        Secure = site.Value.IsHttps,
        Path = "/",
        MaxAge = lifetime,
    };
}
