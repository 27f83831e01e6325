using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using static FaceAuth.Rotation.Targets.PostgreSql.PostgreSqlMessage;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>
/// One sign-in, for one change or one try, in the few messages of the protocol that this takes. A driver would leave to the server how much
/// memory and time it costs us: docs/decisions/0013-mysql-targets.md.
/// </summary>
internal sealed class PostgreSqlSession(TargetNetwork network, TargetSettings settings, TargetCredential who) : IAsyncDisposable
{
    private const int Protocol = 3 << 16, MaxNameBytes = 63;
    private const int Ok = 0, Sasl = 10, SaslContinue = 11, SaslFinal = 12;
    private const string Scram = "SCRAM-SHA-256", ScramPlus = "SCRAM-SHA-256-PLUS";
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(500);
    private PostgreSqlLine? _line;

    /// <summary>The server's main version; 0 where it does not say.</summary>
    public int Version { get; private set; }

    /// <summary>The server's process, as it was told in the greeting.</summary>
    public int ProcessId { get; private set; }

    private PostgreSqlLine Line => _line ?? throw new InvalidOperationException("Not open.");

    /// <summary>A fault that the other side, the network or a limit made: everything else is a fault of ours.</summary>
    public static bool IsOfTheOtherSide(Exception fault) =>
        fault is PostgreSqlErrorException or PostgreSqlLineException or TimeoutException or OperationCanceledException or IOException or SocketException
            or ObjectDisposedException;

    /// <summary>The server takes it as the name of a role or database: it cuts longer ones off, and would take the shorter one.</summary>
    public static bool IsName(string name) => !name.Contains('\0') && Encoding.UTF8.GetByteCount(name) is > 0 and <= MaxNameBytes;

    /// <summary>Looks up the host, connects to the address that was checked, and signs in.</summary>
    /// <exception cref="TargetRefusedException">The host may not be reached, or not in this way.</exception>
    public async Task OpenAsync(CancellationToken ct)
    {
        var address = await network.ResolveAsync(settings.Host, settings.Port, ct);
        var database = settings.Database.Length > 0 ? settings.Database : "postgres";
        if (!settings.Tls && !address.PlainTextAllowed)
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotAllowed, "PLAIN TEXT"));
        if (!SaslPrep.LeavesAsItIs(who.Password.Plain))
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.SignInNotSupported, "UNICODE"));
        if (!IsName(who.UserName) || !IsName(database))
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.AccountMissing, "NAME"));
        // Whoever called may have left: nothing may be opened then that nobody closes.
        ct.ThrowIfCancellationRequested();
        _line = await PostgreSqlLine.OpenAsync(address, settings.Tls, network.ChainPolicy(), ct);
        await Line.SendAsync(
            Of(null, Number(Protocol), Text("user"), Text(who.UserName), Text("database"), Text(database), Text("client_encoding"), Text("UTF8"),
                Text("application_name"), Text("FaceAuth"), [0]),
            ct);
        await SignInAsync(ct);
        for (var said = await NextAsync(ct); said.Letter != 'Z'; said = await NextAsync(ct))
        {
            if (said.Letter != 'K')
                throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
            ProcessId = said.ReadNumber();
        }
    }

    /// <summary>Runs one statement, and no second one behind it; the first value that comes of it, as text.</summary>
    public async Task<string?> RunAsync(string statement, CancellationToken ct)
    {
        byte[] none = [0, 0];
        await Line.SendAsync(
            [.. Of('P', Text(""), Text(statement), none), .. Of('B', Text(""), Text(""), none, none, none), .. Of('E', Text(""), Number(0)), .. Of('S')], ct);
        var (done, first) = (false, (string?)null);
        // What it says before Z is not committed yet.
        for (var said = await NextAsync(ct); said.Letter != 'Z'; said = await NextAsync(ct))
        {
            switch (said.Letter)
            {
                case '1' or '2': break;
                case 'D': first ??= said.ReadFirstValue(); break;
                case 'C': done = true; break;
                default: throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
            }
        }
        return done ? first : throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
    }

    /// <summary>Says goodbye where that can be done at once, and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_line is not { } line)
            return;
        _line = null;
        try
        {
            using var soon = new CancellationTokenSource(Goodbye);
            await line.SendAsync(Of('X'), soon.Token);
        }
        catch (Exception)
        {
            // Nobody is there, or a call that was given up still holds the stream: the socket is closed next.
        }
        line.Dispose();
    }

    private async Task SignInAsync(CancellationToken ct)
    {
        var ways = (await AskedAsync(Sasl, ct)).ReadTexts();
        var bound = Line.Binding is not null && ways.Contains(ScramPlus);
        if (!bound && !ways.Contains(Scram))
            throw new PostgreSqlLineException(TargetFaultKind.SignInNotSupported);
        using var scram = new ScramClient(who.Password.Plain, Line.Binding, bound, Convert.ToBase64String(RandomNumberGenerator.GetBytes(18)));
        var first = Encoding.ASCII.GetBytes(scram.First);
        await Line.SendAsync(Of('p', Text(bound ? ScramPlus : Scram), Number(first.Length), first), ct);
        var answer = scram.Answer((await AskedAsync(SaslContinue, ct)).ReadRest());
        await Line.SendAsync(Of('p', Encoding.ASCII.GetBytes(answer)), ct);
        if (!scram.Believes((await AskedAsync(SaslFinal, ct)).ReadRest()))
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        await AskedAsync(Ok, ct);
    }

    // Any other way in is not answered: not the password itself, not its MD5, and not none at all.
    private async Task<PostgreSqlMessage> AskedAsync(int step, CancellationToken ct)
    {
        var said = await NextAsync(ct);
        if (said.Letter != 'R')
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        return said.ReadNumber() == step ? said : throw new PostgreSqlLineException(TargetFaultKind.SignInNotSupported);
    }

    // Notices, notifications and settings may come at any time.
    private async Task<PostgreSqlMessage> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var said = await Line.ReadAsync(ct);
            switch (said.Letter)
            {
                case 'N' or 'A': break;
                case 'S': Hear(said.ReadText(), said.ReadText()); break;
                case 'E': throw said.ReadError();
                default: return said;
            }
        }
    }

    private void Hear(string setting, string value)
    {
        if (setting == "server_version" && int.TryParse(new string([.. value.TakeWhile(char.IsAsciiDigit)]), CultureInfo.InvariantCulture, out var version))
            Version = version;
    }
}
