using System.Globalization;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using MySqlConnector;
using Npgsql;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>The real servers, and sign-ins to them that know nothing of the site.</summary>
internal sealed class DrillServers(MariaDbServer mariaDb, PostgreSqlServer? postgreSql) : IDisposable
{
    public const string Administrator = "drill_admin", AdministratorsPassword = "the admin's own \\ password";

    public MariaDbServer MariaDb { get; } = mariaDb;
    public PostgreSqlServer? PostgreSql { get; } = postgreSql;

    /// <summary>Starts them.</summary>
    public static async Task<DrillServers> StartAsync()
    {
        var postgreSql = PostgreSqlServer.Missing is null ? PostgreSqlServer.StartAsync() : null;
        var mariaDb = await MariaDbServer.StartAsync();
        await mariaDb.ExecuteAsync($"CREATE USER '{Administrator}'@'%' IDENTIFIED BY '{AdministratorsPassword.Replace("\\", "\\\\").Replace("'", "''")}'");
        await mariaDb.ExecuteAsync($"GRANT CREATE USER ON *.* TO '{Administrator}'@'%'");
        return new DrillServers(mariaDb, postgreSql is null ? null : await postgreSql);
    }

    public int PortOf(TargetKind kind) => kind == TargetKind.PostgreSql ? PostgreSql!.Port : MariaDb.Port;

    /// <summary>Makes an account; passwords here have no quotes.</summary>
    public Task CreateAsync(TargetKind kind, string name, string password) => kind == TargetKind.PostgreSql
        ? PostgreSql!.ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD '{password}'")
        : MariaDb.ExecuteAsync($"CREATE USER '{name}'@'%' IDENTIFIED BY '{password}'");

    /// <summary>Whether the server lets an account in; a server that says neither yes nor no is asked again for a while.</summary>
    public async Task<bool> LetsInAsync(TargetKind kind, string userName, string password, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return kind == TargetKind.PostgreSql ? await ToPostgreSqlAsync(userName, password, ct) : await ToMariaDbAsync(userName, password, ct);
            }
            catch (Exception fault) when (fault is MySqlException or NpgsqlException or TimeoutException && attempt < 20)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    public void Dispose()
    {
        MariaDb.Stop();
        PostgreSql?.Stop();
    }

    private async Task<bool> ToMariaDbAsync(string userName, string password, CancellationToken ct)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1", Port = (uint)MariaDb.Port, UserID = userName, Password = password, Pooling = false, SslMode = MySqlSslMode.None,
            ConnectionTimeout = 15,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return true;
        }
        catch (MySqlException fault) when (fault.ErrorCode == MySqlErrorCode.AccessDenied)
        {
            return false;
        }
    }

    private async Task<bool> ToPostgreSqlAsync(string userName, string password, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = PostgreSql!.Port, Username = userName, Password = password, Database = "postgres", Pooling = false,
            SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return true;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }
}
