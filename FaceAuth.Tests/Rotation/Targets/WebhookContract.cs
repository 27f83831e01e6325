using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.Webhook;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The contract against the sample receiver, by TLS.</summary>
public sealed class WebhookContract : RotationTargetFaults
{
    protected override TargetCredential? Administrator => null;

    protected override SecretText? SigningKey => new(WebhookReceiver.Key);

    protected override IRotationTarget Target(TargetLimits limits, params int[] allowedPorts) =>
        new WebhookTarget(PostgreSqlRoles.Network(plainText: false, allowedPorts), Options.Create(limits), TimeProvider.System);

    protected override TargetCredential? Itself(Account account, string password) => null;

    protected override async Task<Account> NewAccountAsync(string password)
    {
        var receiver = await WebhookReceiver.SharedAsync();
        var name = receiver.Add(password);
        return new Account(new TargetSettings { Kind = TargetKind.Webhook, Url = Url(receiver.Port), UserName = name }, name);
    }

    protected override async Task LockAsync(Account account) => (await WebhookReceiver.SharedAsync()).Lock(account.UserName);

    protected override Account At(Account account, int port) => account with { Settings = account.Settings with { Url = Url(port) } };

    protected override int PortOf(Account account) => new Uri(account.Settings.Url).Port;

    private static string Url(int port) => $"https://localhost:{port}/hooks/passwords?tenant=a%20b";
}
