using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MySql.Data.MySqlClient;

namespace FaceAuth.Tests.Support;

/// <summary>
/// A MariaDB server of this test run's own: private data folder in temp, free loopback port, no password. It starts with
/// the first test that needs it and ends with the test process, also where that is killed.
/// </summary>
public sealed class MariaDbServer
{
    private static readonly Lazy<Task<MariaDbServer>> Shared = new(() => StartAsync());
    private static readonly Lazy<Task<MariaDbServer>> SharedTls = new(() => StartAsync(folder => TestAuthority.Shared.ArgumentsForMariaDb(folder) +
        " --plugin-load-add=simple_password_check --simple-password-check-minimal-length=0 --simple-password-check-digits=0" +
        " --simple-password-check-letters-same-case=0 --simple-password-check-other-characters=0"));
    private readonly Process _shell;

    private MariaDbServer(Process shell, string folder, int port) => (_shell, Folder, Port) = (shell, folder, port);

    /// <summary>The server of this run.</summary>
    public static Task<MariaDbServer> SharedAsync() => Shared.Value;

    /// <summary>
    /// One that speaks TLS, too, with a certificate for <c>localhost</c> by <see cref="TestAuthority.Shared"/>, and looks at new passwords,
    /// with rules that let each one pass.
    /// </summary>
    public static Task<MariaDbServer> SharedTlsAsync() => SharedTls.Value;

    /// <summary>Why there is no server on this machine, or null where there is one.</summary>
    public static string? Missing { get; } = Find("mariadbd") is null || Find("mariadb-install-db") is null
        ? "needs MariaDB: apt-get install mariadb-server"
        : null;

    /// <summary>The loopback port.</summary>
    public int Port { get; }

    /// <summary>The data folder.</summary>
    public string Folder { get; }

    /// <summary>The connection string of a database on it; none for <c>""</c>.</summary>
    public string ConnectionString(string database) =>
        $"Server=127.0.0.1;Port={Port};User ID=root;Database={database};SslMode=Disabled;AllowPublicKeyRetrieval=true";

    /// <summary>Makes a new, empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs a statement as the server's root.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    // A connection that is lost in its greeting has done nothing: it is tried again.
    private async Task<MySqlConnection> OpenAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var connection = new MySqlConnection(ConnectionString("") + ";Pooling=false");
            try
            {
                await connection.OpenAsync();
                return connection;
            }
            catch (MySqlException fault) when (attempt < 4 && fault.InnerException is (System.Net.Sockets.SocketException or IOException))
            {
                await connection.DisposeAsync();
            }
        }
    }

    /// <summary>Starts one more server, for a test that ends it; <see cref="Stop"/> it.</summary>
    /// <param name="arguments">Further arguments, made for the server's private folder.</param>
    public static async Task<MariaDbServer> StartAsync(Func<string, string>? arguments = null)
    {
        if (Missing is { } missing)
            throw new InvalidOperationException(missing);
        var folder = Directory.CreateTempSubdirectory("faceauth-mariadb-").FullName;
        await InstallAsync(folder);
        var port = FreePort();

        // The shell waits for the end of its input, which comes when this process ends, however it ends; a line before means
        // to start anew. It outlives a signal to the whole group of the test run, to clean up behind the server.
        var server = $"{Find("mariadbd")} --no-defaults {AsUser} --datadir={folder}/data --socket={folder}/server.sock " +
            $"--pid-file={folder}/server.pid --port={port} --bind-address=127.0.0.1 --skip-log-bin --skip-name-resolve --max-connections=1000 " +
            // A machine that runs a thousand tests at once may need more than the ten seconds that a greeting may take.
            "--connect-timeout=60 --back-log=500 " +
            $"--innodb-flush-log-at-trx-commit=2 --innodb-buffer-pool-size=64M --log-error={folder}/server.log {arguments?.Invoke(folder)}";
        var shell = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", $"trap : HUP INT TERM; start() {{ {server} 2>>{folder}/server.log & pid=$!; }}; " +
                "stop() { kill $pid; while kill -0 $pid 2>/dev/null; do wait $pid; done; }; " +
                $"start; while read again; do stop; start; done; stop; rm -rf {folder}" },
            RedirectStandardInput = true,
        })!;
        var running = new MariaDbServer(shell, folder, port);
        await running.WaitUntilReadyAsync();
        return running;
    }

    /// <summary>Ends the server and starts it again, on the same data and port.</summary>
    public async Task RestartAsync()
    {
        var before = ProcessId;
        await _shell.StandardInput.WriteLineAsync("again");
        await _shell.StandardInput.FlushAsync();
        await Eventually.IsTrueAsync(() => File.Exists($"{Folder}/server.pid") && ProcessId != before);
        await WaitUntilReadyAsync();
    }

    /// <summary>Stops the server's process where it is, as a machine that sleeps.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>Lets a paused one go on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    private string ProcessId => File.ReadAllText($"{Folder}/server.pid").Trim();

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill") { ArgumentList = { $"-{signal}", ProcessId } })!;
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Ends the server.</summary>
    public void Stop()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit(TimeSpan.FromSeconds(20));
    }

    private static string AsUser => Environment.UserName == "root" ? "--user=root" : "";

    private static async Task InstallAsync(string folder)
    {
        using var install = Process.Start(new ProcessStartInfo(Find("mariadb-install-db")!)
        {
            ArgumentList = { "--no-defaults", $"--user={Environment.UserName}", $"--datadir={folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var words = await install.StandardOutput.ReadToEndAsync() + await install.StandardError.ReadToEndAsync();
        await install.WaitForExitAsync();
        if (install.ExitCode != 0)
            throw new InvalidOperationException($"mariadb-install-db: {words}");
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
            catch (MySqlException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30))
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

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/local/sbin")
            .Where(folder => folder.Length > 0).Select(folder => System.IO.Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
