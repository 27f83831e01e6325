using System.Text.RegularExpressions;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Hosting;

public sealed class OpenPages
{
    // Every page that answers without a session. A new one is added here on purpose, or not at all.
    private static readonly string[] Public =
    [
        "", "account/not-me/{token}", "account/recover", "account/register", "account/register/confirm/{token}", "account/register/photos", "account/register/photos/{id:guid}",
        "account/register/prove", "account/reset/{token}", "account/sign-in", "account/sign-in/code", "account/sign-in/link/{token}", "account/sign-in/passkey", "account/sign-out", "privacy", "privacy/notice",
    ];

    [Fact]
    public void The_site_is_closed_by_default()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
        });
        builder.Logging.ClearProviders();
        var app = builder.AddFaceAuth().Build().UseFaceAuth();
        var pages = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null).ToList();

        pages.Count.ShouldBeGreaterThan(Public.Length);
        foreach (var page in pages)
        {
            var route = Regex.Replace(page.RoutePattern.RawText!.Trim('/'), "(^|/)Index$", "");
            var open = page.Metadata.GetMetadata<IAllowAnonymous>() is not null;
            var guarded = page.Metadata.GetMetadata<IAuthorizeData>() is not null;
            (open || guarded).ShouldBeTrue(route);
            if (open && !route.StartsWith("error", StringComparison.OrdinalIgnoreCase) && !route.StartsWith("mailbox", StringComparison.OrdinalIgnoreCase))
                Public.ShouldContain(route.ToLowerInvariant(), "this page is open to everybody");
        }
    }
}
