using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;

namespace FaceAuth.Rotation.Targets.Webhook;

/// <summary>What a receiver answered: the status code, and <c>status</c> out of its JSON, or "".</summary>
internal sealed record WebhookAnswer(int Code, string Status);

/// <summary>One connection to a receiver, for one request.</summary>
internal sealed class WebhookLine : IDisposable
{
    private const int MaxBody = 16 * 1024, MaxHeaderKilobytes = 16;
    private readonly Uri _address;
    private readonly Stream _stream;

    private WebhookLine(Uri address, Stream stream) => (_address, _stream) = (address, stream);

    /// <summary>Reads an address: <c>http</c> or <c>https</c>, without a user name, a password or a fragment.</summary>
    public static Uri? Read(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            && address.Fragment.Length == 0 && address.Host.Length > 0
            ? address
            : null;

    /// <summary>Connects to the address that was checked, and for <c>https</c> proves by its certificate who is there.</summary>
    /// <exception cref="TargetRefusedException">It may not be reached, or not without TLS.</exception>
    public static async Task<WebhookLine> OpenAsync(TargetNetwork network, Uri address, CancellationToken ct)
    {
        var tls = address.Scheme == "https";
        var checkedAddress = await network.ResolveAsync(address.IdnHost, address.Port, ct);
        if (!tls && !checkedAddress.PlainTextAllowed)
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotAllowed, "PLAIN TEXT"));
        var socket = new Socket(checkedAddress.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(checkedAddress.EndPoint, ct);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (tls)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions
                    {
                        TargetHost = checkedAddress.Host,
                        ApplicationProtocols = [SslApplicationProtocol.Http11],
                        CertificateChainPolicy = network.ChainPolicy(),
                    },
                    ct);
            }
            return new WebhookLine(address, stream);
        }
        catch
        {
            if (stream is not null)
                await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message and reads the answer. No proxy, redirect, cookie or second connection.</summary>
    public async Task<WebhookAnswer> SendAsync(WebhookMessage message, CancellationToken ct)
    {
        var given = 0;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            MaxResponseDrainSize = 0,
            ActivityHeadersPropagator = null,
            ConnectCallback = (_, _) => Interlocked.Exchange(ref given, 1) == 0
                ? ValueTask.FromResult(_stream)
                : ValueTask.FromException<Stream>(new IOException("One connection, one request.")),
        };
        using var client = new HttpMessageInvoker(handler);
        // The stream is secured already, so that the handler must not do it: to it, it is plain http.
        using var request = message.ToRequest(new UriBuilder(_address) { Scheme = "http", Port = _address.Port }.Uri);
        request.Headers.Host = _address.IsDefaultPort ? Bracketed(_address) : $"{Bracketed(_address)}:{_address.Port}";
        using var response = await client.SendAsync(request, ct);
        return new WebhookAnswer((int)response.StatusCode, await StatusAsync(response.Content, ct));
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static string Bracketed(Uri address) => address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost.Trim('[', ']')}]" : address.IdnHost;

    private static async Task<string> StatusAsync(HttpContent content, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        var body = new byte[MaxBody + 1];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct);
        if (length > MaxBody)
            return "";
        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 8 });
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("status", out var status)
                && status.ValueKind == JsonValueKind.String ? status.GetString()! : "";
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
