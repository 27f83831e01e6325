using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>What is said to a server.</summary>
internal static class MySqlWords
{
    /// <summary>
    /// The session's own limits: it ends when nothing is said for the fence (also in the middle of a packet), and gives up a lock, or all of
    /// it, before we stop waiting: then nothing is done later. In quotes a backslash is a letter.
    /// </summary>
    public static string Limits(TargetLimits limits)
    {
        var fence = Seconds(limits.Fence);
        var locks = Math.Max(1, (int)(limits.Statement * .7).TotalSeconds);
        var statement = (limits.Statement * .9).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return $"SET SESSION wait_timeout = {fence}, net_read_timeout = {fence}, lock_wait_timeout = {locks}, " +
            $"sql_mode = 'NO_BACKSLASH_ESCAPES' /*M!100100 , max_statement_time = {statement} */";
    }

    /// <summary>Does nothing, where anything may be done.</summary>
    public const string Nothing = "DO 0";

    /// <summary>Asks whether it heard: something between us and the server may have swallowed it.</summary>
    public const string Heard = "SELECT @@version, @@session.wait_timeout, @@session.sql_mode";

    /// <summary>The answer to <see cref="Heard"/> is as it must be.</summary>
    public static bool IsHeard(long waitTimeout, string sqlMode, TargetLimits limits) =>
        waitTimeout == Seconds(limits.Fence) && sqlMode == "NO_BACKSLASH_ESCAPES";

    /// <summary>Asks MariaDB whether it has rules for passwords.</summary>
    public const string Plugins = "SHOW PLUGINS";

    /// <summary>A line of the answer to <see cref="Plugins"/> (name, status, type, …) is such a rule.</summary>
    public static bool IsRule(string[] plugin) => plugin is [_, "ACTIVE", "PASSWORD VALIDATION", ..];

    /// <summary>The one statement.</summary>
    /// <remarks>
    /// An account may change its own password with SET PASSWORD on MariaDB and with ALTER USER on MySQL; an administrator who may only CREATE
    /// USER may ALTER USER on both. MariaDB writes what it is told into its general log and, of ALTER USER, into its binary log: so it gets
    /// the hash that it would make of the password, unless a rule has to see the password. MySQL leaves passwords out of its logs itself.
    /// </remarks>
    public static string Change(TargetChange change, MySqlManner manner)
    {
        var plain = change.New.Password.Plain;
        if (change.By is { } by && by.UserName != change.New.UserName)
        {
            var account = $"{Quoted(change.New.UserName)}@{Quoted(change.Settings.AccountHost)}";
            return $"ALTER USER {account} IDENTIFIED BY {(manner == MySqlManner.MariaDb ? $"PASSWORD {Quoted(NativeHash(plain))}" : Quoted(plain))}";
        }
        return manner switch
        {
            MySqlManner.MySql => $"ALTER USER CURRENT_USER() IDENTIFIED BY {Quoted(plain)}",
            MySqlManner.MariaDb => $"SET PASSWORD = {Quoted(NativeHash(plain))}",
            _ => $"SET PASSWORD = PASSWORD({Quoted(plain)})",
        };
    }

    // What mysql_native_password keeps: the protocol's own construction, of which SHA-1 is a part.
    private static string NativeHash(string plain) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.UTF8.GetBytes(plain))));

    // Right because of NO_BACKSLASH_ESCAPES and of utf8mb4, in which no byte of another letter is a quote.
    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";

    // Down: the lease was asked to outlast the fence as it is in the options, and the server's must not be longer than that.
    private static int Seconds(TimeSpan time) => Math.Max(1, (int)time.TotalSeconds);
}

/// <summary>How a server wants to be spoken to.</summary>
internal enum MySqlManner
{
    /// <summary>MySQL 8 and later.</summary>
    MySql,

    /// <summary>MariaDB 10.4 and later.</summary>
    MariaDb,

    /// <summary>MariaDB with a plugin that looks at new passwords.</summary>
    MariaDbWithRules,
}
