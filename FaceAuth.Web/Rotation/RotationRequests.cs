using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Rotation;

/// <summary>Begins rotations on request: of one entry, or of everything that was shown in a session.</summary>
public sealed class RotationRequests(
    Db db, LiveSessions live, PasswordVault vault, RevealStore reveals, RotationPlanStore plans, RotationStore rotations, LedgerWriter ledger,
    RotationSignal signal, TimeProvider clock)
{
    /// <summary>Begins a rotation now, whatever the schedule and the window say.</summary>
    public Task<RotationPlanResult> RequestAsync(VaultSession member, VaultEntryId id, CancellationToken ct) => RequestAsync(member, id, further: 0, ct);

    /// <summary>The entries with a plan whose present passwords were shown in the member's session, each once.</summary>
    public async Task<IReadOnlyList<VaultEntry>> ListShownAsync(VaultSession member, CancellationToken ct)
    {
        var rows = await db.ReadAsync(session => reveals.ListOfSessionAsync(session, member.Account, member.SessionId), ct);
        if (rows.Count == 0)
            return [];
        return [.. (await vault.ReadAsync(member, ct)).Live.Where(entry => entry is { IsOpen: true, IsPlanned: true } && rows.Any(row =>
            (row.EntryId is null || row.EntryId == entry.Id.ToString() && row.Field == nameof(SecretField.Password))
            && !(entry.PasswordChangedAt?.ToUnixTimeMilliseconds() > row.At)))];
    }

    /// <summary>Begins rotations of everything that was shown in the member's session; returns how many were begun.</summary>
    public async Task<int> RequestShownAsync(VaultSession member, CancellationToken ct)
    {
        var begun = 0;
        foreach (var entry in await ListShownAsync(member, ct))
        {
            // Of two accounts that take turns the one that was shown is changed, too.
            if (await RequestAsync(member, entry.Id, further: 1, ct) is RotationPlanResult.Begun)
                begun++;
        }
        return begun;
    }

    private async Task<RotationPlanResult> RequestAsync(VaultSession member, VaultEntryId id, int further, CancellationToken ct)
    {
        if (await vault.FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return new RotationPlanResult.NotThere();
        var note = await ledger.SealAsync(member.Event(LedgerKinds.RotationRequested, id.ToString(), ("entry", entry.Card.Name)), ct);
        var result = await db.WriteAsync<RotationPlanResult>(async tx =>
        {
            if (!await live.LockAsync(tx, member) || await plans.FindAsync(tx, member.Account, id.ToString()) is not { } plan)
                return new RotationPlanResult.NotThere();
            if (plan.HeldAt is not null)
                return new RotationPlanResult.Held();
            var row = RotationRow.New(plan, RotationCause.Request, further, clock.GetUtcNow().ToUnixTimeMilliseconds());
            if (!await rotations.TryInsertAsync(tx, row))
                return new RotationPlanResult.Running((await rotations.FindOpenAsync(tx, member.Account, plan.EntryId))!.Id);
            await ledger.AppendAsync(tx, note);
            return new RotationPlanResult.Begun(row.Id);
        }, ct);
        signal.Raise();
        return result;
    }
}
