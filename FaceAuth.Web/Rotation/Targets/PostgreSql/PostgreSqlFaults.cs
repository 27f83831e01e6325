using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>What the server's error codes (SQLSTATE) and the client's exceptions mean. Their words are never looked at.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>Of a sign-in.</summary>
    /// <param name="fault">What Npgsql threw.</param>
    /// <param name="tlsMissing">TLS was asked for and never begun.</param>
    public static TargetFault OfSignIn(Exception fault, bool tlsMissing) => fault switch
    {
        PostgresException { SqlState: var state } => new TargetFault(OfSignIn(state), state),
        _ => OfConnection(fault, tlsMissing ? TargetFaultKind.TlsFailed : TargetFaultKind.SignInNotSupported),
    };

    /// <summary>Of the statement that was sent.</summary>
    public static ApplyResult OfStatement(Exception fault) => fault switch
    {
        // Said while it waited for a statement: what came after was not read.
        PostgresException { SqlState: "57P05" } idle => new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.TimedOut, idle.SqlState)),
        // An error takes the whole statement back. What ends the session may come after the commit.
        PostgresException { InvariantSeverity: "ERROR" } error when OfStatement(error.SqlState) is { } kind =>
            new ApplyResult.NotApplied(new TargetFault(kind, error.SqlState)),
        PostgresException { SqlState: "57014" } limit => new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut, limit.SqlState)),
        PostgresException other => new ApplyResult.Unknown(new TargetFault(IsBusy(other.SqlState) ? TargetFaultKind.Busy : TargetFaultKind.NotUnderstood, other.SqlState)),
        _ => new ApplyResult.Unknown(OfConnection(fault, TargetFaultKind.Unreachable)),
    };

    // 28P01 is said for a wrong password, a role that does not exist, one without a password, and one whose password is past its VALID
    // UNTIL: from outside they cannot be told apart. 28000 is said for NOLOGIN (after the password was right) and where
    // pg_hba.conf has no line for us: nothing about the password.
    private static TargetFaultKind OfSignIn(string state) => state switch
    {
        "28P01" => TargetFaultKind.Denied,
        "28000" => TargetFaultKind.Locked,
        "42501" => TargetFaultKind.NoPrivilege,
        _ when IsBusy(state) => TargetFaultKind.Busy,
        _ => TargetFaultKind.NotUnderstood,
    };

    private static TargetFaultKind? OfStatement(string state) => state switch
    {
        "42501" or "25006" => TargetFaultKind.NoPrivilege,
        "42704" or "42939" => TargetFaultKind.AccountMissing,
        // Extensions that check passwords (passwordcheck and others) have no code of their own.
        "22023" or "22P02" or "22000" or "28000" or "28P01" or "P0001" => TargetFaultKind.PasswordRefused,
        "55P03" or "55006" or "40001" or "40P01" => TargetFaultKind.Busy,
        "0A000" or "42601" or "42000" => TargetFaultKind.NotUnderstood,
        _ when IsBusy(state) && !state.StartsWith("57", StringComparison.Ordinal) => TargetFaultKind.Busy,
        _ => null,
    };

    private static bool IsBusy(string state) =>
        state.StartsWith("53", StringComparison.Ordinal) || state is "57P01" or "57P02" or "57P03" or "55P03" or "55006" or "55000";

    private static TargetFault OfConnection(Exception fault, TargetFaultKind otherwise)
    {
        for (Exception? inner = fault; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationException: return new TargetFault(TargetFaultKind.TlsFailed);
                case TimeoutException or OperationCanceledException: return new TargetFault(TargetFaultKind.TimedOut);
                case SocketException or IOException or ObjectDisposedException: return new TargetFault(TargetFaultKind.Unreachable);
                default: break;
            }
        }
        return new TargetFault(otherwise);
    }
}
