using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FaceAuth.Hosting;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Hosting;

/// <summary>The two requests of a sign-in by passkey, over the site's own pipeline.</summary>
public sealed partial class AnsweringPasskeys : IAsyncLifetime
{
    private const string Path = "/account/sign-in/passkey";

    private readonly TestFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = System.IO.Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
            EnvironmentName = "Development",
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataFolder"] = _folder.Path, ["Site:PublicUrl"] = "https://faces.example.org",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddFaceAuth();
        _app = builder.Build().UseFaceAuth();
        await _app.Services.GetRequiredService<StartUp>().RunAsync(CancellationToken.None);
        await _app.StartAsync();
        _client = _app.GetTestClient();
        _client.BaseAddress = new Uri("https://faces.example.org");
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_challenge_is_json_and_its_cookie_is_the_browsers_alone()
    {
        var answer = await PostAsync($"{Path}?handler=Begin", await FormAsync());

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        ((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rpId"]!).ShouldBe("faces.example.org");
        var cookie = Cookie(answer, "__Host-faceauth-passkey-sign-in");
        cookie.ShouldContain("max-age=300");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("secure");
    }

    [Fact]
    public async Task The_host_that_a_request_claims_does_not_become_the_site()
    {
        var (cookie, token) = await FormAsync();
        var request = Form($"{Path}?handler=Begin", cookie, [("__RequestVerificationToken", token)]);
        request.Headers.Host = "evil.example.com";
        var answer = await _client.SendAsync(request);
        ((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rpId"]!).ShouldBe("faces.example.org");
    }

    [Fact]
    public async Task A_refused_answer_takes_the_cookie_back_and_says_what_to_do()
    {
        var form = await FormAsync();
        var begun = await PostAsync($"{Path}?handler=Begin", form);
        var held = Cookie(begun, "__Host-faceauth-passkey-sign-in").Split(';')[0];

        var answer = await PostAsync(Path, (form.Cookie + "; " + held, form.Token), ("Credential", "{}"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("could not sign you in with this passkey");
        Cookie(answer, "__Host-faceauth-passkey-sign-in").ShouldContain("1970");
        (await (await PostAsync(Path, form, ("Credential", "{}"))).Content.ReadAsStringAsync()).ShouldContain("That took too long");
    }

    [Fact]
    public async Task An_answer_is_never_long()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent([1]) };
        request.Content.Headers.ContentLength = HostingSetup.MaxBodyBytes + 1;
        (await _client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task The_members_page_is_for_members()
    {
        var answer = await _client.GetAsync("/account/passkeys");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.AbsolutePath.ShouldBe("/account/sign-in");
    }

    private async Task<(string Cookie, string Token)> FormAsync()
    {
        var page = await _client.GetAsync(Path);
        return (Cookie(page, "__Host-faceauth-antiforgery").Split(';')[0], Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value);
    }

    private Task<HttpResponseMessage> PostAsync(string path, (string Cookie, string Token) form, params (string, string)[] fields) =>
        _client.SendAsync(Form(path, form.Cookie, [("__RequestVerificationToken", form.Token), .. fields]));

    private static HttpRequestMessage Form(string path, string cookie, IEnumerable<(string Name, string Value)> fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Cookie", cookie);
        return request;
    }

    private static string Cookie(HttpResponseMessage answer, string name) =>
        answer.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith(name + "=", StringComparison.Ordinal));

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
