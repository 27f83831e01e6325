using System.Net.Sockets;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>What the server's error codes (SQLSTATE) and the ends of connections mean. Words are never looked at.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>Of a sign-in.</summary>
    public static TargetFault OfSignIn(Exception fault) => fault switch
    {
        PostgreSqlErrorException { State: var state } => new TargetFault(OfSignIn(state), state),
        _ => OfConnection(fault),
    };

    /// <summary>Of the statement that was sent.</summary>
    public static ApplyResult OfStatement(Exception fault) => fault switch
    {
        // Said while it waited for a statement: what came after was not read.
        PostgreSqlErrorException { State: "57P05" } idle => new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.TimedOut, idle.State)),
        // An error takes the whole statement back. What ends the session may come after the commit.
        PostgreSqlErrorException { TakesBack: true } error when OfStatement(error.State) is { } kind =>
            new ApplyResult.NotApplied(new TargetFault(kind, error.State)),
        PostgreSqlErrorException { State: "57014" } limit => new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut, limit.State)),
        PostgreSqlErrorException other => new ApplyResult.Unknown(new TargetFault(IsBusy(other.State) ? TargetFaultKind.Busy : TargetFaultKind.NotUnderstood, other.State)),
        _ => new ApplyResult.Unknown(OfConnection(fault)),
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

    private static TargetFault OfConnection(Exception fault) => fault switch
    {
        PostgreSqlLineException broken => broken.Fault,
        TimeoutException or OperationCanceledException => new TargetFault(TargetFaultKind.TimedOut),
        SocketException or IOException or ObjectDisposedException => new TargetFault(TargetFaultKind.Unreachable),
        _ => new TargetFault(TargetFaultKind.NotUnderstood),
    };
}
