using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Hosting;

/// <summary>Forms over the site's own pipeline, as a browser and as somebody who is none.</summary>
public sealed partial class AnsweringForms : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
            EnvironmentName = "Development",
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["DataFolder"] = _folder.Path, ["SignIn:AnswerTick"] = "00:00:00.001" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.AddFaceAuth();
        builder.Services.Replace(ServiceDescriptor.Singleton<IFaceEngine>(new FakeFaceEngine()));
        _app = builder.Build().UseFaceAuth();
        await _app.Services.GetRequiredService<StartUp>().RunAsync(CancellationToken.None);
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/account/sign-in/passkey")]
    [InlineData("/account/sign-in/passkey?handler=Begin")]
    [InlineData("/account/register")]
    [InlineData("/account/register/photos?handler=Add")]
    [InlineData("/account/register/prove")]
    [InlineData("/account/register/confirm/abc?handler=NotMe")]
    public async Task A_form_that_this_site_did_not_make_is_refused(string path)
    {
        var answer = await _client.PostAsync(path, new FormUrlEncodedContent([KeyValuePair.Create("Input.Email", "ada@example.org")]));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("That form was not accepted");
    }

    [Fact]
    public async Task A_busy_engine_is_answered_503_with_the_time_to_wait_and_what_was_typed()
    {
        var answer = await SignInAsync("ada@example.org", "busy");

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("try again in 7 seconds");
        page.ShouldContain("value=\"ada@example.org\"");
    }

    [Fact]
    public async Task A_wrong_face_and_an_unknown_address_read_the_same()
    {
        var answer = await SignInAsync("nobody@example.org", "ada");
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("could not sign you in with this address and photo");
    }

    [Fact]
    public async Task A_form_that_says_it_is_too_large_is_told_so_before_it_is_sent()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = new ByteArrayContent([1]) };
        request.Content.Headers.ContentLength = HostingSetup.MaxFramesFormBytes + 1;
        var answer = await _client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("That was too large");
    }

    [Fact]
    public async Task Every_page_says_that_nothing_of_it_is_kept()
    {
        foreach (var path in new[] { "/", "/account/sign-in", "/account/register", "/account", "/privacy", "/nowhere" })
            (await _client.GetAsync(path)).Headers.CacheControl!.NoStore.ShouldBeTrue(path);
    }

    private async Task<HttpResponseMessage> SignInAsync(string email, string photo)
    {
        var page = await _client.GetAsync("/account/sign-in");
        var cookie = page.Headers.GetValues("Set-Cookie").First(one => one.StartsWith("faceauth-antiforgery", StringComparison.Ordinal)).Split(';')[0];
        var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(photo));
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent(email), "Input.Email" },
            { file, "Input.Photos", "photo.jpg" },
        };
        var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in") { Content = form };
        request.Headers.Add("Cookie", cookie);
        return await _client.SendAsync(request);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
