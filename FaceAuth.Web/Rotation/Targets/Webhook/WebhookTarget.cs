using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation.Targets.Webhook;

/// <summary>An address that takes signed requests: docs/webhooks.md.</summary>
/// <remarks>
/// The connection is made and the request signed before the question, with an expiry: what a process that slept sends late is refused
/// by the receiver, as is a version lower than the last one that it took.
/// </remarks>
public sealed class WebhookTarget(TargetNetwork network, IOptions<TargetLimits> options, TimeProvider clock) : IRotationTarget
{
    /// <inheritdoc/>
    public TargetKind Kind => TargetKind.Webhook;

    private TargetLimits Limits => options.Value;

    /// <inheritdoc/>
    public async Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct)
    {
        using var key = KeyOf(change.SigningKey);
        if (key is null)
            return new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.CredentialMissing, "KEY"));
        if (!IsText(change.New.UserName) || !IsText(change.New.Password.Plain))
            return new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.PasswordRefused, "UNICODE"));
        var (line, fault) = await OpenAsync(change.Settings, ct);
        if (line is null)
            return new ApplyResult.NotApplied(fault!);
        using (line)
        {
            var now = clock.GetUtcNow();
            using var message = WebhookMessage.Write(
                WebhookMessage.Change, change.RotationId, change.Version, change.New.UserName, change.New.Password, key, now, now + Limits.Fence);
            if (!await mayChange(ct))
                return new ApplyResult.NotOurs();
            try
            {
                return WebhookAnswers.OfChange(await TargetWatch.RunAsync(token => line.SendAsync(message, token), Limits.Statement, ct));
            }
            catch (Exception thrown) when (IsOfTheOtherSide(thrown))
            {
                return new ApplyResult.Unknown(FaultOf(thrown));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct)
    {
        using var key = KeyOf(login.SigningKey);
        if (key is null)
            return new ProbeResult.Unclear(new TargetFault(TargetFaultKind.CredentialMissing, "KEY"));
        if (!IsText(login.Credential.UserName) || !IsText(login.Credential.Password.Plain))
            return new ProbeResult.Unclear(new TargetFault(TargetFaultKind.PasswordRefused, "UNICODE"));
        var (answer, fault) = await AskAsync(WebhookMessage.Verify, login, login.Credential.Password, key, ct);
        return answer is null ? new ProbeResult.Unclear(fault!) : WebhookAnswers.OfVerify(answer);
    }

    /// <inheritdoc/>
    public async Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct)
    {
        if (!login.Settings.NotifyAfter)
            return true;
        using var key = KeyOf(login.SigningKey);
        if (key is null || !IsText(login.Credential.UserName))
            return false;
        var (answer, _) = await AskAsync(WebhookMessage.Changed, login, password: null, key, ct);
        return answer is { Code: >= 200 and < 300 };
    }

    private async Task<(WebhookAnswer? Answer, TargetFault? Fault)> AskAsync(
        string type, TargetLogin login, SecretText? password, WebhookKey key, CancellationToken ct)
    {
        var (line, fault) = await OpenAsync(login.Settings, ct);
        if (line is null)
            return (null, fault);
        using (line)
        {
            var now = clock.GetUtcNow();
            using var message = WebhookMessage.Write(
                type, login.RotationId, login.Version, login.Credential.UserName, password, key, now, now + Limits.Fence);
            try
            {
                return (await TargetWatch.RunAsync(token => line.SendAsync(message, token), Limits.SignIn, ct), null);
            }
            catch (Exception thrown) when (IsOfTheOtherSide(thrown))
            {
                ct.ThrowIfCancellationRequested();
                return (null, FaultOf(thrown));
            }
        }
    }

    private async Task<(WebhookLine? Line, TargetFault? Fault)> OpenAsync(TargetSettings settings, CancellationToken ct)
    {
        if (WebhookLine.Read(settings.Url) is not { } address)
            return (null, new TargetFault(TargetFaultKind.NotAllowed, "ADDRESS"));
        try
        {
            return (await TargetWatch.RunAsync(token => WebhookLine.OpenAsync(network, address, token), Limits.SignIn, ct), null);
        }
        catch (TargetRefusedException refused)
        {
            return (null, refused.Fault);
        }
        catch (Exception thrown) when (IsOfTheOtherSide(thrown))
        {
            ct.ThrowIfCancellationRequested();
            return (null, FaultOf(thrown));
        }
    }

    private static WebhookKey? KeyOf(SecretText? text) => text is null ? null : WebhookKey.Read(text.Plain);

    // JSON cannot carry half a character.
    private static bool IsText(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
                return false;
            at += rune.Utf16SequenceLength;
        }
        return text.Length > 0;
    }

    private static bool IsOfTheOtherSide(Exception fault) =>
        fault is HttpRequestException or IOException or SocketException or AuthenticationException or OperationCanceledException or TimeoutException
            or ObjectDisposedException;

    private static TargetFault FaultOf(Exception fault) => new(fault switch
    {
        AuthenticationException => TargetFaultKind.TlsFailed,
        OperationCanceledException or TimeoutException => TargetFaultKind.TimedOut,
        _ => TargetFaultKind.Unreachable,
    });
}
