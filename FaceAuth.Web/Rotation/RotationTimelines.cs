using FaceAuth.Database;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>What became of rotations, for their pages.</summary>
public sealed class RotationTimelines(Db db, RotationStore rotations, VaultSecretStore secrets)
{
    private const int Shown = 20;
    private const int Batch = 500;

    /// <summary>The newest rotations of an entry, and the passwords of it that no target was seen to accept.</summary>
    public async Task<EntryRotations> ListAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        var (rows, candidates) = await db.ReadAsync(
            async session => (
                await rotations.ListOfEntryAsync(session, member.Account, id, Shown),
                await secrets.ListCandidatesAsync(session, member.Account, id)), ct);
        return new EntryRotations(
            [.. rows.Select(Of).OfType<RotationSummary>()],
            [.. candidates.Select(row => new KeptCandidate((int)row.Version, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt)))]);
    }

    /// <summary>The member's rotations that need them, the oldest first.</summary>
    public async Task<IReadOnlyList<RotationSummary>> ListInAttentionAsync(VaultSession member, CancellationToken ct) =>
        [.. (await db.ReadAsync(session => rotations.ListInAttentionAsync(session, member.Account, Shown), ct)).Select(Of).OfType<RotationSummary>()];

    /// <summary>One rotation with its steps; null where the member has no such one.</summary>
    public async Task<RotationTimeline?> FindAsync(VaultSession member, string id, CancellationToken ct)
    {
        var (row, steps) = await db.ReadAsync(
            async session => (
                await rotations.FindAsync(session, member.Account, id),
                await rotations.ListStepsAsync(session, member.Account, id)), ct);
        return row is null || Of(row) is not { } summary
            ? null
            : new RotationTimeline(summary, [.. steps.Select(step => new RotationStep(
                step.Step, (int)step.Attempt, DateTimeOffset.FromUnixTimeMilliseconds(step.At), FaultOf(step.Fault, step.FaultCode)))]);
    }

    /// <summary>Deletes what ended long ago; returns how many rotations.</summary>
    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        var deleted = 0;
        while (await db.WriteAsync(tx => rotations.DeleteBeforeAsync(tx, before.ToUnixTimeMilliseconds(), Batch), ct) is > 0 and var some)
            deleted += some;
        return deleted;
    }

    // Null for what a later version of this program wrote: it has kinds and states that this one does not know.
    internal static RotationSummary? Of(RotationRow row) =>
        VaultEntryId.TryParse(row.EntryId, out var entry) && Enum.TryParse<RotationState>(row.State, out var state)
        && Enum.TryParse<RotationCause>(row.Cause, out var cause) && Enum.TryParse<TargetKind>(row.Kind, out var kind)
            ? new(
                row.Id, entry, state, cause, kind, (int)row.Attempts, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                row.FinishedAt is { } finished ? DateTimeOffset.FromUnixTimeMilliseconds(finished) : null,
                DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt), row.LeaseId is not null, FaultOf(row.Fault, row.FaultCode))
            : null;

    private static TargetFault? FaultOf(string? kind, string? code) => Enum.TryParse<TargetFaultKind>(kind, out var known) ? new TargetFault(known, code ?? "") : null;
}

/// <summary>The rotations of an entry.</summary>
/// <param name="Newest">The newest first.</param>
/// <param name="Candidates">Passwords that a target may have and that were never seen to be accepted; each can be revealed.</param>
public sealed record EntryRotations(IReadOnlyList<RotationSummary> Newest, IReadOnlyList<KeptCandidate> Candidates)
{
    /// <summary>The one that is open, or null.</summary>
    public RotationSummary? Open => Newest.FirstOrDefault(rotation => rotation.FinishedAt is null);
}

/// <summary>A password that is kept until a later one was seen to be accepted.</summary>
public sealed record KeptCandidate(int Version, DateTimeOffset MadeAt);

/// <summary>A rotation as its member sees it.</summary>
public sealed record RotationSummary(
    string Id, VaultEntryId Entry, RotationState State, RotationCause Cause, TargetKind Kind, int Attempts, DateTimeOffset BegunAt, DateTimeOffset? FinishedAt,
    DateTimeOffset DueAt, bool IsWorkedOn, TargetFault? Fault);

/// <summary>A rotation with its steps, in their order.</summary>
public sealed record RotationTimeline(RotationSummary Rotation, IReadOnlyList<RotationStep> Steps);

/// <summary>A step: the name of the state that was reached, <c>Failed</c> or <c>Resumed</c>.</summary>
public sealed record RotationStep(string Name, int Attempt, DateTimeOffset At, TargetFault? Fault);
