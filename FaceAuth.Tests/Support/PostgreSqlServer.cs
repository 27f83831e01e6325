using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace FaceAuth.Tests.Support;

/// <summary>
/// A PostgreSQL server of this test run's own: private data folder in temp, free loopback port, no socket file. It takes TLS (with a
/// certificate of <see cref="TestAuthority"/>) and plain text, writes every statement to its log, starts with the first test that
/// needs it and ends with the test process, also where that is killed. Run by root it runs as <c>postgres</c>.
/// </summary>
public sealed class PostgreSqlServer
{
    /// <summary>The server's own administrator.</summary>
    public const string Administrator = "postgres", AdministratorsPassword = "The admin's own 1";

    /// <summary>Databases whose lines of pg_hba.conf ask for something else than SCRAM.</summary>
    public const string TrustingDatabase = "trusting", PlainPasswordDatabase = "plain_password", Md5Database = "md5_password", ClosedDatabase = "closed";

    private static readonly Lazy<Task<PostgreSqlServer>> Shared = new(() => StartAsync());
    private readonly Process _shell;

    private PostgreSqlServer(Process shell, string folder, int port) => (_shell, Folder, Port) = (shell, folder, port);

    /// <summary>The server of this run.</summary>
    public static Task<PostgreSqlServer> SharedAsync() => Shared.Value;

    /// <summary>Why there is no server on this machine, or null where there is one.</summary>
    public static string? Missing { get; } = Find("postgres") is null || Find("initdb") is null
        ? "needs PostgreSQL: apt-get install postgresql"
        : null;

    /// <summary>The loopback port.</summary>
    public int Port { get; }

    /// <summary>The folder with the data.</summary>
    public string Folder { get; }

    /// <summary>Everything that the server has logged: every statement, as it came.</summary>
    public string Log => File.ReadAllText($"{Folder}/server.log");

    /// <summary>The administrator's connection string, without TLS.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = Administrator,
        Password = AdministratorsPassword,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Pooling = false,
    }.ConnectionString;

    /// <summary>Runs a statement as the administrator.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of a query.</summary>
    public async Task<T?> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Starts one more server, for a test that ends it; <see cref="Stop"/> it.</summary>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        if (Missing is { } missing)
            throw new InvalidOperationException(missing);
        var folder = Directory.CreateTempSubdirectory("faceauth-postgresql-").FullName;
        var port = FreePort();
        await PrepareAsync(folder, port);

        // The shell waits for the end of its input, which comes when this process ends, however it ends. It outlives a
        // signal to the whole group of the test run, to clean up behind the server. INT ends sessions, too.
        var shell = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"trap : HUP INT TERM; {AsPostgres}{Find("postgres")} -D {folder}/data 2>>{folder}/server.log & pid=$!; cat >/dev/null; " +
                $"kill -INT $pid; while kill -0 $pid 2>/dev/null; do wait $pid; done; rm -rf {folder}" },
            RedirectStandardInput = true,
        })!;
        var running = new PostgreSqlServer(shell, folder, port);
        await running.WaitUntilReadyAsync();
        foreach (var database in new[] { TrustingDatabase, PlainPasswordDatabase, Md5Database, ClosedDatabase })
            await running.ExecuteAsync($"CREATE DATABASE {database}");
        return running;
    }

    /// <summary>Ends the server.</summary>
    public void Stop()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit(TimeSpan.FromSeconds(20));
    }

    private static string AsPostgres => Environment.UserName == "root" ? "setpriv --reuid=postgres --regid=postgres --clear-groups " : "";

    private static async Task PrepareAsync(string folder, int port)
    {
        await File.WriteAllTextAsync($"{folder}/password", AdministratorsPassword);
        if (AsPostgres.Length > 0)
            await RunAsync($"chown -R postgres:postgres {folder}");
        await RunAsync($"{AsPostgres}{Find("initdb")} -D {folder}/data --username={Administrator} --pwfile={folder}/password --auth=scram-sha-256 " +
            "--encoding=UTF8 --locale=C --no-sync");
        using var certificate = TestAuthority.Shared.Issue("localhost");
        await File.WriteAllTextAsync($"{folder}/data/server.crt", certificate.ExportCertificatePem());
        using (var key = certificate.GetECDsaPrivateKey()!)
            await File.WriteAllTextAsync($"{folder}/data/server.key", key.ExportPkcs8PrivateKeyPem());
        await RunAsync($"chmod 600 {folder}/data/server.key");
        await File.AppendAllTextAsync($"{folder}/data/postgresql.conf", $"""
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = ''
            max_connections = 200
            shared_buffers = 32MB
            fsync = off
            ssl = on
            password_encryption = 'scram-sha-256'
            log_statement = 'all'
            log_min_error_statement = 'debug5'
            logging_collector = off
            """);
        await File.WriteAllTextAsync($"{folder}/data/pg_hba.conf", $"""
            host {TrustingDatabase} all 127.0.0.1/32 trust
            host {PlainPasswordDatabase} all 127.0.0.1/32 password
            host {Md5Database} all 127.0.0.1/32 md5
            host {ClosedDatabase} all 127.0.0.1/32 reject
            host all all 127.0.0.1/32 scram-sha-256

            """);
        if (AsPostgres.Length > 0)
            await RunAsync($"chown -R postgres:postgres {folder}/data");
    }

    private static async Task RunAsync(string command)
    {
        using var run = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            // Its error output joins the other: two pipes read one after the other could fill up.
            ArgumentList = { "-c", $"cd / && {command} 2>&1" },
            RedirectStandardOutput = true,
        })!;
        var words = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{command}: {words}");
    }

    private async Task WaitUntilReadyAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60) && !_shell.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Debian keeps the server's programs off the path; the newest version counts.
    private static string? Find(string program) =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [])
            .OrderByDescending(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => System.IO.Path.Combine(folder, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.Length > 0))
            .Append("/usr/pgsql/bin")
            .Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
