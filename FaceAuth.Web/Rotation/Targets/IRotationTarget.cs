namespace FaceAuth.Rotation.Targets;

/// <summary>
/// A kind of place whose passwords this site changes. What it throws is a fault of the program: whatever the other side does
/// (refuses, hangs, breaks off, answers nonsense) is one of the results.
/// </summary>
/// <remarks>
/// Every call ends within <see cref="TargetLimits"/>, by a watchdog that closes the socket where a client ignores its token.
/// The contract is held by <c>RotationTargetContract</c> against real servers.
/// </remarks>
public interface IRotationTarget
{
    /// <summary>The kind of settings that it serves.</summary>
    TargetKind Kind { get; }

    /// <summary>
    /// Sets the account's password. Signs in first, then asks <paramref name="mayChange"/>, and only then sends the one statement
    /// or request. Doing it twice with the same password does no harm.
    /// </summary>
    /// <param name="change">What to do.</param>
    /// <param name="mayChange">Writes down that the target is touched from now on; false where the lease is not ours any more, and then nothing is sent.
    /// What was opened before must become useless at the other side within <see cref="TargetLimits.Fence"/>, so that a process that sleeps
    /// after this question cannot send the statement when it wakes.</param>
    /// <param name="ct">Ends the call; what the target has done then is unknown.</param>
    Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct);

    /// <summary>Signs in with a password, once, and does nothing else.</summary>
    Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct);

    /// <summary>Tells the target that a password counts now; true where there is nothing to tell. Told again until it answers.</summary>
    Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct);
}

/// <summary>A text that is never printed.</summary>
public sealed class SecretText(string text)
{
    /// <summary>The plain text.</summary>
    public string Plain { get; } = text;

    /// <summary>Never the content.</summary>
    public override string ToString() => "(secret)";
}

/// <summary>A user name with its password.</summary>
public sealed record TargetCredential(string UserName, SecretText Password)
{
    /// <summary>Never whose.</summary>
    public override string ToString() => "(credential)";
}

/// <summary>A password to be set.</summary>
/// <param name="Settings">Where.</param>
/// <param name="RotationId">The rotation, the same at every attempt.</param>
/// <param name="Version">The version of the entry's password that this becomes: higher ones are later.</param>
/// <param name="New">The account and the password that it gets.</param>
/// <param name="By">Who signs in to change it: the account itself with the password that it has, or an administrator; null for webhooks.</param>
/// <param name="SigningKey">Webhook: the key.</param>
public sealed record TargetChange(
    TargetSettings Settings, string RotationId, int Version, TargetCredential New, TargetCredential? By, SecretText? SigningKey);

/// <summary>A sign-in to be tried, or told about.</summary>
/// <param name="Settings">Where.</param>
/// <param name="RotationId">The rotation.</param>
/// <param name="Version">The version of the password; 0 for one that is none.</param>
/// <param name="Credential">Whose password.</param>
/// <param name="SigningKey">Webhook: the key.</param>
public sealed record TargetLogin(TargetSettings Settings, string RotationId, int Version, TargetCredential Credential, SecretText? SigningKey);

/// <summary>How a change ended.</summary>
public abstract record ApplyResult
{
    private ApplyResult() { }

    /// <summary>The target says that it did it.</summary>
    public sealed record Applied : ApplyResult;

    /// <summary>It certainly did nothing.</summary>
    public sealed record NotApplied(TargetFault Fault) : ApplyResult;

    /// <summary>It may have done it, or do it still.</summary>
    public sealed record Unknown(TargetFault Fault) : ApplyResult;

    /// <summary>Nothing was sent: <c>mayChange</c> said no.</summary>
    public sealed record NotOurs : ApplyResult;
}

/// <summary>How a sign-in ended.</summary>
public abstract record ProbeResult
{
    private ProbeResult() { }

    /// <summary>It let us in.</summary>
    public sealed record Accepted : ProbeResult;

    /// <summary>It says that this password is wrong: no other reason reads so.</summary>
    public sealed record Denied : ProbeResult;

    /// <summary>It says nothing about the password: locked, out of reach, too many connections, …</summary>
    public sealed record Unclear(TargetFault Fault) : ProbeResult;
}
