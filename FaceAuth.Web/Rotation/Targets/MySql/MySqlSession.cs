using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MySqlConnector;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>
/// One sign-in: the driver, and the relay through which it speaks. What goes wrong is a <see cref="MySqlSessionException"/>. The driver's
/// waiting is never relied on: each call ends with its token, and then the relay closes the socket.
/// </summary>
internal sealed class MySqlSession : IAsyncDisposable
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(500);
    private readonly MySqlRelay _relay;
    private readonly CancellationTokenSource _end = new();
    private MySqlConnection? _connection;
    private Task _relaying = Task.CompletedTask;
    private bool _broken;

    private MySqlSession(MySqlRelay relay) => _relay = relay;

    /// <summary>The server, or the way to it, is gone.</summary>
    public bool Ended => _relay.Ended;

    /// <summary>Signs in.</summary>
    /// <exception cref="MySqlSessionException">It was not let in.</exception>
    public static async Task<MySqlSession> OpenAsync(
        TargetAddress address, TargetSettings settings, TargetCredential who, X509ChainPolicy trust, CancellationToken ct)
    {
        var session = new MySqlSession(new MySqlRelay(address, settings.Tls, trust));
        try
        {
            await session.CallAsync(() => session.EnterAsync(settings, who, ct), ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says something to which the answer is yes.</summary>
    public Task TellAsync(string words, CancellationToken ct) => CallAsync(async () =>
    {
        await using var command = new MySqlCommand(words, _connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }, ct);

    /// <summary>Asks for rows; values as text.</summary>
    public async Task<List<string[]>> AskAsync(string words, CancellationToken ct)
    {
        List<string[]> rows = [];
        await CallAsync(async () =>
        {
            await using var command = new MySqlCommand(words, _connection);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            // Nothing that is asked here has more rows (plugins: about a hundred).
            while (rows.Count < 1000 && await reader.ReadAsync(CancellationToken.None))
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "")]);
        }, ct);
        return rows;
    }

    /// <summary>Says goodbye where there is somebody to say it to, and closes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_broken || Ended)
            _relay.Dispose();
        if (_connection is not null)
            await QuietAsync(_connection.DisposeAsync().AsTask());
        await QuietAsync(_relaying);
        _relay.Dispose();
        await _end.CancelAsync();
    }

    private async Task EnterAsync(TargetSettings settings, TargetCredential who, CancellationToken ct)
    {
        var (near, opening) = await MySqlDoor.Shared.EnterAsync(path => OpenAsync(path, settings, who), ct);
        _relaying = _relay.RunAsync(near, _end.Token);
        await opening;
    }

    private Task OpenAsync(string path, TargetSettings settings, TargetCredential who)
    {
        var options = new MySqlConnectionStringBuilder
        {
            Server = path, ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, SslMode = MySqlSslMode.None,
            UserID = who.UserName, Database = settings.Database, Pooling = false, AutoEnlist = false,
            // The relay looks at who sends a key, and at what.
            AllowPublicKeyRetrieval = true,
            AllowLoadLocalInfile = false, AllowUserVariables = true, NoBackslashEscapes = true, UseCompression = false,
            ServerRedirectionMode = MySqlServerRedirectionMode.Disabled,
            // The limits are ours; no second connection to end a statement.
            ConnectionTimeout = 0, DefaultCommandTimeout = 0, CancellationTimeout = -1,
        };
        // Not in the string, which the driver keeps.
        _connection = new MySqlConnection(options.ConnectionString) { ProvidePasswordCallback = _ => who.Password.Plain };
        return _connection.OpenAsync(CancellationToken.None);
    }

    private async Task CallAsync(Func<Task> call, CancellationToken ct)
    {
        var work = call();
        try
        {
            await work.WaitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _broken = true;
            _relay.Dispose();
            _ = work.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
        // Whatever a driver throws at the words of a strange server (formats, casts, ends of streams) is that server's doing.
        catch (Exception fault) when (fault is not MySqlDoorException)
        {
            var number = MySqlErrors.NumberOf(fault);
            _broken = number == 0;
            throw new MySqlSessionException(number, _broken ? await BrokenAsync(fault) : null, _relay.Trusted);
        }
    }

    // The driver is told by a closed socket; the relay says why, a moment earlier or later.
    private async Task<TargetFault> BrokenAsync(Exception fault)
    {
        var gone = fault is MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } or IOException or SocketException
            || fault.InnerException is IOException or SocketException || _relay.Ended && fault is InvalidOperationException;
        if (gone)
            await QuietAsync(_relaying);
        return _relay.Fault ?? new TargetFault(gone ? TargetFaultKind.Unreachable : TargetFaultKind.NotUnderstood);
    }

    private static async Task QuietAsync(Task work)
    {
        try
        {
            await work.WaitAsync(Goodbye);
        }
        catch (Exception)
        {
            // Nobody is there, or does not answer: the socket is closed next.
        }
    }
}

/// <summary>A session did not go on: the server's number for it, or what became of the connection.</summary>
internal sealed class MySqlSessionException(int number, TargetFault? broken, bool trusted) : Exception("The server did not do what it was asked.")
{
    /// <summary>The server's error; 0 where there was none.</summary>
    public int Number { get; } = number;

    /// <summary>What became of the connection; null where the server answered.</summary>
    public TargetFault? Broken { get; } = broken;

    /// <summary>The server had proven who it is.</summary>
    public bool Trusted { get; } = trusted;
}
