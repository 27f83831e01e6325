using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FaceAuth.Tests.Support;

/// <summary>A loopback server that speaks MySQL's protocol as a test tells it to, and keeps what it was sent, as it is inside TLS.</summary>
internal sealed class StrangeMySqlServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly MemoryStream _received = new();

    /// <param name="behave">What it does on each connection.</param>
    /// <param name="certificate">For TLS; null for none.</param>
    public StrangeMySqlServer(Func<Line, Task> behave, X509Certificate2? certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync(behave);
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All contents of packets so far, one letter for each byte.</summary>
    public string Received
    {
        get
        {
            lock (_received)
                return Encoding.Latin1.GetString(_received.ToArray());
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync(Func<Line, Task> behave)
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(), behave);
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<Line, Task> behave)
    {
        using (client)
        {
            try
            {
                await behave(new Line(this, client.GetStream()));
            }
            catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client left.
            }
        }
    }

    /// <summary>One connection.</summary>
    public sealed class Line(StrangeMySqlServer server, Stream stream)
    {
        private byte _next;

        /// <summary>Greets, speaks TLS where there is a certificate, and takes the response.</summary>
        public async Task GreetAsync(string plugin = "mysql_native_password")
        {
            var capabilities = 0x28_a201u | (server._certificate is null ? 0u : 0x800u);
            await SendAsync([10, .. "8.0.36\0"u8, 7, 0, 0, 0, .. "12345678"u8, 0, (byte)capabilities, (byte)(capabilities >> 8), 45, 2, 0,
                (byte)(capabilities >> 16), (byte)(capabilities >> 24), 21, .. new byte[10], .. "abcdefghijkl\0"u8, .. Encoding.ASCII.GetBytes(plugin), 0]);
            if (server._certificate is not null)
            {
                await ReadAsync();
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(server._certificate);
                stream = tls;
            }
            await ReadAsync();
        }

        /// <summary>Asks for another way to sign in, and takes the answer.</summary>
        public async Task<byte[]> SwitchAsync(string plugin)
        {
            await SendAsync([0xfe, .. Encoding.ASCII.GetBytes(plugin), 0, .. "ABCDEFGHIJKLMNOPQRST\0"u8]);
            return await ReadAsync();
        }

        /// <summary>Says yes.</summary>
        public Task OkAsync() => SendAsync([0, 0, 0, 2, 0, 0, 0]);

        /// <summary>Says no.</summary>
        public Task ErrorAsync(int number, string words = "its own words") =>
            SendAsync([0xff, (byte)number, (byte)(number >> 8), .. "#HY000"u8, .. Encoding.UTF8.GetBytes(words)]);

        /// <summary>Takes statements: says yes to what prepares a session, and lets the test answer the others.</summary>
        public async Task ServeAsync(Func<string, Task> statement, string waitTimeout = "30")
        {
            while (true)
            {
                var said = await ReadAsync();
                var words = Encoding.UTF8.GetString([.. said.Skip(1)]);
                if (said is [1])
                    return;
                // The end of a file that it asked for.
                if (said is [])
                    await OkAsync();
                else if (words.StartsWith("SET NAMES", StringComparison.Ordinal) || words.StartsWith("SET SESSION", StringComparison.Ordinal) || words == "DO 0")
                    await OkAsync();
                else if (words.StartsWith("SELECT @@version", StringComparison.Ordinal))
                    await RowAsync("8.0.36", waitTimeout, "NO_BACKSLASH_ESCAPES");
                else
                    await statement(words);
            }
        }

        /// <summary>Sends a packet.</summary>
        public Task SendAsync(byte[] payload) =>
            SendRawAsync([(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), _next++, .. payload]);

        /// <summary>Sends bytes.</summary>
        public async Task SendRawAsync(byte[] bytes)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
        }

        /// <summary>Reads a packet.</summary>
        public async Task<byte[]> ReadAsync()
        {
            var header = new byte[4];
            await stream.ReadExactlyAsync(header);
            var payload = new byte[header[0] | header[1] << 8 | header[2] << 16];
            await stream.ReadExactlyAsync(payload);
            _next = (byte)(header[3] + 1);
            lock (server._received)
                server._received.Write(payload);
            return payload;
        }

        private async Task RowAsync(params string[] values)
        {
            await SendAsync([(byte)values.Length]);
            foreach (var _ in values)
                await SendAsync([3, .. "def"u8, 0, 0, 0, 1, (byte)'x', 0, 12, 45, 0, 0, 1, 0, 0, 0xfd, 0, 0, 0, 0, 0]);
            await SendAsync([0xfe, 0, 0, 2, 0]);
            await SendAsync([.. values.SelectMany(value => (byte[])[(byte)value.Length, .. Encoding.UTF8.GetBytes(value)])]);
            await SendAsync([0xfe, 0, 0, 2, 0]);
        }
    }
}
