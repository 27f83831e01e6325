using FaceAuth.Accounts.Registration;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account.Register;

/// <summary>The cookie by which a browser holds the registration it began: a random token and nothing else.</summary>
public sealed class RegistrationCookie(IOptions<SiteOptions> site, IOptions<RegistrationOptions> options)
{
    private string Name => site.Value.CookieName("registration");

    /// <summary>The token, or null.</summary>
    public string? Read(HttpRequest request) => request.Cookies[Name];

    /// <summary>Gives the browser its token.</summary>
    public void Write(HttpResponse response, string token) =>
        response.Cookies.Append(Name, token, Options(options.Value.Lifetime));

    /// <summary>Takes the token back.</summary>
    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Options(null));

    // Lax: the link in the mail must find the browser that began.
    private CookieOptions Options(TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = site.Value.IsHttps,
        Path = "/",
        MaxAge = lifetime,
    };
}
