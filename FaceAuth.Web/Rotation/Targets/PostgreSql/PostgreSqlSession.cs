using Npgsql;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>One connection, for one change or one try. Nothing of it is kept by the driver: no pool, no cache by connection string.</summary>
internal sealed class PostgreSqlSession(TargetNetwork network, TargetSettings settings, TargetCredential who) : IAsyncDisposable
{
    private NpgsqlDataSource? _source;
    private NpgsqlConnection? _connection;
    private bool _tlsBegun;

    /// <summary>TLS was asked for, and the server did not begin it.</summary>
    public bool TlsMissing => settings.Tls && !_tlsBegun;

    /// <summary>The server's main version.</summary>
    public int Version => Connection.PostgreSqlVersion.Major;

    /// <summary>The server's process, as it was told in the greeting.</summary>
    public int ProcessId => Connection.ProcessID;

    private NpgsqlConnection Connection => _connection ?? throw new InvalidOperationException("Not open.");

    /// <summary>A fault that the other side, the network or a limit made: everything else is a fault of ours.</summary>
    public static bool IsOfTheOtherSide(Exception fault) =>
        fault is NpgsqlException or TimeoutException or OperationCanceledException or IOException or System.Net.Sockets.SocketException
            or System.Security.Authentication.AuthenticationException;

    /// <summary>Looks up the host, connects to the address that was checked, and signs in.</summary>
    /// <exception cref="TargetRefusedException">The host may not be reached, or not in this way.</exception>
    public async Task OpenAsync(TimeSpan limit, CancellationToken ct)
    {
        var address = await network.ResolveAsync(settings.Host, settings.Port, ct);
        if (!settings.Tls && !address.PlainTextAllowed)
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.NotAllowed, "PLAIN TEXT"));
        if (!SaslPrep.LeavesAsItIs(who.Password.Plain))
            throw new TargetRefusedException(new TargetFault(TargetFaultKind.SignInNotSupported, "UNICODE"));
        // Whoever called may have left: nothing may be opened then that nobody closes.
        ct.ThrowIfCancellationRequested();
        _source = Source(address, limit);
        _connection = _source.CreateConnection();
        await _connection.OpenAsync(ct);
    }

    /// <summary>Runs a statement.</summary>
    public async Task ExecuteAsync(string statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement, Connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first value of a query.</summary>
    public async Task<object?> ScalarAsync(string query, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(query, Connection);
        return await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Leaves. The driver is not waited for: it may be in a call that does not end.</summary>
    public ValueTask DisposeAsync()
    {
        var (connection, source) = (_connection, _source);
        (_connection, _source) = (null, null);
        if (source is null)
            return ValueTask.CompletedTask;
        return new ValueTask(CloseAsync(connection, source).WaitAsync(TargetWatch.Grace).ContinueWith(_ => { }, TaskScheduler.Default));
    }

    private static async Task CloseAsync(NpgsqlConnection? connection, NpgsqlDataSource source)
    {
        await Task.Yield();
        if (connection is not null)
            await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private NpgsqlDataSource Source(TargetAddress address, TimeSpan limit)
    {
        var builder = new NpgsqlSlimDataSourceBuilder();
        var words = builder.ConnectionStringBuilder;
        words.Host = address.EndPoint.Address.ToString();
        words.Port = address.EndPoint.Port;
        words.Database = settings.Database.Length > 0 ? settings.Database : "postgres";
        words.Username = who.UserName;
        words.Password = who.Password.Plain;
        words.SslMode = settings.Tls ? SslMode.VerifyFull : SslMode.Disable;
        words.GssEncryptionMode = GssEncryptionMode.Disable;
        words.RequireAuth = "ScramSHA256";
        words.Pooling = false;
        words.Enlist = false;
        words.PersistSecurityInfo = false;
        words.ApplicationName = "FaceAuth";
        // The watch ends calls; these are what the driver does by itself when it does.
        words.Timeout = (int)Math.Ceiling(limit.TotalSeconds);
        words.CommandTimeout = 0;
        words.CancellationTimeout = -1;
        // Nothing is asked of the server but what we ask.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        if (settings.Tls)
        {
            builder.EnableTransportSecurity();
            builder.UseSslClientAuthenticationOptionsCallback(tls =>
            {
                _tlsBegun = true;
                tls.TargetHost = address.Host;
                tls.CertificateChainPolicy = network.ChainPolicy();
            });
        }
        return builder.Build();
    }
}
