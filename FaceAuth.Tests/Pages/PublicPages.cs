using System.Globalization;
using System.Net;
using System.Security.Claims;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Hosting;
using FaceAuth.Pages;
using FaceAuth.Pages.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;

namespace FaceAuth.Tests.Pages;

public sealed partial class PublicPages : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(IndexModel).Assembly.GetName().Name,
            EnvironmentName = "Production",
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddRazorPages();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new RetentionSchedule(
            TimeSpan.FromMinutes(30), TimeSpan.FromHours(24), TimeSpan.FromDays(365), TimeSpan.FromDays(7), TimeSpan.FromMinutes(10),
            TimeSpan.FromDays(90), TimeSpan.FromDays(7), TimeSpan.FromMinutes(15), TimeSpan.FromHours(24),
            TimeSpan.FromDays(30), TimeSpan.FromDays(730), TimeSpan.FromDays(365)));
        _app = builder.Build();
        _app.UseExceptionHandler("/error/500");
        _app.UseStatusCodePagesWithReExecute("/error/{0}");
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.TryGetValue("Test-Session-Ends-At", out var endsAt))
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(SessionClaims.EndsAtType, endsAt.ToString())], "test"));
            return next(context);
        });
        _app.UseRouting();
        _app.MapRazorPages();
        _app.MapPost("/busy", (HttpContext context) =>
        {
            context.Response.Headers.RetryAfter = "5";
            return Results.StatusCode(503);
        });
        _app.MapGet("/theirs", () => Results.StatusCode(403));
        _app.MapGet("/fault", string () => throw new InvalidOperationException("the connection string is secret"));
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("/", "Sign in with your face")]
    [InlineData("/privacy", "24 hours after it began")]
    [InlineData("/privacy/notice", "Version " + BiometricNotice.CurrentVersion)]
    public async Task Are_there_without_a_session(string path, string words)
    {
        var html = await _client.GetStringAsync(path);

        html.ShouldContain(words);
        html.ShouldNotContain("data-session data-ends-at");
        html.ShouldNotContain("http-equiv=\"refresh\"");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/privacy")]
    [InlineData("/privacy/notice")]
    [InlineData("/error/503")]
    public async Task Have_one_title_one_heading_and_nothing_that_the_policy_refuses(string path)
    {
        var html = await (await _client.GetAsync(path)).Content.ReadAsStringAsync();

        Regex.Count(html, "<title>[^<]+</title>").ShouldBe(1);
        Regex.Count(html, "<h1[ >]").ShouldBe(1);
        Inline().Matches(html).Select(m => m.Value).ShouldBeEmpty();
        Regex.Count(html, "(src|href)=\"(https?:)?//").ShouldBe(0, "nothing is loaded from elsewhere");
    }

    [Fact]
    public async Task Someone_signed_in_is_taken_from_the_landing_page_to_their_account()
    {
        var response = await GetSignedIn("/", TimeSpan.FromMinutes(29.5));

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.Headers.Location!.OriginalString.ShouldBe("/account");
    }

    [Fact]
    public async Task Someone_signed_in_sees_the_time_left_and_can_sign_out_by_a_guarded_form()
    {
        var html = await (await GetSignedIn("/privacy", TimeSpan.FromMinutes(29.9))).Content.ReadAsStringAsync();

        html.ShouldContain("30 min left");
        html.ShouldMatch("""<form[^>]*action="/account/sign-out"[^>]*method="post"[^>]*>[\s\S]*?name="__RequestVerificationToken"[\s\S]*?</form>""");
        var refresh = Regex.Match(html, """<noscript><meta http-equiv="refresh" content="(\d+);url=/account/sign-in\?ended=1" /></noscript>""");
        refresh.Success.ShouldBeTrue();
        // Against what the page itself says of the time: how long the machine took to answer must not matter.
        var left = Attribute(html, "data-ends-at") - Attribute(html, "data-now");
        left.ShouldBeInRange(1, (long)TimeSpan.FromMinutes(29.9).TotalMilliseconds);
        long.Parse(refresh.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBe((left + 999) / 1000 + 1);
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_yours_read_the_same()
    {
        var missing = Words(await (await _client.GetAsync("/missing")).Content.ReadAsStringAsync());
        var theirs = Words(await (await _client.GetAsync("/theirs")).Content.ReadAsStringAsync());

        missing.ShouldContain("There is nothing here for you");
        theirs.Replace("403", "404").ShouldBe(missing);
    }

    [Fact]
    public async Task A_busy_answer_to_a_POST_says_how_long_to_wait_and_keeps_status_and_header()
    {
        var response = await _client.PostAsync("/busy", null);

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await response.Content.ReadAsStringAsync()).ShouldContain("Try again in 5 seconds");
    }

    [Fact]
    public async Task A_fault_shows_a_request_id_and_nothing_of_the_fault()
    {
        var response = await _client.GetAsync("/fault");

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        html.ShouldMatch("Request <code>[^<]+</code>");
        html.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("/error/429", 429)]
    [InlineData("/error", 404)]
    [InlineData("/error/200", 404)]
    public async Task The_error_pages_own_address_answers_with_a_status_of_an_error(string path, int status) =>
        ((int)(await _client.GetAsync(path)).StatusCode).ShouldBe(status);

    private async Task<HttpResponseMessage> GetSignedIn(string path, TimeSpan left)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var endsAt = TimeProvider.System.GetUtcNow() + left;
        request.Headers.Add("Test-Session-Ends-At", endsAt.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await _client.SendAsync(request);
    }

    /// <summary>The main part as text, without the request's id.</summary>
    private static long Attribute(string html, string name) =>
        long.Parse(Regex.Match(html, $"{name}=\"(\\d+)\"").Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static string Words(string html)
    {
        var main = html[html.IndexOf("<main", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)];
        return Regex.Replace(Regex.Replace(main, "<code>.*?</code>", ""), @"<[^>]+>|\s+", " ").Trim();
    }

    /// <summary>Style and event attributes, style elements, and scripts without a file.</summary>
    [GeneratedRegex("""\sstyle=|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)|javascript:""")]
    private static partial Regex Inline();
}
