using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Diagnostics;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Hosting;

/// <summary>When an answer leaves, by a clock and timers in the test's hands.</summary>
public sealed partial class AnsweringOnTicks
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(0, 250)]
    [InlineData(0.0001, 250)]
    [InlineData(249.9999, 250)]
    [InlineData(250, 250)]
    [InlineData(250.0001, 500)]
    [InlineData(499, 500)]
    [InlineData(1234, 1250)]
    public void An_answer_is_due_on_the_first_tick_that_has_not_passed(double elapsed, double due) =>
        AnswerTick.Next(TimeSpan.FromMilliseconds(elapsed), Tick).ShouldBe(TimeSpan.FromMilliseconds(due));

    [Theory]
    [InlineData(3.2, 247)] // A timer counts whole milliseconds: rounded up, never short.
    [InlineData(249.5, 1)]
    [InlineData(300, 200)]
    public async Task It_waits_for_what_is_left_of_the_tick(double worked, double rest)
    {
        var clock = new HandClock();
        var tick = new AnswerTick(clock, Tick);
        clock.Advance(TimeSpan.FromMilliseconds(worked));

        var wait = tick.WaitAsync(CancellationToken.None);
        var timer = await clock.TimerAsync();

        timer.Due.ShouldBe(TimeSpan.FromMilliseconds(rest));
        wait.IsCompleted.ShouldBeFalse();
        clock.Advance(timer.Due);
        timer.Fire();
        await wait;
    }

    [Fact]
    public async Task A_timer_that_comes_early_is_waited_out()
    {
        var clock = new HandClock();
        var tick = new AnswerTick(clock, Tick);
        clock.Advance(TimeSpan.FromMilliseconds(40));

        var wait = tick.WaitAsync(CancellationToken.None);
        var first = await clock.TimerAsync();
        clock.Advance(first.Due - TimeSpan.FromMilliseconds(.4));
        first.Fire();

        var second = await clock.TimerAsync();
        second.Due.ShouldBe(TimeSpan.FromMilliseconds(1));
        wait.IsCompleted.ShouldBeFalse();
        second.Fire();
        await wait;
    }

    [Fact]
    public async Task An_answer_on_the_tick_itself_does_not_wait()
    {
        var clock = new HandClock();
        var tick = new AnswerTick(clock, Tick);
        clock.Advance(Tick);

        await tick.WaitAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Nobody_is_waited_for_who_has_gone()
    {
        using var gone = new CancellationTokenSource();
        var clock = new HandClock();
        var wait = new AnswerTick(clock, Tick).WaitAsync(gone.Token);
        await clock.TimerAsync();

        await gone.CancelAsync();

        await wait;
    }

    [Theory]
    [InlineData("POST", 422, false, true)]
    [InlineData("POST", 200, false, true)]
    [InlineData("POST", 302, false, false)]
    [InlineData("POST", 302, true, true)]
    [InlineData("GET", 200, true, false)]
    public async Task Answers_to_forms_wait_and_redirects_only_where_they_tell_something(string method, int status, bool alsoRedirects, bool waits)
    {
        var clock = new HandClock();
        var response = new StartingResponse { StatusCode = status };
        var http = new DefaultHttpContext
        {
            RequestServices = new ServiceCollection().AddSingleton<TimeProvider>(clock)
                .AddSingleton(Options.Create(new SignInOptions { AnswerTick = Tick })).BuildServiceProvider(),
        };
        http.Features.Set<IHttpResponseFeature>(response);
        http.Request.Method = method;
        var action = new ActionContext(http, new RouteData(), new ActionDescriptor());

        await new AnswerOnTicksAttribute { AlsoRedirects = alsoRedirects }.OnResourceExecutionAsync(
            new ResourceExecutingContext(action, [], []), () => Task.FromResult(new ResourceExecutedContext(action, [])));
        var starting = response.StartAsync();

        starting.IsCompleted.ShouldBe(!waits);
        if (waits)
        {
            clock.Advance(Tick);
            (await clock.TimerAsync()).Fire();
        }
        await starting;
    }

    [Theory]
    [InlineData("nobody@example.org", "ada", HttpStatusCode.UnprocessableEntity)]
    [InlineData("nobody@example.org", "blurred", HttpStatusCode.UnprocessableEntity)]
    [InlineData("nobody@example.org", "busy", HttpStatusCode.ServiceUnavailable)]
    [InlineData("", "ada", HttpStatusCode.OK)]
    public async Task A_refused_sign_in_is_rendered_and_then_held_until_the_tick(string email, string photo, HttpStatusCode status)
    {
        await using var site = await Site.StartAsync();

        var posting = await site.PostAsync(email, photo);
        var timer = await site.Clock.TimerAsync();

        site.Rendered.ShouldContain("/Pages/Shared/_Layout.cshtml", "the whole page is rendered before the wait");
        posting.IsCompleted.ShouldBeFalse();
        timer.Fire();
        (await site.Clock.TimerAsync()).Fire(); // The clock stood still, so the first one was early.
        (await posting).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_fault_is_held_as_well()
    {
        await using var site = await Site.StartAsync(new BrokenEngine());

        var posting = await site.PostAsync("nobody@example.org", "ada");
        var timer = await site.Clock.TimerAsync();

        posting.IsCompleted.ShouldBeFalse();
        timer.Fire();
        (await site.Clock.TimerAsync()).Fire();
        (await posting).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    /// <summary>The site's own pipeline, on a clock of which the ticks' timers stand still.</summary>
    private sealed partial class Site : IAsyncDisposable
    {
        // A length that no other timer of the site has; the clock stands still, so the whole of it is always left.
        private static readonly TimeSpan Odd = TimeSpan.FromMilliseconds(4321);

        private readonly TestFolder _folder = new();
        private WebApplication _app = null!;
        private HttpClient _client = null!;

        public HandClock Clock { get; } = new(due => due == Odd);

        public List<string> Rendered { get; } = [];

        public static async Task<Site> StartAsync(IFaceEngine? engine = null)
        {
            var site = new Site();
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
                ContentRootPath = Path.Combine(RepositoryRoot.Path, "FaceAuth.Web"),
                EnvironmentName = "Staging",
            });
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["DataFolder"] = site._folder.Path,
                ["SignIn:AnswerTick"] = Odd.ToString("c"),
            });
            builder.Logging.ClearProviders();
            builder.WebHost.UseTestServer();
            builder.AddFaceAuth();
            builder.Services.Replace(ServiceDescriptor.Singleton(engine ?? new FakeFaceEngine()));
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(site.Clock));
            site._app = builder.Build().UseFaceAuth();
            await site._app.Services.GetRequiredService<StartUp>().RunAsync(CancellationToken.None);
            await site._app.StartAsync();
            site._client = site._app.GetTestClient();
            return site;
        }

        /// <summary>Gets the form and sends it; the answer is for the caller to wait for.</summary>
        public async Task<Task<HttpResponseMessage>> PostAsync(string email, string photo)
        {
            var page = await _client.GetAsync("/account/sign-in");
            var cookie = page.Headers.GetValues("Set-Cookie").First(one => one.Contains("antiforgery", StringComparison.Ordinal)).Split(';')[0];
            var token = Token().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
            _app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new Pages(Rendered)!);
            var file = new ByteArrayContent(Encoding.UTF8.GetBytes(photo));
            file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
            var request = new HttpRequestMessage(HttpMethod.Post, "/account/sign-in")
            {
                Content = new MultipartFormDataContent
                {
                    { new StringContent(token), "__RequestVerificationToken" },
                    { new StringContent(email), "Input.Email" },
                    { file, "Input.Photos", "photo.jpg" },
                },
            };
            request.Headers.Add("Cookie", cookie);
            return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _folder.Dispose();
        }

        [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
        private static partial Regex Token();
    }

    /// <summary>A response that a test starts.</summary>
    private sealed class StartingResponse : HttpResponseFeature
    {
        private readonly List<Func<Task>> _starting = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Add(() => callback(state));

        public async Task StartAsync()
        {
            foreach (var callback in _starting)
                await callback();
        }
    }

    /// <summary>Writes down which Razor pages are done.</summary>
    private sealed class Pages(List<string> rendered) : IObserver<KeyValuePair<string, object>>
    {
        public void OnNext(KeyValuePair<string, object> happened)
        {
            if (happened.Value is AfterViewPageEventData done)
                rendered.Add(done.Page.Path);
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private sealed class BrokenEngine : IFaceEngine
    {
        public string TemplateFormat => "broken";

        public double Threshold => 70;

        public Task<FaceReading> ReadAsync(PhotoUpload photo, ReadingPurpose purpose, CancellationToken ct) =>
            throw new IOException("The engine broke.");

        public Task<FaceVerdict> CompareAsync(DetectedFace probe, IReadOnlyList<EnrolledFace> enrolled, CancellationToken ct) =>
            throw new IOException("The engine broke.");

        public Task<FaceVerdict> CompareWithDecoyAsync(DetectedFace probe, CancellationToken ct) =>
            throw new IOException("The engine broke.");
    }
}
