using System.Net;
using System.Net.Sockets;
using System.Text;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>Servers that lie, ask for what they must not have, or say what means nothing.</summary>
public sealed class StrangeMySqlServers
{
    private const string User = "somebody", Password = "Sehr-geheim 1";

    private static readonly TargetLimits Limits = new()
    {
        SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30),
    };

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

        var probed = await MySqlBench.Target(Limits, plainText: false, port).ProbeAsync(Login(port, tls: false), CancellationToken.None);

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
    public async Task One_that_takes_anything_takes_it()
    {
        using var server = Server(async line =>
        {
            await line.GreetAsync();
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync());
        });

        (await ProbeAsync(server)).ShouldBe(new ProbeResult.Accepted(), "that it proves nothing is for the negative control to find out");
        (await ApplyAsync(server)).ShouldBe(new ApplyResult.Applied());
        server.Received.ShouldContain("ALTER USER CURRENT_USER() IDENTIFIED BY 'New ''1'' \\'", customMessage: "the greeting says MySQL");
    }

    [Fact]
    public async Task One_that_asks_for_a_local_file_gets_none()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.File("private"), "of this machine");
        byte[] request = [0xfb, .. Encoding.UTF8.GetBytes(folder.File("private"))];
        using var server = Server(async line =>
        {
            await line.GreetAsync();
            await line.OkAsync();
            await line.ServeAsync(_ => line.SendAsync(request));
        });
        using var sooner = Server(async line =>
        {
            await line.GreetAsync();
            await line.OkAsync();
            await line.ReadAsync();
            await line.SendAsync(request);
            await line.ReadAsync();
        });

        (await ApplyAsync(server)).ShouldBeOfType<ApplyResult.Unknown>().Fault.Kind.ShouldBe(TargetFaultKind.NotUnderstood);
        (await ProbeAsync(sooner)).ShouldBeOfType<ProbeResult.Unclear>();

        (server.Received + sooner.Received).ShouldNotContain("of this machine");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\u0001\0\0\0\n")]
    [InlineData("\u0005\0\0\0\n8\0\0\0")]
    [InlineData("\u0001\0\0\u0007\n")]
    [InlineData("\0\0\0\0")]
    [InlineData("ÿÿÿ\0")]
    public async Task What_is_no_greeting_is_not_understood(string said)
    {
        using var server = Server(async line =>
        {
            await line.SendRawAsync(Encoding.Latin1.GetBytes(said));
            await line.ReadAsync();
        });

        (await ProbeAsync(server)).ShouldBe(Unclear(TargetFaultKind.NotUnderstood));
    }

    [Theory]
    [InlineData(1105, TargetFaultKind.NotUnderstood)]
    [InlineData(1053, TargetFaultKind.Busy)]
    [InlineData(1317, TargetFaultKind.TimedOut)]
    [InlineData(1969, TargetFaultKind.TimedOut)]
    [InlineData(1045, TargetFaultKind.Denied)]
    public async Task An_error_that_may_come_after_the_deed_leaves_it_unknown(int number, TargetFaultKind kind)
    {
        using var server = Answering(line => line.ErrorAsync(number, $"done, but {Password}"));

        var result = await ApplyAsync(server);

        result.ShouldBe(new ApplyResult.Unknown(new TargetFault(kind, $"{number}")));
    }

    [Fact]
    public async Task An_answer_after_the_limit_is_none()
    {
        using var server = Answering(async line =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            await line.OkAsync();
        });

        (await ApplyAsync(server, new TargetLimits { SignIn = Limits.SignIn, Statement = TimeSpan.FromSeconds(1), Fence = Limits.Fence }))
            .ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut)));
    }

    [Fact]
    public async Task A_fence_that_was_not_heard_stops_it_before_the_question()
    {
        using var server = Server(async line =>
        {
            await line.GreetAsync();
            await line.OkAsync();
            await line.ServeAsync(_ => line.OkAsync(), waitTimeout: "28800");
        });

        (await ApplyAsync(server)).ShouldBe(new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.NotUnderstood)));
        server.Received.ShouldNotContain("IDENTIFIED BY");
    }

    private static byte[] Greeting =>
        [10, .. "8.0.36\0"u8, 7, 0, 0, 0, .. "12345678"u8, 0, 0x01, 0xaa, 45, 2, 0, 0x28, 0, 21, .. new byte[10], .. "abcdefghijkl\0mysql_native_password\0"u8];

    private static async Task StartSha2Async(StrangeMySqlServer.Line line, bool greets)
    {
        await line.GreetAsync(greets ? "caching_sha2_password" : "mysql_native_password");
        if (!greets)
            await line.SwitchAsync("caching_sha2_password");
    }

    private static StrangeMySqlServer Answering(Func<StrangeMySqlServer.Line, Task> answer) => Server(async line =>
    {
        await line.GreetAsync();
        await line.OkAsync();
        await line.ServeAsync(_ => answer(line));
    });

    private static StrangeMySqlServer Server(Func<StrangeMySqlServer.Line, Task> behave) => Server(behave, TestAuthority.Shared.Issue("localhost"));

    private static StrangeMySqlServer Server(
        Func<StrangeMySqlServer.Line, Task> behave, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate) => new(behave, certificate);

    private static ProbeResult Unclear(TargetFaultKind kind, string code = "") => new ProbeResult.Unclear(new TargetFault(kind, code));

    private static TargetLogin Login(int port, bool tls = true) =>
        new(MySqlBench.Settings(port, User, tls), "", 1, new TargetCredential(User, new SecretText(Password)), null);

    private static Task<ProbeResult> ProbeAsync(StrangeMySqlServer server) =>
        MySqlBench.Target(Limits, server.Port).ProbeAsync(Login(server.Port), CancellationToken.None);

    private static Task<ApplyResult> ApplyAsync(StrangeMySqlServer server, TargetLimits? limits = null) =>
        MySqlBench.Target(limits ?? Limits, server.Port).ApplyAsync(
            new TargetChange(MySqlBench.Settings(server.Port, User), "", 2, new TargetCredential(User, new SecretText("New '1' \\")),
                new TargetCredential(User, new SecretText(Password)), null),
            _ => Task.FromResult(true), CancellationToken.None);
}
