using System.Globalization;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>
/// A role of a PostgreSQL server, changed by itself or by an administrator. The server gets a SCRAM verifier that was made here, so
/// that neither its log nor its statistics see the password.
/// </summary>
/// <remarks>
/// <para>Versions before 14 are refused for changes: they have no <c>idle_session_timeout</c>, so a process that slept after the question
/// could send its statement when it wakes. Connection poolers are refused for the same reason: the session that has the limit is not
/// the one that the statement may come to.</para>
/// <para>Signing in is by SCRAM-SHA-256 only: a server that asks for the password in plain text or by MD5, or for nothing at all, is not
/// given it, and neither is one that asks for fewer rounds than RFC 7677 wants or for more than a moment's work. A password that is past its VALID UNTIL reads as a wrong one (28P01): it cannot be told apart from outside.</para>
/// </remarks>
public sealed class PostgreSqlTarget(TargetNetwork network, IOptions<TargetLimits> options) : IRotationTarget
{
    private const int FirstVersion = 14;

    /// <inheritdoc/>
    public TargetKind Kind => TargetKind.PostgreSql;

    private TargetLimits Limits => options.Value;

    /// <inheritdoc/>
    public async Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct)
    {
        if (change.By is not { } by)
            return NotApplied(TargetFaultKind.CredentialMissing);
        if (!SaslPrep.LeavesAsItIs(change.New.Password.Plain))
            return NotApplied(TargetFaultKind.PasswordRefused, "UNICODE");
        if (!PostgreSqlSession.IsName(change.New.UserName))
            return NotApplied(TargetFaultKind.AccountMissing, "NAME");
        var statement = $"ALTER ROLE {Quote(change.New.UserName)} PASSWORD '{ScramVerifier.Of(change.New.Password.Plain)}'";

        await using var session = new PostgreSqlSession(network, change.Settings, by);
        if (await SignInAsync(session, forChange: true, ct) is { } fault)
            return new ApplyResult.NotApplied(fault);
        if (!await mayChange(ct))
            return new ApplyResult.NotOurs();
        try
        {
            await TargetWatch.RunAsync(token => session.RunAsync(statement, token), Limits.Statement, ct);
            return new ApplyResult.Applied();
        }
        catch (Exception thrown) when (PostgreSqlSession.IsOfTheOtherSide(thrown))
        {
            return PostgreSqlFaults.OfStatement(thrown);
        }
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct)
    {
        await using var session = new PostgreSqlSession(network, login.Settings, login.Credential);
        return await SignInAsync(session, forChange: false, ct) switch
        {
            null => new ProbeResult.Accepted(),
            { Kind: TargetFaultKind.Denied } => new ProbeResult.Denied(),
            { } fault => new ProbeResult.Unclear(fault),
        };
    }

    /// <inheritdoc/>
    public Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct) => Task.FromResult(true);

    private async Task<TargetFault?> SignInAsync(PostgreSqlSession session, bool forChange, CancellationToken ct)
    {
        try
        {
            return await TargetWatch.RunAsync(async token =>
            {
                await session.OpenAsync(token);
                return forChange ? await PrepareAsync(session, token) : null;
            }, Limits.SignIn, ct);
        }
        catch (TargetRefusedException refused)
        {
            return refused.Fault;
        }
        catch (Exception thrown) when (PostgreSqlSession.IsOfTheOtherSide(thrown))
        {
            ct.ThrowIfCancellationRequested();
            return PostgreSqlFaults.OfSignIn(thrown);
        }
    }

    // The server gives up before we do, so that its answer still comes and says that nothing was done. One statement sets the limits and shows who is at the other end. Everything is named by its schema: a search_path of
    // somebody else's making must not put other functions in their place.
    private async Task<TargetFault?> PrepareAsync(PostgreSqlSession session, CancellationToken ct)
    {
        if (session.Version < FirstVersion)
            return new TargetFault(TargetFaultKind.SignInNotSupported, $"PG {session.Version}");
        var process = await session.RunAsync(
            $"""
            SELECT pg_catalog.pg_backend_pid(),
                   pg_catalog.set_config('statement_timeout', '{Milliseconds(Limits.Statement * 0.9)}', false),
                   pg_catalog.set_config('lock_timeout', '{Milliseconds(Limits.Statement * 0.8)}', false),
                   pg_catalog.set_config('idle_session_timeout', '{Milliseconds(Limits.Fence)}', false),
                   pg_catalog.set_config('synchronous_commit',
                       CASE WHEN pg_catalog.current_setting('synchronous_commit') OPERATOR(pg_catalog.=) 'off' THEN 'local'
                            ELSE pg_catalog.current_setting('synchronous_commit') END, false)
            """, ct);
        return process == session.ProcessId.ToString(CultureInfo.InvariantCulture) ? null : new TargetFault(TargetFaultKind.SignInNotSupported, "POOLER");
    }

    private static string Milliseconds(TimeSpan limit) => ((long)limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    private static ApplyResult.NotApplied NotApplied(TargetFaultKind kind, string code = "") => new(new TargetFault(kind, code));
}
