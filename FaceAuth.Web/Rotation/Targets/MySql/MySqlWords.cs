using System.Globalization;

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

    /// <summary>The one statement.</summary>
    /// <remarks>
    /// An account may change its own password with SET PASSWORD on MariaDB and with ALTER USER on MySQL; both leave its plugin as it is. An
    /// administrator who may only CREATE USER may ALTER USER on both.
    /// </remarks>
    public static string Change(TargetChange change, bool mariaDb)
    {
        var password = Quoted(change.New.Password.Plain);
        if (change.By is { } by && by.UserName != change.New.UserName)
            return $"ALTER USER {Quoted(change.New.UserName)}@{Quoted(change.Settings.AccountHost)} IDENTIFIED BY {password}";
        return mariaDb ? $"SET PASSWORD = PASSWORD({password})" : $"ALTER USER CURRENT_USER() IDENTIFIED BY {password}";
    }

    // Right because of NO_BACKSLASH_ESCAPES and of utf8mb4, in which no byte of another letter is a quote.
    private static string Quoted(string text) => $"'{text.Replace("'", "''")}'";

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
