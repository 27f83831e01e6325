using System.Net;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.PostgreSql;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The contract against a real PostgreSQL.</summary>
public abstract class PostgreSqlContract(bool tls) : DatabaseTargetContract
{
    protected override TargetCredential Administrator =>
        new(PostgreSqlServer.Administrator, new SecretText(PostgreSqlServer.AdministratorsPassword));

    protected override IRotationTarget Target(TargetLimits limits, params int[] allowedPorts) =>
        new PostgreSqlTarget(PostgreSqlRoles.Network(plainText: !tls, allowedPorts), Options.Create(limits));

    protected override async Task<Account> NewAccountAsync(string password)
    {
        var server = await PostgreSqlServer.SharedAsync();
        var name = await PostgreSqlRoles.NewAsync(server, password);
        return new Account(
            new TargetSettings { Kind = TargetKind.PostgreSql, Host = "localhost", Port = server.Port, Tls = tls, UserName = name }, name);
    }

    protected override async Task LockAsync(Account account) =>
        await (await PostgreSqlServer.SharedAsync()).ExecuteAsync($"ALTER ROLE {account.UserName} NOLOGIN");
}

/// <summary>With TLS.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlByTls() : PostgreSqlContract(tls: true);

/// <summary>Without it, where the administrators' list lets that be.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlInPlainText() : PostgreSqlContract(tls: false);

/// <summary>Roles for tests.</summary>
internal static class PostgreSqlRoles
{
    /// <summary>A new role whose password the server itself hashed; its name.</summary>
    public static async Task<string> NewAsync(PostgreSqlServer server, string password)
    {
        var name = $"role_{Guid.CreateVersion7():N}";
        await server.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD '{password.Replace("'", "''")}'");
        return name;
    }

    /// <summary>Loopback ports that may be reached, by the name that the test authority vouches for or by address.</summary>
    public static TargetNetwork Network(bool plainText, params int[] ports) =>
        new(
            (host, port, _) => Task.FromResult(
                ports.Contains(port) ? new AllowedTarget { Host = host, Port = port, PlainText = plainText ? 1 : 0 } : null),
            (_, _) => Task.FromResult(new[] { IPAddress.Loopback }))
        {
            Authorities = TestAuthority.Shared.Trust,
        };
}
