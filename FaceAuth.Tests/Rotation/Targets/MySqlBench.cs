using System.Net;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.MySql;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What tests of the MySQL target share: the target, and accounts on a real MariaDB.</summary>
internal static class MySqlBench
{
    public static readonly SecretText AdministratorPassword = new("Admin-9 'secret\\");

    private static int _accounts;

    /// <summary>A target that may reach some loopback ports, also in plain text, and trusts <see cref="TestAuthority.Shared"/>.</summary>
    public static MySqlTarget Target(TargetLimits limits, params int[] ports) => Target(limits, plainText: true, ports);

    public static MySqlTarget Target(TargetLimits limits, bool plainText, params int[] ports)
    {
        Task<AllowedTarget?> Find(string host, int port, CancellationToken ct) => Task.FromResult(
            ports.Contains(port) ? new AllowedTarget { Host = host, Port = port, PlainText = plainText ? 1 : 0 } : null);
        var network = new TargetNetwork(Find, (_, _) => Task.FromResult(new[] { IPAddress.Loopback })) { Authorities = TestAuthority.Shared.Trust };
        return new MySqlTarget(network, Options.Create(limits), TimeProvider.System);
    }

    /// <summary>Makes an account and returns its name.</summary>
    public static async Task<string> NewAccountAsync(MariaDbServer server, string password, string further = "")
    {
        var name = $"user_{Interlocked.Increment(ref _accounts)}_{Environment.ProcessId}";
        await server.ExecuteAsync($"CREATE USER '{name}'@'%' IDENTIFIED BY '{password}' {further}");
        return name;
    }

    /// <summary>Who may change the passwords of others, and nothing else.</summary>
    public static async Task<TargetCredential> AdministratorAsync(MariaDbServer server)
    {
        await server.ExecuteAsync("CREATE USER IF NOT EXISTS 'an administrator'@'%' IDENTIFIED BY 'Admin-9 ''secret\\\\'");
        await server.ExecuteAsync("GRANT CREATE USER ON *.* TO 'an administrator'@'%'");
        return Administrator;
    }

    public static TargetCredential Administrator { get; } = new("an administrator", AdministratorPassword);

    public static TargetSettings Settings(int port, string user, bool tls = true) =>
        new() { Kind = TargetKind.MySql, Host = "localhost", Port = port, UserName = user, Tls = tls };
}
