using System.Collections.Concurrent;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Tests.Rotation;

/// <summary>A target on paper: accounts with passwords, and whatever a test makes it do instead. The state machine is what is tested with it.</summary>
internal sealed class PaperTarget(TargetKind kind) : IRotationTarget
{
    private readonly ConcurrentDictionary<string, string> _accounts = new();

    public TargetKind Kind { get; } = kind;

    /// <summary>Every password that was set, in order.</summary>
    public ConcurrentQueue<string> Set { get; } = [];

    /// <summary>Every sign-in that was tried.</summary>
    public ConcurrentQueue<string> Probed { get; } = [];

    /// <summary>Every notice.</summary>
    public ConcurrentQueue<int> Noticed { get; } = [];

    /// <summary>What it does instead of a change, once each.</summary>
    public Queue<Func<TargetChange, Func<CancellationToken, Task<bool>>, Task<ApplyResult>>> Instead { get; } = [];

    /// <summary>What it answers to sign-ins while this is set.</summary>
    public ProbeResult? Answers { get; set; }

    /// <summary>Whether it hears notices.</summary>
    public bool Hears { get; set; } = true;

    /// <summary>The password of an account.</summary>
    public string this[string user]
    {
        get => _accounts[user];
        set => _accounts[user] = value;
    }

    public async Task<ApplyResult> ApplyAsync(TargetChange change, Func<CancellationToken, Task<bool>> mayChange, CancellationToken ct)
    {
        if (Instead.TryDequeue(out var instead))
            return await instead(change, mayChange);
        if (change.By is { } by && _accounts.GetValueOrDefault(by.UserName) != by.Password.Plain)
            return new ApplyResult.NotApplied(new TargetFault(TargetFaultKind.Denied, "1045"));
        if (!await mayChange(ct))
            return new ApplyResult.NotOurs();
        Do(change);
        return new ApplyResult.Applied();
    }

    public Task<ProbeResult> ProbeAsync(TargetLogin login, CancellationToken ct)
    {
        Probed.Enqueue(login.Credential.Password.Plain);
        return Task.FromResult(Answers
            ?? (_accounts.GetValueOrDefault(login.Credential.UserName) == login.Credential.Password.Plain ? new ProbeResult.Accepted() : new ProbeResult.Denied()));
    }

    public Task<bool> NotifyAsync(TargetLogin login, CancellationToken ct)
    {
        if (Hears)
            Noticed.Enqueue(login.Version);
        return Task.FromResult(Hears);
    }

    /// <summary>Sets the password.</summary>
    public void Do(TargetChange change)
    {
        Set.Enqueue(change.New.Password.Plain);
        _accounts[change.New.UserName] = change.New.Password.Plain;
    }
}
