using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FaceAuth.Tests.Support;

/// <summary>An authority for certificates of this test run, which no system trusts.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _own;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        _own = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    /// <summary>The one of this run.</summary>
    public static TestAuthority Shared { get; } = new();

    /// <summary>What has to be trusted.</summary>
    public X509Certificate2Collection Trust => [X509CertificateLoader.LoadCertificate(_own.RawData)];

    /// <summary>A server's certificate with its key, for a name or an address.</summary>
    public X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(_own, _own.NotBefore.AddHours(1), _own.NotAfter.AddHours(-1), RandomNumberGenerator.GetBytes(12));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>Writes <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> for <c>localhost</c> into a folder, and returns MariaDB's arguments for them.</summary>
    public string ArgumentsForMariaDb(string folder)
    {
        using var issued = Issue("localhost");
        File.WriteAllText($"{folder}/ca.pem", _own.ExportCertificatePem());
        File.WriteAllText($"{folder}/cert.pem", issued.ExportCertificatePem());
        File.WriteAllText($"{folder}/key.pem", issued.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return $"--ssl-ca={folder}/ca.pem --ssl-cert={folder}/cert.pem --ssl-key={folder}/key.pem";
    }
}
