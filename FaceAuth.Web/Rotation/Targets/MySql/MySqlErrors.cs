using System.Globalization;
using MySqlConnector;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>What the numbers of MySQL's and MariaDB's errors mean here. Their texts are never looked at.</summary>
internal static class MySqlErrors
{
    /// <summary>A password rule of the server (both kinds).</summary>
    public const int PasswordRule = 1819;

    /// <summary>There is no such account; with MariaDB also the last word on a password that a rule refused.</summary>
    public const int CannotUser = 1396;

    /// <summary>An error that the server sent; 0 where the driver made it.</summary>
    public static int NumberOf(Exception fault) => fault is MySqlException { Number: > 0, SqlState.Length: > 0 } said ? said.Number : 0;

    /// <summary>While signing in and before the statement, and of a statement whose end is unknown.</summary>
    public static TargetFault Meaning(int number) => Fault(number switch
    {
        // Wrong name or password; no way in with a password.
        1045 or 1698 => TargetFaultKind.Denied,
        // Locked, blocked after too many wrong passwords (MariaDB, MySQL).
        3118 or 4151 or 4150 or 3955 => TargetFaultKind.Locked,
        1820 or 1862 => TargetFaultKind.Expired,
        // Too many connections, of the account, of its hour; a host blocked after errors; no thread, no memory; ending.
        1040 or 1203 or 1226 or 1129 or 1135 or 1041 or 1053 => TargetFaultKind.Busy,
        // It wants TLS.
        3159 => TargetFaultKind.TlsFailed,
        1251 or 1275 or 1524 or 2059 => TargetFaultKind.SignInNotSupported,
        // Not from this host.
        1130 => TargetFaultKind.Unreachable,
        // The database of the settings.
        1044 or 1227 => TargetFaultKind.NoPrivilege,
        // Nothing said for too long, a limit on statements (MySQL, MariaDB), ended by somebody.
        4031 or 3024 or 1969 or 1317 => TargetFaultKind.TimedOut,
        _ => TargetFaultKind.NotUnderstood,
    }, number);

    /// <summary>After the statement was sent: errors by which the server certainly did nothing; null for all others.</summary>
    public static TargetFault? NothingDone(int number) => number switch
    {
        // A rule; one of the passwords before (MySQL).
        PasswordRule or 3638 => Fault(TargetFaultKind.PasswordRefused, number),
        // Not allowed to; anonymous; the current one is asked for (MySQL).
        1227 or 1044 or 1142 or 1410 or 1131 or 3892 => Fault(TargetFaultKind.NoPrivilege, number),
        CannotUser or 1133 => Fault(TargetFaultKind.AccountMissing, number),
        // The account has no password, but another way in.
        1699 => Fault(TargetFaultKind.SignInNotSupported, number),
        1820 => Fault(TargetFaultKind.Expired, number),
        // A lock that others held until the end of our patience; a server that only reads.
        1205 or 1290 or 1836 => Fault(TargetFaultKind.Busy, number),
        1064 => Fault(TargetFaultKind.NotUnderstood, number),
        _ => null,
    };

    /// <summary>A fault with a number; 0 for none.</summary>
    public static TargetFault Fault(TargetFaultKind kind, int number) =>
        new(kind, number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture));
}
