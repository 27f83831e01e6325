using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>One connection to a server: to the address that was checked, by TLS for the host's name, and no more bytes than a sign-in and some short answers have.</summary>
internal sealed class PostgreSqlLine : IDisposable
{
    // A greeting with its settings has about one thousand, an answer some hundred, an error with its words a few thousand.
    private const int MaxConversation = 256 * 1024, Header = 5, Buffer = 4096;

    private readonly Stream _out, _in;
    private int _left = MaxConversation;

    private PostgreSqlLine(Stream stream, byte[]? binding) => (_out, _in, Binding) = (stream, new BufferedStream(stream, Buffer), binding);

    /// <summary>The hash of the server's certificate to which a sign-in can be bound (RFC 5929); null without TLS, and where that has none.</summary>
    public byte[]? Binding { get; }

    /// <summary>Connects, and proves by its certificate who is there.</summary>
    /// <exception cref="PostgreSqlLineException">There is no TLS, or not for this name.</exception>
    public static async Task<PostgreSqlLine> OpenAsync(TargetAddress address, bool tls, X509ChainPolicy trust, CancellationToken ct)
    {
        var socket = new Socket(address.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.EndPoint, ct);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (!tls)
                return new PostgreSqlLine(stream, binding: null);
            var secured = await SecureAsync(stream, address.Host, trust, ct);
            return new PostgreSqlLine(secured, secured.RemoteCertificate is { } certificate ? BindingOf(certificate) : null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends messages.</summary>
    public async Task SendAsync(byte[] messages, CancellationToken ct)
    {
        await _out.WriteAsync(messages, ct);
        await _out.FlushAsync(ct);
    }

    /// <summary>The next message.</summary>
    /// <exception cref="PostgreSqlLineException">It is longer than all that we listen to. No memory is taken for it.</exception>
    public async Task<PostgreSqlMessage> ReadAsync(CancellationToken ct)
    {
        var header = new byte[Header];
        await _in.ReadExactlyAsync(header, ct);
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4;
        if (length < 0 || length > _left - Header)
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        _left -= Header + length;
        var body = new byte[length];
        await _in.ReadExactlyAsync(body, ct);
        return new PostgreSqlMessage((char)header[0], body);
    }

    /// <inheritdoc/>
    public void Dispose() => _out.Dispose();

    // One byte is read: what somebody put behind it is left to TLS, which refuses it.
    private static async Task<SslStream> SecureAsync(NetworkStream plain, string host, X509ChainPolicy trust, CancellationToken ct)
    {
        await plain.WriteAsync(PostgreSqlMessage.Of(null, PostgreSqlMessage.Number(80877103)), ct);
        var answer = new byte[1];
        await plain.ReadExactlyAsync(answer, ct);
        if (answer[0] != 'S')
            throw new PostgreSqlLineException(TargetFaultKind.TlsFailed);
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = trust,
                },
                ct);
            return stream;
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw new PostgreSqlLineException(TargetFaultKind.TlsFailed, cause: broken);
        }
    }

    // By the hash of the certificate's signature, and SHA-256 in the place of MD5 and SHA-1. Others (Ed25519, RSA-PSS) have none that all
    // servers agree upon.
    private static byte[]? BindingOf(X509Certificate certificate)
    {
        using var whole = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return whole.SignatureAlgorithm.Value switch
        {
            "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.2.840.113549.1.1.11" or "1.2.840.10045.4.1" or "1.2.840.10045.4.3.2" =>
                SHA256.HashData(whole.RawData),
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(whole.RawData),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(whole.RawData),
            _ => null,
        };
    }
}
