using System.Text;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What the answers of servers that take anything, or say what means nothing, are taken for.</summary>
public sealed class StrangeMySqlAnswers
{
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
        using var server = Answering(line => line.ErrorAsync(number, $"done, but {StrangeMySqlCalls.Password}"));

        var result = await ApplyAsync(server);

        result.ShouldBe(new ApplyResult.Unknown(new TargetFault(kind, $"{number}")));
    }

    [Fact]
    public async Task An_answer_without_end_is_broken_off()
    {
        using var server = Answering(async line =>
        {
            while (true)
                await line.SendRawAsync([0xff, 0xff, 0xff, 1, .. new byte[0xffffff]]);
        });

        (await ApplyAsync(server)).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
    }

    [Fact]
    public async Task An_answer_after_the_limit_is_none()
    {
        using var server = Answering(async line =>
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            await line.OkAsync();
        });

        (await ApplyAsync(server, new TargetLimits { SignIn = StrangeMySqlCalls.Limits.SignIn, Statement = TimeSpan.FromSeconds(1), Fence = StrangeMySqlCalls.Limits.Fence }))
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

    private static StrangeMySqlServer Answering(Func<StrangeMySqlServer.Line, Task> answer) => StrangeMySqlCalls.Server(async line =>
    {
        await line.GreetAsync();
        await line.OkAsync();
        await line.ServeAsync(_ => answer(line));
    });

    private static StrangeMySqlServer Server(Func<StrangeMySqlServer.Line, Task> behave) => StrangeMySqlCalls.Server(behave);

    private static Task<ProbeResult> ProbeAsync(StrangeMySqlServer server) => StrangeMySqlCalls.ProbeAsync(server);

    private static Task<ApplyResult> ApplyAsync(StrangeMySqlServer server, TargetLimits? limits = null) => StrangeMySqlCalls.ApplyAsync(server, limits);

    private static ProbeResult Unclear(TargetFaultKind kind) => new ProbeResult.Unclear(new TargetFault(kind));
}
