using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>
/// What a member can do about a rotation that does not go on by itself: try again, keep what the vault has, or enter the password
/// that the account has at its target. Nothing of it throws away a password that the target may have.
/// </summary>
public sealed class RotationAttention(
    Db db, LiveSessions live, PasswordVault vault, UnattendedVaults vaults, VaultStore entries, VaultSecretStore secrets, RotationStore rotations,
    RotationPlanStore planStore, RotationPlans plans, RotationCandidates candidates,
    RotationSchedules schedules, LedgerWriter ledger, RotationSignal signal, TimeProvider clock)
{
    /// <summary>Goes on with a rotation now; false where somebody works on it, it is over, or a disowned sign-in had set its plan.</summary>
    public async Task<bool> TryAgainAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        var done = await db.WriteAsync(async tx =>
            await live.LockAsync(tx, member) && await FindAsync(tx, member, id) is { } row
                && await planStore.FindAsync(tx, member.Account, id.ToString()) is not { HeldAt: not null }
                && await rotations.ResumeAsync(tx, row, ResumeAt(row), Now()), ct);
        signal.Raise();
        return done;
    }

    /// <summary>Ends a rotation: the password stays what it is. Candidates that the target may have are kept and asked for later. False where somebody works on it.</summary>
    public async Task<bool> KeepAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        if (await vault.FindAsync(member, id, ct) is not { } entry)
            return false;
        var plan = await plans.FindAsync(member, id, ct);
        var note = await ledger.SealAsync(member.Event(LedgerKinds.RotationKept, id.ToString(), ("entry", entry.Card.Name)), ct);
        return await db.WriteAsync(async tx =>
        {
            if (!await live.LockAsync(tx, member) || await FindAsync(tx, member, id) is not { } row
                || !await rotations.FinishAsync(tx, row, null, row.Candidate > 0 ? RotationState.Kept : RotationState.Cancelled, null, Now()))
                return false;
            // A plan that does not open stays, and is due no more: it would come here again at once.
            if (await planStore.FindAsync(tx, member.Account, id.ToString()) is { HeldAt: null })
            {
                await entries.SetRotationAsync(
                    tx, member.Account, id, planned: true, plan is null ? null : schedules.Next(plan.Settings, clock.GetUtcNow()),
                    await entries.CountChangeAsync(tx, member.Account, Now()));
            }
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    /// <summary>
    /// Takes the password that somebody set at the target by hand. It is kept as a candidate and tried like any other, so that
    /// a slip of the finger replaces nothing. False where somebody works on the rotation, or it is over.
    /// </summary>
    public async Task<bool> EnterAsync(VaultSession member, VaultEntryId id, string password, CancellationToken ct)
    {
        if (await db.ReadAsync(session => rotations.FindOpenAsync(session, member.Account, id.ToString()), ct) is not { } stuck
            || await vault.FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return false;
        using var open = await vaults.OpenAsync(member.Account, ct);
        if (open is null)
            return false;
        var candidate = await candidates.SealAsync(open, id, entry.Card, stuck.Id, password, member.SignInId, ct);
        var note = await ledger.SealAsync(member.Event(LedgerKinds.PasswordEntered, id.ToString(), ("entry", entry.Card.Name)), ct);
        var done = await db.WriteAsync(async tx =>
        {
            if (!await live.LockAsync(tx, member) || await FindAsync(tx, member, id) is not { } row || row.Id != stuck.Id
                || await secrets.FindLastVersionAsync(tx, id, SecretField.Password) >= candidate.Version
                || await planStore.FindAsync(tx, member.Account, id.ToString()) is { HeldAt: not null }
                || !await rotations.ResumeAsync(tx, row, RotationState.Applying, Now(), row.Kind == nameof(TargetKind.VaultOnly) ? candidate.Version : null))
                return false;
            await secrets.InsertAsync(tx, candidate);
            await ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        signal.Raise();
        return done;
    }

    private Task<RotationRow?> FindAsync(DbSession tx, VaultSession member, VaultEntryId id) => rotations.FindOpenAsync(tx, member.Account, id.ToString());

    // With a candidate, the target is asked first what it accepts.
    private static RotationState ResumeAt(RotationRow row) => row.Candidate > 0 ? RotationState.Applying : RotationState.Planned;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
