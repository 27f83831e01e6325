using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>The sample receiver of docs/samples in a process of its own, with accounts in a private folder. It ends with the test process.</summary>
internal sealed class WebhookReceiver : IDisposable
{
    /// <summary>The key that it knows.</summary>
    public const string Key = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static readonly Lazy<Task<WebhookReceiver>> SharedOne = new(() => StartAsync(tls: true));
    private readonly TestFolder _folder;
    private readonly Process _node;
    private readonly List<string> _said = [];

    private WebhookReceiver(TestFolder folder, Process node) => (_folder, _node) = (folder, node);

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>What it printed.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
                return [.. _said];
        }
    }

    /// <summary>The one of this run, by TLS.</summary>
    public static Task<WebhookReceiver> SharedAsync() => SharedOne.Value;

    /// <summary>Starts one.</summary>
    public static async Task<WebhookReceiver> StartAsync(bool tls)
    {
        var folder = new TestFolder();
        // The shell waits for the end of its input, which comes when this process ends, however it ends.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "node \"$0\" & pid=$!; cat >/dev/null; kill $pid", Path.Combine(RepositoryRoot.Path, "docs/samples/webhook-receiver.mjs") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["WEBHOOK_KEY"] = Key, ["STATE"] = folder.Path, ["PORT"] = "0" },
        };
        if (tls)
        {
            using var certificate = TestAuthority.Shared.Issue("localhost");
            using var key = certificate.GetECDsaPrivateKey()!;
            await File.WriteAllTextAsync(folder.File("cert.pem"), certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem());
            (start.Environment["TLS_CERT"], start.Environment["TLS_KEY"]) = (folder.File("cert.pem"), folder.File("key.pem"));
        }
        var receiver = new WebhookReceiver(folder, Process.Start(start)!);
        var first = await receiver._node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The receiver did not start.");
        receiver.Port = int.Parse(first.Split(' ')[^1]);
        _ = receiver.ListenAsync();
        return receiver;
    }

    /// <summary>Makes an account.</summary>
    public string Add(string password)
    {
        var name = $"user-{Guid.CreateVersion7():N}";
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, 10_000, HashAlgorithmName.SHA256, 32);
        File.WriteAllText(FileOf(name), JsonSerializer.Serialize(
            new { userName = name, salt = Convert.ToHexStringLower(salt), hash = Convert.ToHexStringLower(hash), version = 1 }));
        return name;
    }

    /// <summary>Locks an account.</summary>
    public void Lock(string name) => Change(name, account => account["locked"] = true);

    /// <summary>The version of an account's password.</summary>
    public int VersionOf(string name) => (int)JsonNode.Parse(File.ReadAllText(FileOf(name)))!["version"]!;

    /// <summary>The salt of an account's password: another one after each time that it is set.</summary>
    public string SaltOf(string name) => (string)JsonNode.Parse(File.ReadAllText(FileOf(name)))!["salt"]!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.StandardInput.Close();
        _node.WaitForExit(TimeSpan.FromSeconds(10));
        _folder.Dispose();
    }

    private void Change(string name, Action<JsonObject> change)
    {
        var account = JsonNode.Parse(File.ReadAllText(FileOf(name)))!.AsObject();
        change(account);
        File.WriteAllText(FileOf(name), account.ToJsonString());
    }

    private string FileOf(string name) => _folder.File($"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}.json");

    private async Task ListenAsync()
    {
        while (await _node.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.Add(line);
        }
    }
}
