using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Asks a target which of the kept passwords it accepts. One round: a random password first, which must be refused, because a target
/// that accepts anything proves nothing; then the likely ones, and some of the others, each once: too many wrong ones lock
/// an account. The next round asks for the next ones. The first answer that says nothing about a password ends it: a locked
/// account must not be knocked at again.
/// </summary>
internal sealed class RotationRecovery(Db db, VaultSecretStore secrets, RotationTargets targets, IOptions<RotationOptions> options)
{
    /// <summary>What a member typed, this rotation's candidate, the current password; then other candidates and old passwords, the newest first.</summary>
    public async Task<TargetAnswer> AskAsync(RotationWork work, CancellationToken ct)
    {
        if (await ControlAsync(work, ct) is { } failed)
            return failed;
        var (round, askedAll) = await ListAsync(work, ct);
        foreach (var kept in round)
        {
            if (await TryFindAsync(work, kept.Version, ct) is not { } password)
                continue;
            switch (await targets.Of(work).ProbeAsync(work.Login(password, kept.Version), ct))
            {
                case ProbeResult.Accepted:
                    return new TargetAnswer.Accepts(kept.Version, new SecretText(password), kept.MayCount);
                case ProbeResult.Unclear(var fault):
                    return new TargetAnswer.Unclear(fault);
            }
        }
        return new TargetAnswer.AcceptsNone(askedAll);
    }

    /// <summary>Asks for one version only, after the random one.</summary>
    public async Task<TargetAnswer> AskForAsync(RotationWork work, int version, CancellationToken ct)
    {
        if (await ControlAsync(work, ct) is { } failed)
            return failed;
        if (await work.Vault.FindPasswordAsync(work.Entry, version, ct) is not { } password)
            return new TargetAnswer.AcceptsNone(AskedAll: true);
        return await targets.Of(work).ProbeAsync(work.Login(password, version), ct) switch
        {
            ProbeResult.Accepted => new TargetAnswer.Accepts(version, new SecretText(password), MayCount: true),
            ProbeResult.Unclear(var fault) => new TargetAnswer.Unclear(fault),
            _ => new TargetAnswer.AcceptsNone(AskedAll: true),
        };
    }

    private async Task<TargetAnswer?> ControlAsync(RotationWork work, CancellationToken ct) =>
        await targets.Of(work).ProbeAsync(work.Login(PasswordGenerator.Generate(new PasswordRecipe()), version: 0), ct) switch
        {
            ProbeResult.Accepted => new TargetAnswer.AcceptsAnything(),
            ProbeResult.Unclear(var fault) => new TargetAnswer.Unclear(fault),
            _ => null,
        };

    private async Task<(IReadOnlyList<KeptPassword> Round, bool AskedAll)> ListAsync(RotationWork work, CancellationToken ct)
    {
        var (candidates, history) = await db.ReadAsync(
            async session => (
                await secrets.ListCandidatesAsync(session, work.Lease.Account, work.Entry),
                await secrets.ListVersionsAsync(session, work.Lease.Account, work.Entry, SecretField.Password)), ct);
        var (own, current) = (work.Lease.Row.Candidate, work.Opened.Card.Password);
        var typed = candidates.FirstOrDefault(row => row.SignInId.Length > 0 && row.Version > own);
        var likely = new List<KeptPassword>();
        if (typed is not null)
            likely.Add(new((int)typed.Version, MayCount: true));
        if (candidates.Any(row => row.Version == own))
            likely.Add(new((int)own, MayCount: true));
        // Of two accounts that take turns, the other one has what the vault calls current, and nobody waits for this one.
        if (!work.Alternates && current > 0)
            likely.Add(new(current, MayCount: false));
        var others = candidates.Select(row => (int)row.Version)
            .Concat(work.Alternates ? [] : history.Where(version => version.ReplacedAt is not null).Select(version => (int)version.Version))
            .Except(likely.Select(kept => kept.Version)).ToList();
        var rounds = Math.Max(1, (others.Count + options.Value.HistoryTried - 1) / options.Value.HistoryTried);
        // The first failure is what led here.
        var round = (int)(Math.Max(0, work.Lease.Row.Attempts - 1) % rounds);
        // One that is neither this rotation's nor was typed may be replaced by this rotation's any moment: it is signed in with, and
        // does not become the entry's password.
        return (
            [.. likely, .. others.Skip(round * options.Value.HistoryTried).Take(options.Value.HistoryTried).Select(version => new KeptPassword(version, MayCount: false))],
            round == rounds - 1);
    }

    // What does not open is left out: another one may be accepted.
    private static async Task<string?> TryFindAsync(RotationWork work, int version, CancellationToken ct)
    {
        try
        {
            return await work.Vault.FindPasswordAsync(work.Entry, version, ct);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private sealed record KeptPassword(int Version, bool MayCount);
}

/// <summary>What a target said when it was asked.</summary>
internal abstract record TargetAnswer
{
    private TargetAnswer() { }

    /// <summary>This version lets us in; it may become the entry's password where it is what the rotation brings in.</summary>
    public sealed record Accepts(int Version, SecretText Password, bool MayCount) : TargetAnswer;

    /// <summary>It refused every one of this round, after which all that are kept were asked for or not.</summary>
    public sealed record AcceptsNone(bool AskedAll) : TargetAnswer;

    /// <summary>It let a random password in.</summary>
    public sealed record AcceptsAnything : TargetAnswer;

    /// <summary>It cannot be told now.</summary>
    public sealed record Unclear(TargetFault Fault) : TargetAnswer;
}
