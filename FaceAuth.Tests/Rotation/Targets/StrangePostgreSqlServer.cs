using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Rotation.Targets;
using FaceAuth.Rotation.Targets.PostgreSql;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Rotation.Targets;

/// <summary>A loopback server that speaks PostgreSQL's protocol in plain text as a test tells it to.</summary>
internal sealed class StrangePostgreSqlServer : IDisposable
{
    public const string User = "somebody", Password = "Sehr-geheim 1";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _answers;

    /// <param name="behave">What it does on each connection, from after the client's first message on.</param>
    public StrangePostgreSqlServer(Func<Line, Task> behave)
    {
        _listener.Start();
        _ = AcceptAsync(behave);
    }

    /// <summary>How many messages came after the first one of each connection.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Tries the password there.</summary>
    public Task<ProbeResult> ProbeAsync(string user = User) =>
        Target.ProbeAsync(new TargetLogin(Settings, "r", 1, new(user, new(Password)), null), CancellationToken.None);

    /// <summary>Changes the password there.</summary>
    public Task<ApplyResult> ApplyAsync() =>
        Target.ApplyAsync(
            new TargetChange(Settings, "r", 2, new(User, new("New-2 secret")), new(User, new(Password)), null), _ => Task.FromResult(true), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static PostgreSqlTarget Target => new(
        new TargetNetwork(
            (host, port, _) => Task.FromResult<AllowedTarget?>(new AllowedTarget { Host = host, Port = port, PlainText = 1 }),
            (_, _) => Task.FromResult(new[] { IPAddress.Loopback })),
        Options.Create(PostgreSqlRole.Patient));

    private TargetSettings Settings => new()
    {
        Kind = TargetKind.PostgreSql, Host = "localhost", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, Tls = false, UserName = User,
    };

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
                var line = new Line(this, client.GetStream());
                await line.ReadAsync(letter: false);
                await behave(line);
            }
            catch (IOException)
            {
                // The client left.
            }
        }
    }

    /// <summary>One connection.</summary>
    public sealed class Line(StrangePostgreSqlServer server, NetworkStream stream)
    {
        /// <summary>Lets in by SCRAM whoever knows the password.</summary>
        /// <param name="rounds">What it announces.</param>
        /// <param name="first">Changes its first message.</param>
        /// <param name="last">Changes its last one.</param>
        public async Task SignInAsync(string rounds = "4096", Func<string, string>? first = null, Func<string, string>? last = null)
        {
            var keys = ScramVerifier.Of(Password, "a salt of its own"u8, 4096).Split('$')[2].Split(':').Select(Convert.FromBase64String).ToArray();
            await SendAsync('R', [0, 0, 0, 10, .. "SCRAM-SHA-256\0\0"u8]);
            var initial = await ReadAsync();
            var bare = initial[(initial.IndexOf("n=", StringComparison.Ordinal))..];
            var said = $"r={bare[(bare.IndexOf("r=", StringComparison.Ordinal) + 2)..]}theirs,s={Convert.ToBase64String("a salt of its own"u8)},i={rounds}";
            said = first?.Invoke(said) ?? said;
            await SendAsync('R', [0, 0, 0, 11, .. Encoding.ASCII.GetBytes(said)]);
            var final = await ReadAsync();
            var exchange = Encoding.ASCII.GetBytes($"{bare},{said},{final[..final.LastIndexOf(",p=", StringComparison.Ordinal)]}");
            var proof = Convert.FromBase64String(final[(final.LastIndexOf(",p=", StringComparison.Ordinal) + 3)..]);
            SHA256.HashData([.. HMACSHA256.HashData(keys[0], exchange).Zip(proof, (left, right) => (byte)(left ^ right))]).ShouldBe(keys[0]);
            var verdict = $"v={Convert.ToBase64String(HMACSHA256.HashData(keys[1], exchange))}";
            await SendAsync('R', [0, 0, 0, 12, .. Encoding.ASCII.GetBytes(last?.Invoke(verdict) ?? verdict)]);
            await SendAsync('R', [0, 0, 0, 0]);
            await SendAsync('S', "server_version\017.2 (strange)\0"u8.ToArray());
            await SendAsync('K', [0, 0, 0, 7, 0, 0, 0, 1]);
            await ReadyAsync();
        }

        /// <summary>Takes the statement that sets the session's limits, and the one that counts.</summary>
        public async Task TakeStatementAsync()
        {
            await TakeAsync();
            await SendAsync('1', []);
            await SendAsync('2', []);
            await SendAsync('D', [0, 1, 0, 0, 0, 1, (byte)'7']);
            await DoneAsync();
            await ReadyAsync();
            await TakeAsync();
        }

        /// <summary>Says that it is done.</summary>
        public Task DoneAsync() => SendAsync('C', "ALTER ROLE\0"u8.ToArray());

        /// <summary>Waits for the next one.</summary>
        public Task ReadyAsync() => SendAsync('Z', "I"u8.ToArray());

        /// <summary>Says no.</summary>
        public Task ErrorAsync(string state, string severity = "FATAL") =>
            SendAsync('E', [.. Encoding.UTF8.GetBytes($"S{severity}\0V{severity}\0C{state}\0MIts own words: {Password}\0"), 0]);

        /// <summary>Sends a message.</summary>
        public Task SendAsync(char letter, byte[] body, int? announced = null)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, announced ?? body.Length + 4);
            return SendRawAsync([(byte)letter, .. length, .. body]);
        }

        /// <summary>Sends bytes.</summary>
        public async Task SendRawAsync(byte[] bytes) => await stream.WriteAsync(bytes);

        /// <summary>Reads a message, one letter for each byte.</summary>
        public async Task<string> ReadAsync(bool letter = true)
        {
            var header = new byte[letter ? 5 : 4];
            await stream.ReadExactlyAsync(header);
            if (letter)
                Interlocked.Increment(ref server._answers);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(header.Length - 4)) - 4];
            await stream.ReadExactlyAsync(body);
            return Encoding.Latin1.GetString(body);
        }

        // Parse, bind, execute, sync.
        private async Task TakeAsync()
        {
            for (var i = 0; i < 4; i++)
                await ReadAsync();
        }
    }
}
