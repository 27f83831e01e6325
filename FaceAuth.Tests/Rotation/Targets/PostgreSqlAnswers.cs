using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.PostgreSql;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;
using Npgsql;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What a real server says, and what it is taken for.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlAnswers
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly TargetCredential Administrator = new(PostgreSqlServer.Administrator, new SecretText(PostgreSqlServer.AdministratorsPassword));

    [ContractTheory]
    [InlineData(PostgreSqlServer.TrustingDatabase, TargetFaultKind.SignInNotSupported)]
    [InlineData(PostgreSqlServer.PlainPasswordDatabase, TargetFaultKind.SignInNotSupported)]
    [InlineData(PostgreSqlServer.ClosedDatabase, TargetFaultKind.Locked)]
    [InlineData("not_there", TargetFaultKind.NotUnderstood)]
    public async Task Whoever_does_not_ask_for_scram_is_not_believed(string database, TargetFaultKind kind)
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");

        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret", database)).ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(kind);
        (await PostgreSqlRole.ApplyAsync(server, role, new(role, new("Old-1 secret")), "New-2 secret", NotAsked, database: database))
            .ShouldBeOfType<ApplyResult.NotApplied>().Fault.Kind.ShouldBe(kind);
    }

    [ContractFact]
    public async Task A_password_kept_as_md5_is_not_sent()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = $"role_{Guid.CreateVersion7():N}";
        await server.ExecuteAsync($"SET password_encryption = 'md5'; CREATE ROLE {role} LOGIN PASSWORD 'Old-1 secret'");

        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret", PostgreSqlServer.Md5Database))
            .ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.SignInNotSupported);
    }

    [ContractFact]
    public async Task Full_roles_foreign_roles_and_strict_rules_have_their_own_words()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var (role, other) = (await PostgreSqlRoles.NewAsync(server, "Old-1 secret"), await PostgreSqlRoles.NewAsync(server, "Old-1 secret"));
        TargetCredential itself = new(role, new("Old-1 secret"));

        FaultOf(await PostgreSqlRole.ApplyAsync(server, other, itself, "New-2 secret")).ShouldBe(new TargetFault(TargetFaultKind.NoPrivilege, "42501"));
        var strict = $"strict_{Guid.CreateVersion7():N}";
        await server.ExecuteAsync($"CREATE DATABASE {strict}");
        await server.ExecuteAsync($"ALTER DATABASE {strict} SET session_preload_libraries = 'passwordcheck'");
        FaultOf(await PostgreSqlRole.ApplyAsync(server, role, Administrator, role, database: strict)).ShouldBe(new TargetFault(TargetFaultKind.PasswordRefused, "22023"));
        await server.ExecuteAsync($"ALTER ROLE {role} SET default_transaction_read_only = on");
        FaultOf(await PostgreSqlRole.ApplyAsync(server, role, itself, "New-2 secret")).Code.ShouldBe("25006");
        await server.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT 0");
        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret")).ShouldBeOfType<ProbeResult.Unclear>().Fault
            .ShouldBe(new TargetFault(TargetFaultKind.Busy, "53300"));
    }

    [ContractFact]
    public async Task A_lock_that_does_not_go_away_ends_in_time_and_nothing_was_done()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        await using var holder = new NpgsqlConnection(server.ConnectionString());
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"ALTER ROLE {role} CONNECTION LIMIT 5", holder, transaction))
            await hold.ExecuteNonQueryAsync();
        var limits = PostgreSqlRole.Patient;
        limits.Statement = TimeSpan.FromSeconds(2);

        var result = await PostgreSqlRole.ApplyAsync(server, role, new(role, new("Old-1 secret")), "New-2 secret", limits: limits);

        await transaction.RollbackAsync();
        FaultOf(result).ShouldBe(new TargetFault(TargetFaultKind.Busy, "55P03"));
        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_session_that_the_server_ends_leaves_it_unknown()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");

        var result = await PostgreSqlRole.ApplyAsync(server, role, new(role, new("Old-1 secret")), "New-2 secret", async _ =>
        {
            await server.AskAsync<bool>($"SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{role}'");
            return true;
        });

        result.ShouldBeOfType<ApplyResult.Unknown>();
        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task Who_sleeps_past_the_fence_hears_that_nothing_was_done()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        var limits = PostgreSqlRole.Patient;
        limits.Fence = TimeSpan.FromSeconds(1);

        var result = await PostgreSqlRole.ApplyAsync(server, role, new(role, new("Old-1 secret")), "New-2 secret", async ct =>
        {
            await Eventually.IsTrueAsync(async () => await server.AskAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'") == 0);
            return true;
        }, limits);

        (result is ApplyResult.NotApplied { Fault.Code: "57P05" } or ApplyResult.Unknown).ShouldBeTrue(result.ToString());
        (await PostgreSqlRole.ProbeAsync(server, role, "Old-1 secret")).ShouldBeOfType<ProbeResult.Accepted>();
    }

    [ContractFact]
    public async Task A_pooler_in_between_is_refused()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        using var pooler = new TcpListener(IPAddress.Loopback, 0);
        pooler.Start();
        _ = PoolAsync(pooler, server.Port);

        var result = await PostgreSqlRole.ApplyAsync(
            server, role, new(role, new("Old-1 secret")), "New-2 secret", NotAsked, port: ((IPEndPoint)pooler.LocalEndpoint).Port);

        FaultOf(result).ShouldBe(new TargetFault(TargetFaultKind.SignInNotSupported, "POOLER"));
    }

    [ContractFact]
    public async Task Tls_is_for_the_name_by_a_known_authority_or_not_at_all()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var role = await PostgreSqlRoles.NewAsync(server, "Old-1 secret");
        var settings = PostgreSqlRole.Settings(server, role, tls: true);

        (await ProbeAsync(settings, plainText: false)).ShouldBeOfType<ProbeResult.Accepted>();
        FaultOf(await ProbeAsync(settings with { Host = "127.0.0.1" }, plainText: true)).Kind.ShouldBe(TargetFaultKind.TlsFailed, "the name is another one");
        FaultOf(await ProbeAsync(settings, plainText: true, known: false)).Kind.ShouldBe(TargetFaultKind.TlsFailed, "nobody vouches for it");
        FaultOf(await ProbeAsync(settings with { Tls = false }, plainText: false)).ShouldBe(new TargetFault(TargetFaultKind.NotAllowed, "PLAIN TEXT"));

        using var without = new TcpListener(IPAddress.Loopback, 0);
        without.Start();
        var served = Task.Run(async () =>
        {
            using var client = await without.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadExactlyAsync(new byte[8]);
            await stream.WriteAsync("N"u8.ToArray());
            return await stream.ReadAsync(new byte[1]);
        });
        FaultOf(await ProbeAsync(settings with { Port = ((IPEndPoint)without.LocalEndpoint).Port }, plainText: true)).Kind.ShouldBe(TargetFaultKind.TlsFailed);
        (await served).ShouldBe(0, "nothing is said to a server without TLS");
    }

    private static Task<ProbeResult> ProbeAsync(TargetSettings settings, bool plainText, bool known = true)
    {
        var network = PostgreSqlRoles.Network(plainText, settings.Port);
        if (!known)
            network = new TargetNetwork((host, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = host, Port = port }), (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        return new PostgreSqlTarget(network, Options.Create(PostgreSqlRole.Patient))
            .ProbeAsync(new TargetLogin(settings, "r", 1, new(settings.UserName, new("Old-1 secret")), null), Ct);
    }

    // As a pooler does: the process that the greeting names is not the one that answers.
    private static async Task PoolAsync(TcpListener pooler, int server)
    {
        using var client = await pooler.AcceptTcpClientAsync();
        using var behind = new TcpClient();
        await behind.ConnectAsync(IPAddress.Loopback, server);
        _ = client.GetStream().CopyToAsync(behind.GetStream());
        var buffer = new byte[16384];
        for (int read; (read = await behind.GetStream().ReadAsync(buffer)) > 0;)
        {
            var key = buffer.AsSpan(0, read).IndexOf("K\0\0\0\u000c"u8);
            if (key >= 0)
                BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(key + 5), 7);
            await client.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
    }

    private static Task<bool> NotAsked(CancellationToken ct) => throw new InvalidOperationException("nothing is about to be touched");

    private static TargetFault FaultOf(ApplyResult result) => result.ShouldBeOfType<ApplyResult.NotApplied>().Fault;

    private static TargetFault FaultOf(ProbeResult result) => result.ShouldBeOfType<ProbeResult.Unclear>().Fault;
}
