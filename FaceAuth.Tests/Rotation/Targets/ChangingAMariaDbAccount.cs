using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The contract on a real MariaDB over TLS, which has rules for passwords and so sees them.</summary>
[NeedsMariaDb]
public sealed class ChangingAMariaDbAccount : DatabaseTargetContract
{
    protected override TargetCredential Administrator => MySqlBench.Administrator;

    protected override IRotationTarget Target(TargetLimits limits, params int[] allowedPorts) => MySqlBench.Target(limits, allowedPorts);

    protected override async Task<Account> NewAccountAsync(string password)
    {
        var server = await MariaDbServer.SharedTlsAsync();
        await MySqlBench.AdministratorAsync(server);
        var name = await MySqlBench.NewAccountAsync(server, password);
        return new Account(MySqlBench.Settings(server.Port, name), name);
    }

    protected override async Task LockAsync(Account account) =>
        await (await MariaDbServer.SharedTlsAsync()).ExecuteAsync($"ALTER USER '{account.UserName}'@'%' ACCOUNT LOCK");
}

/// <summary>The contract on a real MariaDB in plain text, where the administrator's list lets it; it gets hashes.</summary>
[NeedsMariaDb]
public sealed class ChangingAMariaDbAccountInPlainText : DatabaseTargetContract
{
    protected override TargetCredential Administrator => MySqlBench.Administrator;

    protected override IRotationTarget Target(TargetLimits limits, params int[] allowedPorts) => MySqlBench.Target(limits, allowedPorts);

    protected override async Task<Account> NewAccountAsync(string password)
    {
        var server = await MariaDbServer.SharedAsync();
        await MySqlBench.AdministratorAsync(server);
        var name = await MySqlBench.NewAccountAsync(server, password);
        return new Account(MySqlBench.Settings(server.Port, name, tls: false), name);
    }

    protected override async Task LockAsync(Account account) =>
        await (await MariaDbServer.SharedAsync()).ExecuteAsync($"ALTER USER '{account.UserName}'@'%' ACCOUNT LOCK");
}
