using System.Diagnostics;
using System.Text;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What servers that lie, flood or ask for too much get from us, and are taken for.</summary>
public sealed class StrangePostgreSqlAnswers
{
    [Fact]
    public async Task One_that_behaves_is_understood()
    {
        using var server = new StrangePostgreSqlServer(async line =>
        {
            await line.SignInAsync();
            await line.TakeStatementAsync();
            await line.SendAsync('1', []);
            await line.SendAsync('N', [.. "SNOTICE\0Mby the way\0\0"u8]);
            await line.SendAsync('2', []);
            await line.DoneAsync();
            await line.ReadyAsync();
        });

        (await server.ProbeAsync()).ShouldBe(new ProbeResult.Accepted());
        (await server.ApplyAsync()).ShouldBe(new ApplyResult.Applied());
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("1000001")]
    [InlineData("99999999999")]
    [InlineData("4095")]
    [InlineData("1")]
    [InlineData("0")]
    public async Task Too_much_work_and_too_little_are_refused_before_anything_is_computed(string rounds)
    {
        using var server = new StrangePostgreSqlServer(line => line.SignInAsync(rounds));
        var start = Stopwatch.GetTimestamp();

        (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported, "SCRAM ROUNDS"));

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        server.Answers.ShouldBeLessThanOrEqualTo(2, "the client's first message, and goodbye, but no proof");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("4096x")]
    [InlineData("")]
    public async Task Rounds_that_are_no_number_are_not_understood(string rounds)
    {
        using var server = new StrangePostgreSqlServer(line => line.SignInAsync(rounds));

        (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood));
    }

    [Fact]
    public async Task A_sign_in_that_is_not_ours_is_not_gone_on_with()
    {
        foreach (var change in new Func<string, string>[]
        {
            said => said.Replace("r=", "r=x", StringComparison.Ordinal),
            said => said.Replace("theirs", "", StringComparison.Ordinal),
            said => $"m=more,{said}",
            said => said.Replace(",s=", ",s=!", StringComparison.Ordinal),
            _ => "",
            _ => ",,",
        })
        {
            using var server = new StrangePostgreSqlServer(line => line.SignInAsync(first: change));
            (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood));
        }
        foreach (var change in new Func<string, string>[] { _ => "v=AAAA", _ => "e=other-error", _ => "", said => said.Replace("v=", "v=A", StringComparison.Ordinal) })
        {
            using var server = new StrangePostgreSqlServer(line => line.SignInAsync(last: change));
            (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood), "it does not know the password");
        }
    }

    [Theory]
    [InlineData("Your vault is locked: call +1 555 0100")]
    [InlineData("28P01\nFAILED")]
    [InlineData("28p01")]
    [InlineData("28P0")]
    [InlineData("28P012")]
    [InlineData("<b>X</b>")]
    [InlineData("")]
    public async Task A_class_that_is_none_is_not_repeated(string state)
    {
        using var atOnce = new StrangePostgreSqlServer(line => line.ErrorAsync(state));
        using var later = new StrangePostgreSqlServer(async line =>
        {
            await line.SignInAsync();
            await line.TakeStatementAsync();
            await line.ErrorAsync(state, "ERROR");
        });

        (await atOnce.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood));
        (await later.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
    }

    [Fact]
    public async Task What_it_announces_is_not_made_room_for()
    {
        foreach (var announced in new[] { int.MaxValue, int.MinValue, -1, 0, 3, 256 * 1024 })
        {
            using var server = new StrangePostgreSqlServer(async line =>
            {
                await line.SendAsync('R', [0, 0, 0, 10], announced);
                await line.ReadAsync();
            });
            (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood), announced.ToString());
        }
    }

    [Fact]
    public async Task A_flood_is_broken_off()
    {
        using var server = new StrangePostgreSqlServer(async line =>
        {
            await line.SignInAsync();
            await line.TakeStatementAsync();
            while (true)
                await line.SendAsync('N', [.. new byte[1000]]);
        });

        (await server.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("R\0\0\0\u0004")]
    [InlineData("R\0\0\0\u0008\0\0\0\n")]
    [InlineData("R\0\0\0\u0009\0\0\0\nS")]
    [InlineData("Z\0\0\0\u0005I")]
    [InlineData("E\0\0\0\u0009CXXXX")]
    [InlineData("S\0\0\0\u0006a\0")]
    [InlineData("\0\0\0\0\0")]
    public async Task What_is_no_greeting_is_not_understood(string said)
    {
        using var server = new StrangePostgreSqlServer(async line =>
        {
            await line.SendRawAsync(Encoding.Latin1.GetBytes(said));
            await line.ReadAsync();
        });

        (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.NotUnderstood));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Only_scram_is_answered(int way)
    {
        using var server = new StrangePostgreSqlServer(async line =>
        {
            await line.SendAsync('R', [0, 0, 0, (byte)way, 1, 2, 3, 4]);
            await line.ReadAsync();
        });

        (await server.ProbeAsync()).ShouldBe(Unclear(TargetFaultKind.SignInNotSupported));
        server.Answers.ShouldBeLessThanOrEqualTo(1, "goodbye");
    }

    [Fact]
    public async Task Done_is_done_only_when_it_is_committed()
    {
        using var takenBack = Answering(async line =>
        {
            await line.DoneAsync();
            await line.ErrorAsync("40001", "ERROR");
        });
        using var nothing = Answering(line => line.ReadyAsync());
        using var silent = Answering(line => line.DoneAsync());
        using var row = Answering(line => line.SendAsync('D', [0, 1, 0x7f, 0xff, 0xff, 0xff]));
        using var copying = Answering(line => line.SendAsync('G', [0, 0, 0]));

        (await takenBack.ApplyAsync()).ShouldBe(new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.Busy, "40001")));
        (await nothing.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
        (await silent.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.Unreachable)));
        (await row.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
        (await copying.ApplyAsync()).ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.NotUnderstood)));
    }

    [Theory]
    [InlineData("some\0body")]
    [InlineData("")]
    [InlineData("rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr")]
    public async Task A_name_that_the_server_would_cut_is_not_sent(string name)
    {
        using var server = new StrangePostgreSqlServer(line => line.SignInAsync());

        (await server.ProbeAsync(name)).ShouldBe(Unclear(TargetFaultKind.AccountMissing, "NAME"));
    }

    private static StrangePostgreSqlServer Answering(Func<StrangePostgreSqlServer.Line, Task> answer) => new(async line =>
    {
        await line.SignInAsync();
        await line.TakeStatementAsync();
        await answer(line);
    });

    private static ProbeResult Unclear(TargetFaultKind kind, string code = "") => new ProbeResult.Unclear(new TargetFault(kind, code));
}
