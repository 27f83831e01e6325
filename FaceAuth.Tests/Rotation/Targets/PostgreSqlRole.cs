using System.Diagnostics;
using System.Net;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.PostgreSql;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What only PostgreSQL has.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlRole
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly TargetCredential Administrator = new(PostgreSqlServer.Administrator, new SecretText(PostgreSqlServer.AdministratorsPassword));

    [ContractFact]
    public async Task The_servers_log_has_the_statement_and_no_password()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        var password = $"Marked-{Guid.CreateVersion7():N}";

        (await ApplyAsync(server, role, new(role, new("Old-1 secret")), password)).ShouldBeOfType<ApplyResult.Applied>();
        (await ApplyAsync(server, role, Administrator, password + "x")).ShouldBeOfType<ApplyResult.Applied>();
        (await ApplyAsync(server, "nobody_here", Administrator, password)).ShouldBeOfType<ApplyResult.NotApplied>();
        (await ProbeAsync(server, role, password)).ShouldBeOfType<ProbeResult.Denied>();

        var log = server.Log;
        log.ShouldContain($"ALTER ROLE \"{role}\" PASSWORD 'SCRAM-SHA-256$4096:");
        log.ShouldNotContain(password);
    }

    // psql is another implementation of SCRAM and of SASLprep.
    [ContractTheory]
    [InlineData("plain and 'quoted' \\ \"$1\"")]
    [InlineData("ünïcödé – пароль – 密码 – 한글 – £€§")]
    [InlineData("🔑 prohibited, as is")]
    [InlineData("עברית first, then Latin")]
    public async Task The_servers_own_client_gets_in_with_it(string password)
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");

        (await ApplyAsync(server, role, Administrator, password)).ShouldBeOfType<ApplyResult.Applied>();

        (await PsqlAsync(server, role, password)).ShouldBe(0);
        (await PsqlAsync(server, role, "Old-1 secret")).ShouldNotBe(0);
    }

    [ContractFact]
    public async Task A_password_that_would_be_prepared_is_refused_before_anything_is_sent()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");

        var result = await ApplyAsync(server, role, Administrator, "e\u0301", _ => throw new InvalidOperationException("asked"));

        result.ShouldBeOfType<ApplyResult.NotApplied>().Fault.Kind.ShouldBe(TargetFaultKind.PasswordRefused);
        (await ProbeAsync(server, role, "e\u0301")).ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.SignInNotSupported);
    }

    [ContractTheory]
    [InlineData("we;ird \"name\"")]
    [InlineData("semi;colon'; DROP ROLE x; --")]
    [InlineData("at@name :x $1 \\ \\'")]
    [InlineData("current_user")]
    [InlineData("Ünï-密")]
    public async Task Names_of_roles_are_names_and_nothing_else(string name)
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = $"{name}{Guid.CreateVersion7():N}"[..Math.Min(40, name.Length + 20)];
        await server.ExecuteAsync($"CREATE ROLE \"{role.Replace("\"", "\"\"")}\" LOGIN PASSWORD 'Old-1 secret'");

        (await ApplyAsync(server, role, new(role, new("Old-1 secret")), "New-2 secret")).ShouldBeOfType<ApplyResult.Applied>();

        (await ProbeAsync(server, role, "New-2 secret")).ShouldBeOfType<ProbeResult.Accepted>();
        var longName = new string('r', 64);
        (await ApplyAsync(server, longName, Administrator, "New-2 secret")).ShouldBeOfType<ApplyResult.NotApplied>().Fault.Kind.ShouldBe(TargetFaultKind.AccountMissing);
    }

    [ContractFact]
    public async Task The_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        var lookUps = 0;
        var network = new TargetNetwork(
            (host, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = host, Port = port }),
            // The second answer would be another machine.
            (_, _) => Task.FromResult(new[] { ++lookUps == 1 ? IPAddress.Loopback : IPAddress.Parse("192.0.2.1") })) { Authorities = TestAuthority.Shared.Trust };

        var result = await new PostgreSqlTarget(network, Options.Create(Patient)).ApplyAsync(
            Change(server, role, new(role, new("Old-1 secret")), "New-2 secret") with { Settings = Settings(server, role, tls: true) }, _ => Task.FromResult(true), Ct);

        result.ShouldBeOfType<ApplyResult.Applied>();
        lookUps.ShouldBe(1);
    }

    internal static TargetLimits Patient => new()
    {
        SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30),
    };

    internal static Task<ApplyResult> ApplyAsync(
        PostgreSqlServer server, string role, TargetCredential by, string password, Func<CancellationToken, Task<bool>>? mayChange = null,
        TargetLimits? limits = null, string database = "", int? port = null) =>
        Target(server, limits, port).ApplyAsync(
            Change(server, role, by, password) with { Settings = Settings(server, role, tls: false) with { Database = database, Port = port ?? server.Port } },
            mayChange ?? (_ => Task.FromResult(true)), Ct);

    internal static Task<ProbeResult> ProbeAsync(PostgreSqlServer server, string role, string password, string database = "") =>
        Target(server, null, null).ProbeAsync(
            new TargetLogin(Settings(server, role, tls: false) with { Database = database }, "r", 1, new(role, new(password)), null), Ct);

    internal static TargetSettings Settings(PostgreSqlServer server, string role, bool tls) =>
        new() { Kind = TargetKind.PostgreSql, Host = "localhost", Port = server.Port, Tls = tls, UserName = role };

    private static PostgreSqlTarget Target(PostgreSqlServer server, TargetLimits? limits, int? port) =>
        new(PostgreSqlRoles.Network(plainText: true, port ?? server.Port), Options.Create(limits ?? Patient));

    private static TargetChange Change(PostgreSqlServer server, string role, TargetCredential by, string password) =>
        new(Settings(server, role, tls: false), "r", 2, new(role, new(password)), by, null);

    private static async Task<int> PsqlAsync(PostgreSqlServer server, string role, string password)
    {
        using var psql = Process.Start(new ProcessStartInfo("psql")
        {
            ArgumentList = { "-X", "-h", "127.0.0.1", "-p", $"{server.Port}", "-U", role, "-d", "postgres", "-c", "SELECT 1" },
            Environment = { ["PGPASSWORD"] = password, ["PGREQUIRESSL"] = "0" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await psql.WaitForExitAsync();
        return psql.ExitCode;
    }
}
