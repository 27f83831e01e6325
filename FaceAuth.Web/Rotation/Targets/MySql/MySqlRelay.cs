using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// Stands between the driver and the server: connects to the address that was checked, speaks TLS for the host's name, looks at the
/// sign-in, and owns the socket, so that closing it ends whatever the driver waits for. docs/decisions/0013-mysql-targets.md says why.
/// </summary>
internal sealed class MySqlRelay(TargetAddress address, bool tls, X509ChainPolicy trust) : IDisposable
{
    // Some sentences and short answers. The driver would keep packets of a gigabyte in memory.
    private const int MaxConversation = 256 * 1024;
    private readonly Socket _server = new(address.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Socket? _driver;

    /// <summary>Why it broke off; null where it did not.</summary>
    public TargetFault? Fault { get; private set; }

    /// <summary>Whoever answers has proven to be the host (or TLS is not asked for): before, an error is nobody's word.</summary>
    public bool Trusted { get; private set; }

    /// <summary>One side is gone.</summary>
    public bool Ended { get; private set; }

    /// <summary>Serves the driver until one side ends; it never throws.</summary>
    public async Task RunAsync(Socket driver, CancellationToken ct)
    {
        _driver = driver;
        try
        {
            await using var near = new NetworkStream(driver);
            await ConnectAsync(ct);
            await using var far = new NetworkStream(_server);
            var server = new MySqlPacketStream(far);
            if (await SignInAsync(new MySqlPacketStream(near), server, ct))
                await TalkAsync(near, server.Stream, ct);
        }
        catch (MySqlRelayException broken)
        {
            Fault ??= broken.Fault;
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException or CryptographicException)
        {
            // The other side broke off, or the watchdog closed it.
        }
        finally
        {
            Ended = true;
            Dispose();
        }
    }

    /// <summary>Closes both sides, at once.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _driver?.Dispose();
    }

    private async Task TalkAsync(Stream near, Stream far, CancellationToken ct)
    {
        Task[] ways = [CopyAsync(near, far, ct), CopyAsync(far, near, ct)];
        try
        {
            await await Task.WhenAny(ways);
        }
        finally
        {
            Ended = true;
            Dispose();
            await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken ct)
    {
        var buffer = new byte[4096];
        var budget = MaxConversation;
        int read;
        while ((read = await from.ReadAsync(buffer, ct)) > 0)
        {
            if ((budget -= read) < 0)
                throw new MySqlRelayException(TargetFaultKind.NotUnderstood);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        try
        {
            await _server.ConnectAsync(address.EndPoint, ct);
        }
        catch (SocketException broken)
        {
            throw new MySqlRelayException(TargetFaultKind.Unreachable, cause: broken);
        }
    }

    private async Task<bool> SignInAsync(MySqlPacketStream driver, MySqlPacketStream server, CancellationToken ct)
    {
        var first = await server.ReadAsync(ct);
        Trusted = !tls;
        // An error in place of a greeting: too many connections, a host that is blocked.
        if (first[0] == 0xff)
        {
            await driver.WriteAsync(first, ct);
            return false;
        }
        var greeting = MySqlGreeting.Read(first);
        MySqlSignIn.Allow(greeting.Plugin, tls);
        if (tls && !greeting.OffersTls)
            throw new MySqlRelayException(TargetFaultKind.TlsFailed);
        await driver.WriteAsync(greeting.ForDriver(), ct);
        var response = await driver.ReadAsync(ct);
        if (tls)
        {
            await server.WriteAsync(MySqlGreeting.ForServer(response, tls: true).AsMemory(0, 32), ct);
            server.Wrap(await SecureAsync(server.Stream, ct));
            Trusted = true;
        }
        return await new MySqlSignIn(driver, server, tls).RunAsync(greeting, response, ct);
    }

    private async Task<SslStream> SecureAsync(Stream plain, CancellationToken ct)
    {
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = address.Host,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    CertificateChainPolicy = trust,
                },
                ct);
            return stream;
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw new MySqlRelayException(TargetFaultKind.TlsFailed, cause: broken);
        }
    }
}
