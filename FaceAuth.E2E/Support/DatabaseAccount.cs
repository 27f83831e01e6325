using System.Security.Cryptography;
using FaceAuth.Tests.Support;
using MySql.Data.MySqlClient;

namespace FaceAuth.E2E.Support;

/// <summary>An account of a real MariaDB server, and sign-ins to it that know nothing of the site.</summary>
public sealed class DatabaseAccount
{
    private const int AccessDenied = 1045;

    private readonly MariaDbServer _server;

    private DatabaseAccount(MariaDbServer server, string name, string password) => (_server, Name, FirstPassword) = (server, name, password);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The password that it was made with.</summary>
    public string FirstPassword { get; }

    /// <summary>The server's loopback port.</summary>
    public int Port => _server.Port;

    /// <summary>Makes one, on the server of this run.</summary>
    /// <param name="name">What it is called; a number is put behind it.</param>
    /// <param name="changesOthers">It may change the passwords of others.</param>
    public static async Task<DatabaseAccount> CreateAsync(string name, bool changesOthers = false)
    {
        var server = await MariaDbServer.SharedTlsAsync();
        var account = new DatabaseAccount(server, $"{name}_{RandomNumberGenerator.GetHexString(6, lowercase: true)}", $"first one of {name}");
        await server.ExecuteAsync($"CREATE USER '{account.Name}'@'%' IDENTIFIED BY '{account.FirstPassword}'");
        if (changesOthers)
            await server.ExecuteAsync($"GRANT CREATE USER ON *.* TO '{account.Name}'@'%'");
        return account;
    }

    /// <summary>Whether the server lets it in with a password.</summary>
    public async Task<bool> LetsInAsync(string password)
    {
        await using var connection = new MySqlConnection(new MySqlConnectionStringBuilder
        {
            Server = "127.0.0.1", Port = (uint)Port, UserID = Name, Password = password, Pooling = false, SslMode = MySqlSslMode.Disabled,
            AllowPublicKeyRetrieval = true,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (MySqlException fault) when (fault.Number == AccessDenied)
        {
            return false;
        }
    }
}
