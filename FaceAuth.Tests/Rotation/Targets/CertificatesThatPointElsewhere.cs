using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.MySql;
using FaceAuth.Rotation.Targets.PostgreSql;
using FaceAuth.Rotation.Targets.Webhook;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>A certificate names an address at which its issuer's is said to be. Whoever answers wrote it there.</summary>
public sealed class CertificatesThatPointElsewhere
{
    private static readonly TargetLimits Patient = new()
    {
        SignIn = TimeSpan.FromSeconds(30), Statement = TimeSpan.FromSeconds(30), Fence = TimeSpan.FromSeconds(30),
    };

    [Theory]
    [InlineData(TargetKind.Webhook)]
    [InlineData(TargetKind.PostgreSql)]
    [InlineData(TargetKind.MySql)]
    public async Task Nothing_is_fetched_from_there(TargetKind kind)
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var visits = 0;
        _ = CountAsync(elsewhere, () => Interlocked.Increment(ref visits));
        using var certificate = PointingTo($"http://127.0.0.1:{PortOf(elsewhere)}/issuer.cer");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var served = ServeAsync(server, kind, certificate);

        // As in production: the system's authorities.
        var network = new TargetNetwork(
            (host, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = host, Port = port }),
            (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        IRotationTarget target = kind switch
        {
            TargetKind.Webhook => new WebhookTarget(network, Options.Create(Patient), TimeProvider.System),
            TargetKind.PostgreSql => new PostgreSqlTarget(network, Options.Create(Patient)),
            _ => new MySqlTarget(network, Options.Create(Patient), TimeProvider.System),
        };
        var settings = new TargetSettings { Kind = kind, Host = "localhost", Port = PortOf(server), Url = $"https://localhost:{PortOf(server)}/", UserName = "ada" };
        var probed = await target.ProbeAsync(
            new TargetLogin(settings, "r", 1, new("ada", new("Old-1 secret")), new(WebhookReceiver.Key)), CancellationToken.None);

        probed.ShouldBe(new ProbeResult.Unclear(new TargetFault(TargetFaultKind.TlsFailed)));
        (await served).ShouldBeTrue("the certificate was shown");
        visits.ShouldBe(0);
    }

    // Its issuer is nowhere, so that a chain can only be built by asking.
    private static X509Certificate2 PointingTo(string address)
    {
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [address]));
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(
            new X500DistinguishedName("CN=Nowhere"), X509SignatureGenerator.CreateForECDsa(issuer), now.AddDays(-1), now.AddDays(1), [1, 2, 3, 4]);
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static async Task<bool> ServeAsync(TcpListener server, TargetKind kind, X509Certificate2 certificate)
    {
        using var client = await server.AcceptTcpClientAsync();
        var stream = client.GetStream();
        if (kind == TargetKind.PostgreSql)
        {
            await stream.ReadExactlyAsync(new byte[8]);
            await stream.WriteAsync("S"u8.ToArray());
        }
        else if (kind == TargetKind.MySql)
        {
            byte[] greeting = [10, .. "8.0.36\0"u8, 7, 0, 0, 0, .. "12345678"u8, 0, 0x01, 0xaa, 45, 2, 0, 0x28, 0, 21, .. new byte[10], .. "abcdefghijkl\0mysql_native_password\0"u8];
            await stream.WriteAsync((byte[])[(byte)greeting.Length, 0, 0, 0, .. greeting]);
            await stream.ReadExactlyAsync(new byte[36]);
        }
        using var tls = new SslStream(stream);
        try
        {
            // Offline: this side would ask there, too.
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            });
            return await tls.ReadAsync(new byte[1]) == 0;
        }
        catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
        {
            return true; // it was refused
        }
    }

    private static async Task CountAsync(TcpListener listener, Action visited)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                visited();
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
