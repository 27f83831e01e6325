using System.Text.RegularExpressions;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>The site is closed by default: who is not signed in is asked to, and then gets what they asked for.</summary>
public sealed class ComingWithoutASession(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    /// <summary>The pages that anybody may open. A page that is missing here and opens all the same fails the test.</summary>
    private static readonly string[] PublicPages =
    [
        "/account/register", "/account/register/confirm/{token}", "/account/register/photos", "/account/register/photos/{id:guid}",
        "/account/register/prove", "/account/sign-in", "/account/sign-in/code", "/account/sign-in/link/{token}",
        "/account/sign-in/passkey", "/account/recover", "/account/reset/{token}", "/account/not-me/{token}", "/account/sign-out",
        "/", "/error/{status:int?}", "/mailbox", "/mailbox/{id}/{handler?}", "/privacy", "/privacy/notice",
    ];

    // What stands in addresses; nobody has any of it.
    private static readonly Dictionary<string, string> Values = new()
    {
        ["id:guid"] = "01980000-0000-7000-8000-000000000001", ["id"] = "01980000-0000-7000-8000-000000000001", ["grant"] = "01980000-0000-7000-8000-000000000001",
        ["rotation"] = "01980000-0000-7000-8000-000000000001", ["field"] = "password", ["version:int"] = "1", ["name"] = "rotation",
    };

    [BrowserFact]
    public Task Every_page_that_is_not_public_asks_to_sign_in() => WalkAsync(async () =>
    {
        var closed = Pages().Where(page => !PublicPages.Contains(page)).ToList();
        closed.ShouldContain(AccountPage.Path);
        closed.ShouldContain(DeletePage.Path);
        var visitor = await ArriveAsync();
        foreach (var page in closed)
        {
            var path = Values.Aggregate(page, (address, value) => address.Replace($"{{{value.Key}}}", value.Value));
            path.ShouldNotContain("{", customMessage: "a page with a new kind of address: teach this test to fill it");
            await visitor.GoAsync(path);
            await Expect(visitor.SignIn.Heading).ToBeVisibleAsync();
            visitor.Page.Url.ShouldBe($"{Site.Address}/account/sign-in?next={Uri.EscapeDataString(path)}");
        }
    });

    [BrowserFact]
    public Task The_pages_that_say_they_are_public_are_the_ones_listed_here() => WalkAsync(() =>
    {
        Endpoints().Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(Pattern).Distinct()
            .ShouldBe(PublicPages, ignoreOrder: true);
        return Task.CompletedTask;
    });

    [BrowserFact]
    public Task After_sign_in_the_member_gets_the_page_they_asked_for() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);

        await ada.GoAsync(DeletePage.Path);
        await ada.SignIn.WithFileAsync(member.Email, Pictures.AdaAgain);

        await Expect(ada.Delete.Sure).ToBeVisibleAsync();
        ada.Page.Url.ShouldBe(Site.Address + DeletePage.Path);
    });

    [BrowserTheory]
    [InlineData("two slashes", "//evil.example/")]
    [InlineData("slash and backslash", "/\\evil.example/")]
    [InlineData("whole address", "https://evil.example/")]
    public Task A_link_that_wants_to_lead_away_after_sign_in_leads_to_the_account(string kind, string next) => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", $"ada.{kind.Replace(' ', '.')}@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);

        await ada.GoAsync($"{SignInPage.Path}?next={Uri.EscapeDataString(next)}");
        await ada.SignIn.WithFileAsync(member.Email, Pictures.AdaAgain);

        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        ada.Page.Url.ShouldBe(Site.Address + AccountPage.Path);
    }, name: $"Leading away by {kind}");

    private IEnumerable<RouteEndpoint> Endpoints() =>
        Site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null);

    private IEnumerable<string> Pages() => Endpoints().Select(Pattern).Distinct();

    // A page called Index answers to its folder's name and to its own; it is one page.
    private static string Pattern(RouteEndpoint endpoint) =>
        "/" + Regex.Replace(endpoint.RoutePattern.RawText ?? "", "/?Index$", "").Trim('/').ToLowerInvariant();
}
