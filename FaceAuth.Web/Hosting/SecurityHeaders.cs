using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Net.Http.Headers;

namespace FaceAuth.Hosting;

/// <summary>
/// The headers that tell a browser what this site never does. They are set when a response starts, so that errors and
/// redirects carry them too. Follows OWASP ASVS 5.0, chapter V3.4.
/// </summary>
public static class SecurityHeaders
{
    /// <summary>
    /// Everything is refused except what the pages use. Scripts and styles come from files of this site, never from a
    /// page's text. Pictures: <c>blob:</c> shows a chosen photo before it is sent, <c>data:</c> is Pico CSS, whose icons
    /// (check marks, arrows, spinners) are data addresses in its style sheet. No script may turn a string into markup
    /// or code (Trusted Types); none of ours does, so no policy may be made either.
    /// </summary>
    internal const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>
    /// The camera is this site's alone, and <c>autoplay</c> lets its preview start after the browser has asked, when the
    /// click that opened it is no longer fresh. Passkeys are made and used on its own pages. Everything else that browsers
    /// know and that could be asked for is off.
    /// </summary>
    internal const string PermissionsPolicy =
        "camera=(self), autoplay=(self), accelerometer=(), browsing-topics=(), clipboard-read=(self), "
        + "clipboard-write=(self), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), "
        + "gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), "
        + "microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), "
        + "publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), "
        + "storage-access=(), sync-xhr=(), usb=(), window-management=(), xr-spatial-tracking=()";

    /// <summary>
    /// Pages with a token in their address tell it to nobody else. <c>no-referrer</c> would also blank the Origin header
    /// of our own forms, by which a forged request can be told.
    /// </summary>
    internal const string ReferrerPolicy = "same-origin";

    /// <summary>A year, the least that ASVS 3.4.1 asks for.</summary>
    internal const string StrictTransportSecurity = "max-age=31536000; includeSubDomains";

    /// <summary>
    /// Sets the headers on every response. Comes first in the pipeline, before the exception handler, which clears what
    /// was set before it. Static assets keep their own Cache-Control, everything else is stored nowhere.
    /// </summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var isDevelopment = app.ApplicationServices.GetRequiredService<IHostEnvironment>().IsDevelopment();
        return app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Set(context, isDevelopment);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Set(HttpContext context, bool isDevelopment)
    {
        var headers = context.Response.Headers;
        // A page that shows foreign HTML sets a narrower policy of its own: a sandbox.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers["Referrer-Policy"] = ReferrerPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // Browsers ignore the header over plain HTTP; in Development it would pin localhost for every other project.
        if (!isDevelopment && context.Request.IsHttps)
            headers.StrictTransportSecurity = StrictTransportSecurity;

        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        {
            headers.CacheControl = "no-store";
            headers.Remove(HeaderNames.Pragma);
        }
    }
}
