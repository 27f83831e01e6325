using System.Globalization;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation.Targets.MySql;

/// <summary>Accounts of MySQL (8 and later) and MariaDB (10.4 and later) servers.</summary>
public sealed class MySqlTarget(TargetNetwork network, IOptions<TargetLimits> options, TimeProvider clock) : IRotationTarget
{
    /// <inheritdoc/>
    public TargetKind Kind => TargetKind.MySql;

    private TargetLimits Limits => options.Value;

    /// <inheritdoc/>
    public async Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct)
    {
        if (change.By is not { } by)
            return new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.CredentialMissing));
        var (session, manner, fault) = await SignInAsync(change.Settings, by, forChange: true, ct);
        if (session is null)
            return new ApplyResult.NotApplied(fault!);
        await using (session)
        {
            if (!await mayChange(ct))
                return new ApplyResult.NotOurs();
            return session.Ended
                ? new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.Unreachable))
                : await ChangeAsync(session, MySqlWords.Change(change, manner), ct);
        }
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct)
    {
        var (session, _, fault) = await SignInAsync(login.Settings, login.Credential, forChange: false, ct);
        if (session is not null)
        {
            await session.DisposeAsync();
            return new ProbeResult.Accepted();
        }
        return fault!.Kind == TargetFaultKind.Denied ? new ProbeResult.Denied() : new ProbeResult.Unclear(fault);
    }

    /// <inheritdoc/>
    public Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct) => Task.FromResult(true);

    // From the look-up of the name on, under the one limit.
    private async Task<(MySqlSession? Session, MySqlManner Manner, TargetFault? Fault)> SignInAsync(
        TargetSettings settings, TargetCredential who, bool forChange, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limits.SignIn, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        MySqlSession? session = null;
        try
        {
            var address = await network.ResolveAsync(settings.Host, settings.Port, either.Token).WaitAsync(either.Token);
            if (!settings.Tls && !address.PlainTextAllowed)
                return (null, default, new TargetFault(TargetFaultKind.NotAllowed));
            session = await MySqlSession.OpenAsync(address, settings, who, network.ChainPolicy(), either.Token);
            var manner = forChange ? await PrepareAsync(session, either.Token) : await TryAsync(session, either.Token);
            (var ready, session) = (session, null);
            return (ready, manner, null);
        }
        catch (TargetRefusedException refused)
        {
            return (null, default, refused.Fault);
        }
        catch (MySqlSessionException ended)
        {
            return (null, default, Read(ended));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, default, new TargetFault(TargetFaultKind.TimedOut));
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    // An expired password is let in, to hear no but to everything.
    private static async Task<MySqlManner> TryAsync(MySqlSession session, CancellationToken ct)
    {
        await session.TellAsync(MySqlWords.Nothing, ct);
        return default;
    }

    // Sets the session's limits, and learns whom it speaks to: now, since a greeting could be anybody's.
    private async Task<MySqlManner> PrepareAsync(MySqlSession session, CancellationToken ct)
    {
        await session.TellAsync(MySqlWords.Limits(Limits), ct);
        if (await session.AskAsync(MySqlWords.Heard, ct) is not [[var version, var wait, var mode]]
            || !long.TryParse(wait, CultureInfo.InvariantCulture, out var seconds) || !MySqlWords.IsHeard(seconds, mode, Limits))
            throw new MySqlSessionException(0, new TargetFault(TargetFaultKind.NotUnderstood), trusted: true);
        if (!version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase))
            return MySqlManner.MySql;
        return (await session.AskAsync(MySqlWords.Plugins, ct)).Any(MySqlWords.IsRule) ? MySqlManner.MariaDbWithRules : MySqlManner.MariaDb;
    }

    private async Task<ApplyResult> ChangeAsync(MySqlSession session, string statement, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(Limits.Statement, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            await session.TellAsync(statement, either.Token);
            return new ApplyResult.Applied();
        }
        catch (MySqlSessionException ended) when (MySqlErrors.NothingDone(ended.Number) is { } nothing)
        {
            return new ApplyResult.NotApplied(ended.Number == MySqlErrors.CannotUser ? await LookBehindAsync(session, nothing, either.Token) : nothing);
        }
        catch (MySqlSessionException ended)
        {
            return new ApplyResult.Unknown(ended.Broken ?? MySqlErrors.Meaning(ended.Number));
        }
        catch (OperationCanceledException)
        {
            return new ApplyResult.Unknown(new TargetFault(TargetFaultKind.TimedOut));
        }
    }

    // MariaDB says 1396 also where a password rule refused: the rule's own error stands before it.
    private static async Task<TargetFault> LookBehindAsync(MySqlSession session, TargetFault fault, CancellationToken ct)
    {
        try
        {
            var rule = MySqlErrors.PasswordRule.ToString(CultureInfo.InvariantCulture);
            return (await session.AskAsync("SHOW WARNINGS", ct)).Any(row => row.ElementAtOrDefault(1) == rule)
                ? MySqlErrors.NothingDone(MySqlErrors.PasswordRule)!
                : fault;
        }
        catch (Exception ended) when (ended is MySqlSessionException or OperationCanceledException)
        {
            return fault;
        }
    }

    // Before TLS has shown who speaks, anybody on the way could have said "wrong password".
    private static TargetFault Read(MySqlSessionException ended) => (ended.Broken, ended.Trusted, MySqlErrors.Meaning(ended.Number)) switch
    {
        ({ } broken, _, _) => broken,
        (_, false, { Kind: not (TargetFaultKind.Busy or TargetFaultKind.Unreachable) } said) => said with { Kind = TargetFaultKind.TlsFailed },
        (_, _, var said) => said,
    };
}
