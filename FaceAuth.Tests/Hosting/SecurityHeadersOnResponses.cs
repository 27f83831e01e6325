using System.Net;
using FaceAuth.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Hosting;

namespace FaceAuth.Tests.Hosting;

public sealed class SecurityHeadersOnResponses
{
    [Theory]
    [InlineData("/page", HttpStatusCode.OK)]
    [InlineData("/elsewhere", HttpStatusCode.Redirect)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/fault", HttpStatusCode.InternalServerError)]
    public async Task Pages_redirects_and_errors_all_carry_them(string path, HttpStatusCode status)
    {
        await using var app = await Start(Environments.Production);

        var response = await app.GetTestClient().GetAsync(path);

        response.StatusCode.ShouldBe(status);
        Header(response, "Content-Security-Policy").ShouldBe(SecurityHeaders.ContentSecurityPolicy);
        Header(response, "Permissions-Policy").ShouldBe(SecurityHeaders.PermissionsPolicy);
        Header(response, "Referrer-Policy").ShouldBe("same-origin");
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        Header(response, "Cache-Control").ShouldBe("no-store");
    }

    [Fact]
    public async Task A_page_cannot_ask_to_be_stored()
    {
        await using var app = await Start(Environments.Production);

        var response = await app.GetTestClient().GetAsync("/cached");

        Header(response, "Cache-Control").ShouldBe("no-store");
    }

    [Fact]
    public async Task A_static_asset_keeps_its_own_cache_time()
    {
        await using var app = await Start(Environments.Production);

        var response = await app.GetTestClient().GetAsync("/site.abc.css");

        response.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromDays(365));
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Theory]
    [InlineData("Production", "https://faces.example/page", true)]
    [InlineData("Production", "http://faces.example/page", false)]
    [InlineData("Development", "https://faces.example/page", false)]
    public async Task Https_is_pinned_over_https_outside_development(string environment, string address, bool pinned)
    {
        await using var app = await Start(environment);

        var response = await app.GetTestClient().GetAsync(new Uri(address));

        response.Headers.TryGetValues("Strict-Transport-Security", out var values).ShouldBe(pinned);
        if (pinned)
            values!.Single().ShouldStartWith("max-age=31536000");
    }

    [Fact]
    public void The_policy_refuses_by_default_and_allows_nothing_inline_or_from_elsewhere()
    {
        var directives = SecurityHeaders.ContentSecurityPolicy.Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1..]);

        directives["default-src"].ShouldBe(["'none'"]);
        directives["script-src"].ShouldBe(["'self'"]);
        directives["style-src"].ShouldBe(["'self'"]);
        directives["base-uri"].ShouldBe(["'none'"]);
        directives["frame-ancestors"].ShouldBe(["'none'"]);
        directives["form-action"].ShouldBe(["'self'"]);
        string[] allowed = ["'none'", "'self'", "blob:", "data:", "'script'"];
        directives.Values.SelectMany(sources => sources).Except(allowed).ShouldBeEmpty();
        directives.Where(d => d.Value.Contains("data:") || d.Value.Contains("blob:")).Select(d => d.Key).ShouldBe(["img-src"]);
    }

    [Fact]
    public void The_camera_the_clipboard_and_passkeys_are_ours_and_every_sensor_is_off()
    {
        var features = SecurityHeaders.PermissionsPolicy.Split(", ").Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1]);

        features.Where(f => f.Value != "()").Select(f => f.Key)
            .ShouldBe(["camera", "autoplay", "clipboard-read", "clipboard-write", "publickey-credentials-create", "publickey-credentials-get"]);
        features.Where(f => f.Value != "()").ShouldAllBe(f => f.Value == "(self)");
        features.Keys.ShouldContain("microphone");
        features.Keys.ShouldContain("geolocation");
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static async Task<WebApplication> Start(string environment)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
        app.MapGet("/page", () => "a page");
        app.MapGet("/elsewhere", () => Results.Redirect("/page"));
        app.MapGet("/fault", string () => throw new InvalidOperationException("a fault"));
        app.MapGet("/cached", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=600";
            return "a page";
        });
        app.MapGet("/site.abc.css", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "max-age=31536000, immutable";
            return "body{}";
        }).WithMetadata(new StaticAssetDescriptor { Route = "site.abc.css", AssetPath = "site.css" });
        await app.StartAsync();
        return app;
    }
}
