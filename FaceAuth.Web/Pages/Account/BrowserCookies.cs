using FaceAuth.Accounts.Devices;
using FaceAuth.Keys;
using FaceAuth.Site;
using Microsoft.Extensions.Options;

namespace FaceAuth.Pages.Account;

/// <summary>
/// The two cookies of a browser at the door: by the one it holds a sign-in that it began, by the other it is remembered.
/// Random tokens and nothing else.
/// </summary>
public sealed class BrowserCookies(IOptions<SiteOptions> site, IOptions<DevicesOptions> devices)
{
    private string BrowserName => site.Value.CookieName("browser");

    private string DeviceName => site.Value.CookieName("device");

    /// <summary>By what the browser holds a pending sign-in, or null.</summary>
    public string? ReadBrowser(HttpRequest request) => request.Cookies[BrowserName];

    /// <summary>The same; where there is none, the browser is given one.</summary>
    public string EnsureBrowser(HttpContext context)
    {
        if (ReadBrowser(context.Request) is { Length: > 0 } token)
            return token;
        token = Tokens.New();
        WriteBrowser(context.Response, token);
        return token;
    }

    /// <summary>Gives the browser its token, until it is closed.</summary>
    public void WriteBrowser(HttpResponse response, string token) => response.Cookies.Append(BrowserName, token, Options(null));

    /// <summary>By what the browser is remembered, or null.</summary>
    public string? ReadDevice(HttpRequest request) => request.Cookies[DeviceName];

    /// <summary>Has the browser remembered.</summary>
    public void WriteDevice(HttpResponse response, string token) =>
        response.Cookies.Append(DeviceName, token, Options(devices.Value.Lifetime));

    // Lax: the link in a mail must find the browser that began.
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
