using System.Net;
using FaceAuth.Email;
using FaceAuth.Email.Folder;
using FaceAuth.Hosting;
using FaceAuth.Pages.Mailbox;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FaceAuth.Tests.Email;

/// <summary>The page over real HTTP on a loopback port, with the site's own layout.</summary>
public sealed class ReadingTheMailbox : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly OutboxId _id = OutboxId.New(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private FolderEmailSender _sender = null!;
    private string Name => $"20261122-120000-000-{_id}";

    public async Task InitializeAsync()
    {
        _sender = MailFixtures.FolderSender(_folder.File("mail"));
        await _sender.CheckAsync(default);
        await _sender.SendAsync(
            await MailFixtures.Renderer().RenderAsync(_id, MailFixtures.Welcome(subject: "Dein <Code> für heute")), default);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_list_names_each_message_newest_first()
    {
        var later = OutboxId.New(new DateTimeOffset(2026, 11, 22, 12, 5, 0, TimeSpan.Zero));
        await _sender.SendAsync(await MailFixtures.Renderer().RenderAsync(later, MailFixtures.Welcome(subject: "Later")), default);
        await using var site = await StartAsync();

        var page = await site.GetAsync("/mailbox");

        page.IndexOf("Later", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("Dein &lt;Code&gt; f", StringComparison.Ordinal));
        page.ShouldContain($"/mailbox/{Name}");
        page.ShouldContain("mira@example.org");
    }

    [Fact]
    public async Task A_message_shows_its_code_and_a_link_to_click()
    {
        await using var site = await StartAsync();

        var page = await site.GetAsync($"/mailbox/{Name}");

        page.ShouldContain("492013");
        page.ShouldContain("<a href=\"https://faces.example.org/account/proof?link=abc&amp;x=1\">");
        page.ShouldNotContain("<Code>");
    }

    [Fact]
    public async Task The_html_form_is_in_a_sandbox()
    {
        await using var site = await StartAsync();

        var answer = await site.SendAsync($"/mailbox/{Name}/html");

        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(MessageModel.HtmlPolicy);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("<!DOCTYPE html>");
    }

    [Theory]
    [InlineData("/mailbox/20261122-120000-000-00000000-0000-7000-8000-000000000000")]
    [InlineData("/mailbox/..%2Fsecret")]
    [InlineData("/mailbox/%2E%2E%2Fsecret")]
    [InlineData("/mailbox/secret")]
    [InlineData("/mailbox/secret/html")]
    public async Task What_is_no_message_is_not_found(string path)
    {
        await File.WriteAllTextAsync(_folder.File("secret.eml"), "Subject: secret\n\nsecret");
        await File.WriteAllTextAsync(_folder.File("mail/secret.eml"), "Subject: secret\n\nsecret");
        await using var site = await StartAsync();

        (await site.SendAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await site.GetAsync("/mailbox")).ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_damaged_file_is_passed_over()
    {
        var damaged = $"20261122-130000-000-{OutboxId.New(DateTimeOffset.UnixEpoch)}";
        await File.WriteAllTextAsync(_folder.File($"mail/{damaged}.eml"), "Content-Type: multipart/alternative\n\nno boundary");
        await using var site = await StartAsync();

        (await site.GetAsync("/mailbox")).ShouldNotContain(damaged);
        (await site.SendAsync($"/mailbox/{damaged}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Original-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Host", "faces.example.org")]
    public async Task Whoever_comes_through_a_proxy_or_under_another_name_finds_nothing(string header, string value)
    {
        await using var site = await StartAsync();

        foreach (var path in new[] { "/mailbox", $"/mailbox/{Name}", $"/mailbox/{Name}/html" })
            (await site.SendAsync(path, header, value)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_machine_finds_nothing()
    {
        await using var site = await StartAsync(from: IPAddress.Parse("192.168.1.7"));

        (await site.SendAsync("/mailbox")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("Production")]
    public async Task Outside_development_there_is_no_mailbox(string environment)
    {
        await using var site = await StartAsync(environment);

        (await site.SendAsync($"/mailbox/{Name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<MailboxSite> StartAsync(string environment = "Development", IPAddress? from = null) =>
        MailboxSite.StartAsync(_sender, environment, from);

    /// <summary>Razor pages and the mailbox, and nothing else of the site.</summary>
    private sealed class MailboxSite(WebApplication app) : IAsyncDisposable
    {
        private readonly HttpClient _client = new() { BaseAddress = new Uri(app.Urls.Single()) };

        public static async Task<MailboxSite> StartAsync(FolderEmailSender sender, string environment, IPAddress? from)
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                EnvironmentName = environment,
                ApplicationName = typeof(Outbox).Assembly.GetName().Name,
            });
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddRazorPages();
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddSingleton(sender).AddSingleton<FolderMailbox>().AddOptions<EmailOptions>();
            var app = builder.Build();
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = from ?? context.Connection.RemoteIpAddress;
                return next(context);
            });
            app.UseSecurityHeaders();
            app.MapRazorPages();
            await app.StartAsync();
            return new MailboxSite(app);
        }

        public async Task<string> GetAsync(string path)
        {
            var answer = await SendAsync(path);
            var words = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, words);
            return words;
        }

        public async Task<HttpResponseMessage> SendAsync(string path, string? header = null, string? value = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            return await _client.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await app.DisposeAsync();
        }
    }
}
