using FaceAuth.Database;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;
using FaceAuth.Vault.Generator;
using Microsoft.Extensions.Options;

namespace FaceAuth.Rotation;

/// <summary>
/// Asks a target which of the kept passwords it accepts. One round: a random password first, which must be refused, because a target
/// that accepts anything proves nothing; then each kept one, once. The first answer that says nothing about a password ends it:
/// a locked account must not be knocked at again.
/// </summary>
internal sealed class RotationRecovery(Db db, VaultSecretStore secrets, RotationTargets targets, IOptions<RotationOptions> options)
{
    /// <summary>Candidates from the newest on, the current password, and the last ones before it.</summary>
    public async Task<TargetAnswer> AskAsync(RotationWork work, CancellationToken ct)
    {
        if (await ControlAsync(work, ct) is { } failed)
            return failed;
        foreach (var version in await ListAsync(work, ct))
        {
            if (await work.Vault.FindPasswordAsync(work.Entry, version, ct) is not { } password)
                continue;
            switch (await targets.Of(work).ProbeAsync(work.Login(password, version), ct))
            {
                case ProbeResult.Accepted:
                    return new TargetAnswer.Accepts(version, new SecretText(password), IsCandidate: version > work.Opened.Card.Password || await IsCandidateAsync(work, version, ct));
                case ProbeResult.Unclear(var fault):
                    return new TargetAnswer.Unclear(fault);
            }
        }
        return new TargetAnswer.AcceptsNone();
    }

    /// <summary>Asks for one version only, after the random one.</summary>
    public async Task<TargetAnswer> AskForAsync(RotationWork work, int version, CancellationToken ct)
    {
        if (await ControlAsync(work, ct) is { } failed)
            return failed;
        if (await work.Vault.FindPasswordAsync(work.Entry, version, ct) is not { } password)
            return new TargetAnswer.AcceptsNone();
        return await targets.Of(work).ProbeAsync(work.Login(password, version), ct) switch
        {
            ProbeResult.Accepted => new TargetAnswer.Accepts(version, new SecretText(password), IsCandidate: true),
            ProbeResult.Unclear(var fault) => new TargetAnswer.Unclear(fault),
            _ => new TargetAnswer.AcceptsNone(),
        };
    }

    private async Task<TargetAnswer?> ControlAsync(RotationWork work, CancellationToken ct) =>
        await targets.Of(work).ProbeAsync(work.Login(PasswordGenerator.Generate(new PasswordRecipe()), version: 0), ct) switch
        {
            ProbeResult.Accepted => new TargetAnswer.AcceptsAnything(),
            ProbeResult.Unclear(var fault) => new TargetAnswer.Unclear(fault),
            _ => null,
        };

    private async Task<IReadOnlyList<int>> ListAsync(RotationWork work, CancellationToken ct)
    {
        var (candidates, history) = await db.ReadAsync(
            async session => (
                await secrets.ListCandidatesAsync(session, work.Lease.Account, work.Entry),
                await secrets.ListVersionsAsync(session, work.Lease.Account, work.Entry, SecretField.Password)), ct);
        var kept = candidates.Select(row => (int)row.Version);
        // Of two accounts that take turns, the other one has what the vault calls current, and nobody waits for this one.
        return work.Alternates
            ? [.. kept]
            : [.. kept, work.Opened.Card.Password,
                .. history.Where(version => version.ReplacedAt is not null && version.Version != work.Opened.Card.Password)
                    .Take(options.Value.HistoryTried).Select(version => (int)version.Version)];
    }

    private async Task<bool> IsCandidateAsync(RotationWork work, int version, CancellationToken ct) =>
        (await db.ReadAsync(session => secrets.ListCandidatesAsync(session, work.Lease.Account, work.Entry), ct)).Any(row => row.Version == version);
}

/// <summary>What a target said when it was asked.</summary>
internal abstract record TargetAnswer
{
    private TargetAnswer() { }

    /// <summary>This version lets us in.</summary>
    public sealed record Accepts(int Version, SecretText Password, bool IsCandidate) : TargetAnswer;

    /// <summary>It refused every one.</summary>
    public sealed record AcceptsNone : TargetAnswer;

    /// <summary>It let a random password in.</summary>
    public sealed record AcceptsAnything : TargetAnswer;

    /// <summary>It cannot be told now.</summary>
    public sealed record Unclear(TargetFault Fault) : TargetAnswer;
}
