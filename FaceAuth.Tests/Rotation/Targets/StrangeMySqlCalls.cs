using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>Calls of the MySQL target at strange servers.</summary>
internal static class StrangeMySqlCalls
{
    public const string User = "somebody", Password = "Sehr-geheim 1";

    public static TargetLimits Limits { get; } = new()
    {
        SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30),
    };

    /// <summary>One with the certificate of its name.</summary>
    public static StrangeMySqlServer Server(Func<StrangeMySqlServer.Line, Task> behave) => new(behave, TestAuthority.Shared.Issue("localhost"));

    public static TargetLogin Login(int port, bool tls = true) =>
        new(MySqlBench.Settings(port, User, tls), "", 1, new TargetCredential(User, new SecretText(Password)), null);

    public static Task<ProbeResult> ProbeAsync(StrangeMySqlServer server) =>
        MySqlBench.Target(Limits, server.Port).ProbeAsync(Login(server.Port), CancellationToken.None);

    /// <summary>The account's own change; the new password has quotes and ends in a backslash.</summary>
    public static Task<ApplyResult> ApplyAsync(StrangeMySqlServer server, TargetLimits? limits = null) =>
        MySqlBench.Target(limits ?? Limits, server.Port).ApplyAsync(
            new TargetChange(MySqlBench.Settings(server.Port, User), "", 2, new TargetCredential(User, new SecretText("New '1' \\")),
                new TargetCredential(User, new SecretText(Password)), null),
            _ => Task.FromResult(true), CancellationToken.None);
}
