using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What servers that lie about who they are, or ask for what they must not have, get at the sign-in.</summary>
public sealed class StrangeMySqlSignIns
{
    private const string Password = StrangeMySqlCalls.Password;

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_before_anything_is_said()
    {
        using var server = Server(line => line.GreetAsync(), TestAuthority.Shared.Issue("elsewhere.example"));

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.TlsFailed));

        server.Received.Length.ShouldBe(32, "the wish for TLS, and nothing else");
    }

    [Fact]
    public async Task A_certificate_by_somebody_else_is_refused_before_anything_is_said()
    {
        using var server = Server(line => line.GreetAsync(), new TestAuthority().Issue("localhost"));

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.TlsFailed));

        server.Received.Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_server_without_tls_is_told_nothing()
    {
        using var server = Server(line => line.GreetAsync(), certificate: null);

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.TlsFailed));

        server.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Plain_text_is_not_spoken_where_the_list_does_not_let_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var probed = await MySqlBench.Target(StrangeMySqlCalls.Limits, plainText: false, port).ProbeAsync(StrangeMySqlCalls.Login(port, tls: false), CancellationToken.None);

        probed.ShouldBe(Unclear(TargetFaultKind.NotAllowed));
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_refusal_by_somebody_who_has_not_proven_who_he_is_is_none()
    {
        using var atOnce = Server(line => line.ErrorAsync(1045));
        using var later = Server(async line =>
        {
            await line.SendAsync(Greeting);
            await line.ReadAsync();
            await line.ErrorAsync(1045);
        });

        (await ProbeAsync(atOnce)).ShouldBe(Unclear(TargetFaultKind.TlsFailed, "1045"));
        (await ProbeAsync(later)).ShouldBe(Unclear(TargetFaultKind.TlsFailed));
    }

    [Fact]
    public async Task Too_many_connections_is_understood_before_tls()
    {
        using var server = Server(line => line.ErrorAsync(1040));

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.Busy, "1040"));
    }

    [Theory]
    [InlineData("mysql_clear_password")]
    [InlineData("dialog")]
    [InlineData("mysql_old_password")]
    [InlineData("client_ed25519")]
    [InlineData("auth_gssapi_client")]
    [InlineData("")]
    public async Task Ways_to_sign_in_that_are_not_ours_are_not_answered(string plugin)
    {
        using var switching = Server(async line =>
        {
            await line.GreetAsync();
            await line.SwitchAsync(plugin);
            await line.ReadAsync();
        });
        using var greeting = Server(line => line.GreetAsync(plugin));

        (await ProbeAsync(switching)).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported));
        (await ProbeAsync(greeting)).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported));

        switching.Received.ShouldNotContain(Password);
        greeting.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_way_of_before_four_one_is_not_answered()
    {
        using var server = Server(async line =>
        {
            await line.GreetAsync();
            await line.SendAsync([0xfe]);
            await line.ReadAsync();
        });

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported));
    }

    [Fact]
    public async Task MySqls_own_way_gets_the_password_inside_tls_only_where_the_server_does_not_remember_it()
    {
        foreach (var greets in new[] { true, false })
        {
            using var remembers = Server(async line =>
            {
                await StartSha2Async(line, greets);
                await line.SendAsync([1, 3]);
                await line.OkAsync();
                await line.ServeAsync(_ => line.OkAsync());
            });
            byte[] answer = [];
            using var forgot = Server(async line =>
            {
                await StartSha2Async(line, greets);
                await line.SendAsync([1, 4]);
                answer = await line.ReadAsync();
                await line.OkAsync();
                await line.ServeAsync(_ => line.OkAsync());
            });

            (await ProbeAsync(remembers)).ShouldBe(new ProbeResult.Accepted());
            remembers.Received.ShouldNotContain(Password);
            (await ProbeAsync(forgot)).ShouldBe(new ProbeResult.Accepted());
            answer.ShouldBe([.. Encoding.UTF8.GetBytes(Password), 0]);
        }
    }

    [Fact]
    public async Task The_older_way_with_sha256_gets_it_inside_tls()
    {
        byte[] answer = [];
        using var server = Server(async line =>
        {
            await line.GreetAsync();
            answer = await line.SwitchAsync("sha256_password");
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync());
        });

        (await ProbeAsync(server)).ShouldBe(new ProbeResult.Accepted());
        answer.ShouldBe([.. Encoding.UTF8.GetBytes(Password), 0]);
    }

    [Fact]
    public async Task Without_tls_nothing_is_said_by_which_a_password_could_be_read_and_none_is_taken_that_could_not_be_proven()
    {
        using var full = Plain(async line =>
        {
            await line.GreetAsync("caching_sha2_password");
            await line.SendAsync([1, 4]);
            await line.ReadAsync();
        });
        using var remembers = Plain(async line =>
        {
            await line.GreetAsync("caching_sha2_password");
            await line.SendAsync([1, 3]);
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync());
        });
        using var unasked = Plain(async line =>
        {
            await line.GreetAsync("caching_sha2_password");
            await line.SendAsync([1, .. "-----BEGIN PUBLIC KEY-----"u8]);
            await line.ReadAsync();
        });
        using var older = Plain(async line =>
        {
            await line.GreetAsync();
            await line.SwitchAsync("sha256_password");
        });
        using var olderAtOnce = Plain(line => line.GreetAsync("sha256_password"));

        foreach (var server in new[] { full, remembers, unasked, older, olderAtOnce })
        {
            (await ProbeInPlainTextAsync(server)).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported, "NO TLS"));
            server.Received.ShouldNotContain(Password);
        }
        olderAtOnce.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_tls_an_account_of_the_native_way_signs_in_whatever_the_greeting_names()
    {
        using var server = Plain(async line =>
        {
            await line.GreetAsync("caching_sha2_password");
            await line.SwitchAsync("mysql_native_password");
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync());
        });

        (await ProbeInPlainTextAsync(server)).ShouldBe(new ProbeResult.Accepted());
    }

    private static StrangeMySqlServer Plain(Func<StrangeMySqlServer.Line, Task> behave) => Server(behave, certificate: null);

    private static Task<ProbeResult> ProbeInPlainTextAsync(StrangeMySqlServer server) =>
        MySqlBench.Target(StrangeMySqlCalls.Limits, server.Port).ProbeAsync(StrangeMySqlCalls.Login(server.Port, tls: false), CancellationToken.None);

    private static byte[] Greeting =>
        [10, .. "8.0.36\0"u8, 7, 0, 0, 0, .. "12345678"u8, 0, 0x01, 0xaa, 45, 2, 0, 0x28, 0, 21, .. new byte[10], .. "abcdefghijkl\0mysql_native_password\0"u8];

    private static async Task StartSha2Async(StrangeMySqlServer.Line line, bool greets)
    {
        await line.GreetAsync(greets ? "caching_sha2_password" : "mysql_native_password");
        if (!greets)
            await line.SwitchAsync("caching_sha2_password");
    }

    private static StrangeMySqlServer Server(Func<StrangeMySqlServer.Line, Task> behave) => StrangeMySqlCalls.Server(behave);

    private static StrangeMySqlServer Server(Func<StrangeMySqlServer.Line, Task> behave, X509Certificate2? certificate) => new(behave, certificate);

    private static Task<ProbeResult> ProbeAsync(StrangeMySqlServer server) => StrangeMySqlCalls.ProbeAsync(server);

    private static ProbeResult Unclear(TargetFaultKind kind, string code = "") => new ProbeResult.Unclear(new TargetFault(kind, code));
}
