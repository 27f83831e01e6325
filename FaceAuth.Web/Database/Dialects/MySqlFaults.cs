using System.Net.Sockets;
using MySql.Data.MySqlClient;

namespace FaceAuth.Database.Dialects;

/// <summary>What the faults of a MySQL or MariaDB server and of its driver mean; numbers as in the servers' error references.</summary>
internal static class MySqlFaults
{
    public const int DuplicateEntry = 1062, Deadlock = 1213, LockWait = 1205;
    public const int TableExists = 1050, DuplicateColumn = 1060, DuplicateKeyName = 1061, CannotDrop = 1091;

    /// <summary>In words an operator can act on, where the server as a whole cannot do its work; null where it refused one statement.</summary>
    public static string? Words(Exception fault) => fault switch
    {
        TimeoutException => "did not answer in time; the connection was closed. Look at the server and the network.",
        MySqlException mySql => Words(mySql),
        IOException or SocketException or ObjectDisposedException => "closed the connection.",
        _ => null,
    };

    private static string? Words(MySqlException fault) => fault.Number switch
    {
        1044 or 1045 or 1698 => "refused this user or password, or this user may not use this database.",
        1049 => "has no database of that name. Make it: the program makes the tables, not the database.",
        1040 or 1203 or 1226 => "has too many connections.",
        1129 or 1130 => "refuses connections from this machine.",
        1021 or 1114 => "has no room left on its disk. Make room; nothing was half written.",
        1290 or 1792 or 1836 => "is read-only (a replica, or a failover that is under way).",
        1969 or 3024 => "ended a statement that took longer than Database:MySql:StatementTimeout.",
        1053 or 1077 or 1079 or 1317 or 1927 or 2006 or 2013 or 4031 => "closed the connection: it was ended or is restarting.",
        1042 or 2002 or 2003 or 2005 => "cannot be reached. Check that it runs, its name and its port.",
        0 when IsLostConnection(fault) => "cannot be reached or closed the connection. Check that it runs, its name, its port and its certificate.",
        _ => null,
    };

    // The driver gives number 0 to what it noticed itself.
    private static bool IsLostConnection(MySqlException fault) =>
        fault.InnerException is not null || fault.Message.Contains("stream", StringComparison.OrdinalIgnoreCase)
        || fault.Message.Contains("connect", StringComparison.OrdinalIgnoreCase);
}
