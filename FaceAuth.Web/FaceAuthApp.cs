using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Email;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using FaceAuth.Site;
using FaceAuth.Hosting.Health;
using FaceAuth.Jobs;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Pages.Account;
using FaceAuth.Pages.Account.Register;
using FaceAuth.Pages.Shared;
using FaceAuth.Pages.Vault;
using FaceAuth.Photos;
using FaceAuth.Rotation;
using FaceAuth.Vault;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FaceAuth;

/// <summary>The table of contents: what the site is made of, and in which order a request passes through it.</summary>
public static class FaceAuthApp
{
    /// <summary>Registers every part; each chooses its adapter by its own configuration section.</summary>
    public static WebApplicationBuilder AddFaceAuth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;

        services.AddHosting(configuration, builder.Environment);
        services.AddDatabase(configuration);
        services.AddKeys(configuration);
        services.AddPhotos(configuration);
        services.AddFaces(configuration);
        services.AddEmail(configuration);
        services.AddJobs(configuration);
        services.AddLedger(configuration);
        services.AddAccounts(configuration);
        services.AddVault(configuration);
        services.AddRotation(configuration);

        services.AddSingleton<RegistrationCookie>();
        services.AddSingleton<PasskeyCookie>();
        services.AddSingleton<PhotoAnswers>();
        services.AddSingleton<ConfirmAnswers>();
        services.AddSingleton<BrowserCookies>();
        services.AddSingleton<VaultViews>();
        services.AddRazorPages(pages =>
        {
            // Closed by default: the few public pages carry [AllowAnonymous].
            pages.Conventions.AuthorizeFolder("/");
        }).AddMvcOptions(mvc =>
        {
            mvc.Filters.Add<KnownHandlers>();
            mvc.Filters.Add<DraftFilter>();
        });
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<SiteOptions>>((antiforgery, site) =>
        {
            antiforgery.Cookie.Name = site.Value.CookieName("antiforgery");
            antiforgery.Cookie.SecurePolicy = site.Value.CookieSecurePolicy;
            // The Content-Security-Policy says it more strictly: frame-ancestors 'none'.
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.AddOptions<CookieTempDataProviderOptions>().Configure<IOptions<SiteOptions>>((tempData, site) =>
        {
            tempData.Cookie.Name = site.Value.CookieName("message");
            tempData.Cookie.SecurePolicy = site.Value.CookieSecurePolicy;
        });
        return builder;
    }

    /// <summary>The way of a request.</summary>
    public static WebApplication UseFaceAuth(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            StatusCodeSelector = fault => fault is DatabaseUnavailableException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseRouting();
        app.UseRateLimiter();
        app.UseLargeFormAnswer();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapStaticAssets();
        app.MapHealth();
        app.MapRazorPages().WithStaticAssets();
        return app;
    }
}
