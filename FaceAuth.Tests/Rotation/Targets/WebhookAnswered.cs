using System.Net;
using System.Net.Sockets;
using System.Text;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.Webhook;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The sample receiver, and loopback ones that answer what they should not.</summary>
public sealed class WebhookAnswered
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_repeated_change_is_answered_and_not_done_again_and_a_lower_version_never()
    {
        var receiver = await WebhookReceiver.SharedAsync();
        var name = receiver.Add("Old-1 secret");
        var settings = Settings(receiver, name);

        (await ApplyAsync(settings, "r5", 5, "New-5 secret")).ShouldBeOfType<ApplyResult.Applied>();
        var salt = receiver.SaltOf(name);
        (await ApplyAsync(settings, "r5", 5, "New-5 secret")).ShouldBeOfType<ApplyResult.Applied>();
        receiver.SaltOf(name).ShouldBe(salt);
        (await ApplyAsync(settings, "r4", 4, "Late-4 secret")).ShouldBe(new ApplyResult.NotApplied(new(TargetFaultKind.Overtaken, "HTTP 409")));
        receiver.VersionOf(name).ShouldBe(5);
        (await ApplyAsync(settings, "r6", 6, "x")).ShouldBe(new ApplyResult.NotApplied(new(TargetFaultKind.PasswordRefused, "HTTP 422")));
        (await ProbeAsync(settings, "New-5 secret")).ShouldBeOfType<ProbeResult.Accepted>();
        (await ProbeAsync(settings, "Late-4 secret")).ShouldBeOfType<ProbeResult.Denied>();
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing_and_says_nothing_about_the_password()
    {
        var receiver = await WebhookReceiver.SharedAsync();
        var settings = Settings(receiver, receiver.Add("Old-1 secret"));

        (await ApplyAsync(settings, "r", 2, "New-2 secret", "another key of 16 bytes")).ShouldBe(new ApplyResult.NotApplied(new(TargetFaultKind.Denied, "HTTP 401")));
        (await ProbeAsync(settings, "Old-1 secret", "another key of 16 bytes")).ShouldBe(new ProbeResult.Unclear(new(TargetFaultKind.Denied, "HTTP 401")));
        (await ApplyAsync(settings, "r", 2, "New-2 secret", "short")).ShouldBeOfType<ApplyResult.NotApplied>().Fault.Kind.ShouldBe(TargetFaultKind.CredentialMissing);
        (await ProbeAsync(settings, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [Fact]
    public async Task It_is_told_after_a_promotion_only_where_the_settings_say_so()
    {
        var receiver = await WebhookReceiver.SharedAsync();
        var name = receiver.Add("Old-1 secret");
        var settings = Settings(receiver, name);

        (await NotifyAsync(settings, 3)).ShouldBeTrue("there is nothing to tell");
        (await NotifyAsync(settings with { NotifyAfter = true }, 4)).ShouldBeTrue();
        (await NotifyAsync(settings with { NotifyAfter = true, Url = "https://localhost:1/" }, 5)).ShouldBeFalse("told again later");

        await Support.Eventually.IsTrueAsync(() => receiver.Said.Any(line => line.Contains(name)));
        receiver.Said.Where(line => line.Contains(name)).ShouldBe([$"noticed {name} version 4"]);
    }

    [Fact]
    public async Task Plain_http_is_taken_only_where_the_list_says_so()
    {
        using var receiver = await WebhookReceiver.StartAsync(tls: false);
        var settings = Settings(receiver, receiver.Add("Old-1 secret"), "http");

        (await ApplyAsync(settings, "r", 2, "New-2 secret", plainText: false)).ShouldBe(new ApplyResult.NotApplied(new(TargetFaultKind.NotAllowed, "PLAIN TEXT")));
        (await ApplyAsync(settings, "r", 2, "New-2 secret", plainText: true)).ShouldBeOfType<ApplyResult.Applied>();
        (await ProbeAsync(settings, "New-2 secret", plainText: true)).ShouldBeOfType<ProbeResult.Accepted>();
        (await ApplyAsync(settings with { Url = settings.Url.Replace("http:", "https:") }, "r", 3, "New-3 secret"))
            .ShouldBeOfType<ApplyResult.NotApplied>().Fault.Kind.ShouldBe(TargetFaultKind.TlsFailed);
    }

    [Theory]
    [InlineData("ftp://localhost/")]
    [InlineData("https://user:word@localhost/")]
    [InlineData("https://localhost/#x")]
    [InlineData("/relative")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task Addresses_of_another_kind_are_refused(string url) =>
        (await ApplyAsync(new TargetSettings { Kind = TargetKind.Webhook, Url = url, UserName = "ada" }, "r", 2, "New-2 secret"))
            .ShouldBe(new ApplyResult.NotApplied(new(TargetFaultKind.NotAllowed, "ADDRESS")));

    [Theory]
    [InlineData("200 OK", "{\"status\":\"applied\"}", "Applied", "Unclear NotUnderstood")]
    [InlineData("200 OK", "{\"status\":\"accepted\"}", "Unknown NotUnderstood", "Accepted")]
    [InlineData("200 OK", "{\"status\":\"denied\"}", "Unknown NotUnderstood", "Denied")]
    [InlineData("200 OK", "{\"status\":\"locked\"}", "Unknown NotUnderstood", "Unclear Locked")]
    [InlineData("200 OK", "{\"status\":[\"applied\"]}", "Unknown NotUnderstood", "Unclear NotUnderstood")]
    [InlineData("200 OK", "not json", "Unknown NotUnderstood", "Unclear NotUnderstood")]
    [InlineData("200 OK", "", "Unknown NotUnderstood", "Unclear NotUnderstood")]
    [InlineData("202 Accepted", "{\"status\":\"applied\"}", "Unknown NotUnderstood", "Unclear NotUnderstood")]
    [InlineData("403 Forbidden", "{\"status\":\"denied\"}", "NotApplied Denied", "Unclear Denied")]
    [InlineData("404 Not Found", "", "NotApplied AccountMissing", "Unclear AccountMissing")]
    [InlineData("408 Request Timeout", "", "Unknown NotUnderstood", "Unclear NotUnderstood")]
    [InlineData("409 Conflict", "", "NotApplied Overtaken", "Unclear Overtaken")]
    [InlineData("410 Gone", "", "NotApplied TimedOut", "Unclear TimedOut")]
    [InlineData("422 No", "", "NotApplied PasswordRefused", "Unclear PasswordRefused")]
    [InlineData("423 Locked", "", "NotApplied Locked", "Unclear Locked")]
    [InlineData("429 Slow", "", "NotApplied Busy", "Unclear Busy")]
    [InlineData("500 Broken", "{\"status\":\"applied\"}", "Unknown Busy", "Unclear Busy")]
    [InlineData("503 Later", "", "Unknown Busy", "Unclear Busy")]
    public async Task Answers_mean_what_the_protocol_says(string line, string body, string applied, string probed)
    {
        using var server = new Loopback($"HTTP/1.1 {line}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        Words(await ApplyAsync(server.Settings, "r", 2, "New-2 secret", plainText: true)).ShouldBe(applied);
        Words(await ProbeAsync(server.Settings, "New-2 secret", plainText: true)).ShouldBe(probed);
    }

    [Fact]
    public async Task Redirects_cookies_and_long_answers_are_not_followed_kept_or_read()
    {
        using var elsewhere = new Loopback("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"status\":\"applied\"}");
        using var redirecting = new Loopback($"HTTP/1.1 307 There\r\nLocation: {elsewhere.Settings.Url}\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
        using var longOne = new Loopback($"HTTP/1.1 200 OK\r\n\r\n{{\"status\":\"applied\",\"x\":\"{new string('x', 20_000)}\"}}");
        using var longHeaders = new Loopback($"HTTP/1.1 200 OK\r\nX: {new string('x', 40_000)}\r\nContent-Length: 20\r\n\r\n{{\"status\":\"applied\"}}");
        using var broken = new Loopback("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n{\"status\":\"applied\"}");
        using var nonsense = new Loopback("SSH-2.0-OpenSSH_9.2\r\n\r\n");

        (await ApplyAsync(redirecting.Settings, "r", 2, "New-2 secret", plainText: true)).ShouldBe(new ApplyResult.Unknown(new(TargetFaultKind.NotUnderstood, "HTTP 307")));
        elsewhere.Requests.ShouldBe(0);
        foreach (var server in new[] { longOne, longHeaders, broken, nonsense })
        {
            (await ApplyAsync(server.Settings, "r", 2, "New-2 secret", plainText: true)).ShouldBeOfType<ApplyResult.Unknown>();
            server.Requests.ShouldBe(1, "a change is sent once");
        }
    }

    private static string Words(object result) => result switch
    {
        ApplyResult.NotApplied not => $"NotApplied {not.Fault.Kind}",
        ApplyResult.Unknown unknown => $"Unknown {unknown.Fault.Kind}",
        ProbeResult.Unclear unclear => $"Unclear {unclear.Fault.Kind}",
        _ => result.GetType().Name,
    };

    private static TargetSettings Settings(WebhookReceiver receiver, string name, string scheme = "https") =>
        new() { Kind = TargetKind.Webhook, Url = $"{scheme}://localhost:{receiver.Port}/", UserName = name };

    private static WebhookTarget Target(TargetSettings settings, bool plainText) => new(
        PostgreSqlRoles.Network(plainText, Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) ? url.Port : 0),
        Options.Create(new TargetLimits { SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30) }),
        TimeProvider.System);

    private static Task<ApplyResult> ApplyAsync(
        TargetSettings settings, string rotation, int version, string password, string key = WebhookReceiver.Key, bool plainText = false) =>
        Target(settings, plainText).ApplyAsync(
            new TargetChange(settings, rotation, version, new(settings.UserName, new(password)), null, new(key)), _ => Task.FromResult(true), Ct);

    private static Task<ProbeResult> ProbeAsync(TargetSettings settings, string password, string key = WebhookReceiver.Key, bool plainText = false) =>
        Target(settings, plainText).ProbeAsync(new TargetLogin(settings, "r", 1, new(settings.UserName, new(password)), new(key)), Ct);

    private static Task<bool> NotifyAsync(TargetSettings settings, int version) =>
        Target(settings, plainText: false).NotifyAsync(
            new TargetLogin(settings, "r", version, new(settings.UserName, new("x")), new(WebhookReceiver.Key)), Ct);

    // Reads a request and answers always the same.
    private sealed class Loopback : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private int _requests;

        public Loopback(string answer)
        {
            _listener.Start();
            _ = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public int Requests => Volatile.Read(ref _requests);

        public TargetSettings Settings =>
            new() { Kind = TargetKind.Webhook, Url = $"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/", UserName = "ada" };

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(byte[] answer)
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var request = new StringBuilder();
                var buffer = new byte[4096];
                while (!request.ToString().EndsWith("}}", StringComparison.Ordinal))
                {
                    var read = await stream.ReadAsync(buffer);
                    if (read == 0)
                        break;
                    request.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }
                Interlocked.Increment(ref _requests);
                await stream.WriteAsync(answer);
                client.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
