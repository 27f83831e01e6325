using System.Diagnostics;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>What a real MariaDB says when it has reasons of its own; its settings are changed, so it is one for this class.</summary>
public sealed class AMariaDbWithReasons : IClassFixture<AMariaDbWithReasons.OwnServer>
{
    private readonly OwnServer _own;

    public AMariaDbWithReasons(OwnServer own) => _own = own;

    private MariaDbServer Server => _own.Server!;

    [FactOnMariaDb]
    public async Task An_account_may_not_change_another_ones_password()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        var other = await MySqlBench.NewAccountAsync(Server, "Other-1 secret");

        var result = await ApplyAsync(name, new TargetCredential(other, new SecretText("Other-1 secret")), "New-2 secret");

        result.ShouldBe(NotApplied(TargetFaultKind.NoPrivilege, "1227"));
    }

    [FactOnMariaDb]
    public async Task A_password_rule_refuses_with_one_error_or_hides_behind_another()
    {
        var administrator = await MySqlBench.AdministratorAsync(Server);
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        await Server.ExecuteAsync("INSTALL SONAME 'simple_password_check'");
        try
        {
            (await ApplyAsync(name, Itself(name), "short")).ShouldBe(NotApplied(TargetFaultKind.PasswordRefused, "1819"));
            (await ApplyAsync(name, administrator, "short")).ShouldBe(NotApplied(TargetFaultKind.PasswordRefused, "1819"));
            (await ApplyAsync("nobody", administrator, "Long-enough 1")).ShouldBe(NotApplied(TargetFaultKind.AccountMissing, "1396"));
        }
        finally
        {
            await Server.ExecuteAsync("UNINSTALL SONAME 'simple_password_check'");
        }
        (await ProbeAsync(name, "Old-1 secret")).ShouldBe(new ProbeResult.Accepted());
    }

    [FactOnMariaDb]
    public async Task No_log_of_the_server_holds_the_new_password()
    {
        var administrator = await MySqlBench.AdministratorAsync(Server);
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        await Server.ExecuteAsync($"SET GLOBAL general_log_file = '{Server.Folder}/general.log', GLOBAL general_log = 1");

        (await ApplyAsync(name, Itself(name), "Logged-2 secret")).ShouldBe(new ApplyResult.Applied());
        (await ApplyAsync(name, administrator, "Logged-3 secret")).ShouldBe(new ApplyResult.Applied());

        await Server.ExecuteAsync("SET GLOBAL general_log = 0");
        var binary = Directory.GetFiles($"{Server.Folder}/data", "binlog.*");
        binary.ShouldNotBeEmpty();
        foreach (var log in binary.Append($"{Server.Folder}/general.log"))
            (await File.ReadAllTextAsync(log)).ShouldNotContain("Logged-", customMessage: log);
        (await File.ReadAllTextAsync($"{Server.Folder}/general.log")).ShouldContain("SET PASSWORD = '*");
        (await ProbeAsync(name, "Logged-3 secret")).ShouldBe(new ProbeResult.Accepted());
    }

    [FactOnMariaDb]
    public async Task An_account_that_is_blocked_after_wrong_passwords_is_locked_and_not_denied()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        await Server.ExecuteAsync("SET GLOBAL max_password_errors = 2");
        try
        {
            (await ProbeAsync(name, "x")).ShouldBe(new ProbeResult.Denied());
            (await ProbeAsync(name, "y")).ShouldBe(new ProbeResult.Denied());
            (await ProbeAsync(name, "Old-1 secret")).ShouldBe(Unclear(TargetFaultKind.Locked, "4150"));
        }
        finally
        {
            await Server.ExecuteAsync("SET GLOBAL max_password_errors = 4294967295");
            await Server.ExecuteAsync("FLUSH PRIVILEGES");
        }
    }

    [FactOnMariaDb]
    public async Task An_expired_password_is_said_to_be_expired()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret", "PASSWORD EXPIRE");

        (await ProbeAsync(name, "Old-1 secret")).ShouldBeOfType<ProbeResult.Unclear>().Fault.Kind.ShouldBe(TargetFaultKind.Expired);
        (await ProbeAsync(name, "wrong")).ShouldBe(new ProbeResult.Denied());
    }

    [FactOnMariaDb]
    public async Task An_account_without_room_for_one_more_connection_is_busy()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret", "WITH MAX_USER_CONNECTIONS 1");
        ProbeResult? second = null;

        await ApplyAsync(name, Itself(name), "New-2 secret", async () => second = await ProbeAsync(name, "Old-1 secret"));

        second.ShouldBe(Unclear(TargetFaultKind.Busy, "1226"));
    }

    [FactOnMariaDb]
    public async Task An_account_in_a_database_that_it_may_not_use_is_not_denied()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        var settings = MySqlBench.Settings(Server.Port, name) with { Database = "mysql" };

        var probed = await Target().ProbeAsync(
            new TargetLogin(settings, "", 1, new TargetCredential(name, new SecretText("Old-1 secret")), null), CancellationToken.None);

        probed.ShouldBe(Unclear(TargetFaultKind.NoPrivilege, "1044"));
    }

    [FactOnMariaDb]
    public Task Behind_a_locked_table_the_statement_is_ended_there_before_we_stop_waiting() => BehindAsync("LOCK TABLES mysql.global_priv WRITE");

    [FactOnMariaDb]
    public Task Behind_a_locked_server_too() => BehindAsync("FLUSH TABLES WITH READ LOCK");

    private async Task BehindAsync(string theLock)
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");
        await using var locker = new MySql.Data.MySqlClient.MySqlConnection(Server.ConnectionString("") + ";Pooling=false");
        await locker.OpenAsync();
        await ExecuteAsync(locker, theLock);
        var start = Stopwatch.GetTimestamp();

        var result = await ApplyAsync(name, Itself(name), "New-2 secret", limits: new TargetLimits
        {
            SignIn = TimeSpan.FromSeconds(20), Statement = TimeSpan.FromSeconds(6), Fence = TimeSpan.FromSeconds(20),
        });

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        await ExecuteAsync(locker, "UNLOCK TABLES");
        result.ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut, "1969")));
        (await ProbeAsync(name, "New-2 secret")).ShouldBe(new ProbeResult.Denied());
    }

    [FactOnMariaDb]
    public async Task A_server_that_sleeps_on_the_statement_may_do_it_later()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");

        var result = await ApplyAsync(name, Itself(name), "New-2 secret", Server.PauseAsync, new TargetLimits
        {
            SignIn = TimeSpan.FromSeconds(20), Statement = TimeSpan.FromSeconds(1), Fence = TimeSpan.FromSeconds(20),
        });
        await Server.ResumeAsync();

        result.ShouldBe(new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut)));
        await Eventually.IsTrueAsync(async () => await ProbeAsync(name, "New-2 secret") is ProbeResult.Accepted);
    }

    [FactOnMariaDb]
    public async Task A_restart_between_the_question_and_the_statement_changes_nothing()
    {
        var name = await MySqlBench.NewAccountAsync(Server, "Old-1 secret");

        var result = await ApplyAsync(name, Itself(name), "New-2 secret", Server.RestartAsync);

        (result is ApplyResult.NotApplied or ApplyResult.Unknown).ShouldBeTrue(result.ToString());
        (await ProbeAsync(name, "New-2 secret")).ShouldBe(new ProbeResult.Denied());
        (await ApplyAsync(name, Itself(name), "New-2 secret")).ShouldBe(new ApplyResult.Applied());
        (await ProbeAsync(name, "New-2 secret")).ShouldBe(new ProbeResult.Accepted());
    }

    private static TargetCredential Itself(string name) => new(name, new SecretText("Old-1 secret"));

    private static ApplyResult NotApplied(TargetFaultKind kind, string code) => new ApplyResult.NotApplied(new TargetFault(kind, code));

    private static ProbeResult Unclear(TargetFaultKind kind, string code) => new ProbeResult.Unclear(new TargetFault(kind, code));

    private static async Task ExecuteAsync(MySql.Data.MySqlClient.MySqlConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private IRotationTarget Target(TargetLimits? limits = null) => MySqlBench.Target(
        limits ?? new TargetLimits { SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30) }, Server.Port);

    private Task<ProbeResult> ProbeAsync(string name, string password) => Target().ProbeAsync(
        new TargetLogin(MySqlBench.Settings(Server.Port, name), "", 1, new TargetCredential(name, new SecretText(password)), null), CancellationToken.None);

    private Task<ApplyResult> ApplyAsync(
        string name, TargetCredential by, string password, Func<Task>? meanwhile = null, TargetLimits? limits = null) =>
        Target(limits).ApplyAsync(
            new TargetChange(MySqlBench.Settings(Server.Port, name), "", 2, new TargetCredential(name, new SecretText(password)), by, null),
            async _ =>
            {
                await (meanwhile?.Invoke() ?? Task.CompletedTask);
                return true;
            }, CancellationToken.None);

    /// <summary>The server of this class.</summary>
    public sealed class OwnServer : IAsyncLifetime
    {
        public MariaDbServer? Server { get; private set; }

        public async Task InitializeAsync()
        {
            if (Needs.MariaDb is null)
                Server = await MariaDbServer.StartAsync(folder => TestAuthority.Shared.ArgumentsForMariaDb(folder) + " --log-bin=binlog");
        }

        public Task DisposeAsync()
        {
            Server?.Stop();
            return Task.CompletedTask;
        }
    }
}
