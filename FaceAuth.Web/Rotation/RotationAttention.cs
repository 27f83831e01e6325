using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>
/// What a member can do about a rotation that does not go on by itself: try again, keep what the vault has, or enter the password
/// that the account has at its target. Nothing of it throws away a password that the target may have.
/// </summary>
public sealed class RotationAttention
{
    private readonly Db _db;
    private readonly LiveSessions _live;
    private readonly PasswordVault _vault;
    private readonly UnattendedVaults _vaults;
    private readonly VaultStore _entries;
    private readonly VaultSecretStore _secrets;
    private readonly RotationStore _rotations;
    private readonly RotationPlans _plans;
    private readonly RotationCandidates _candidates;
    private readonly LedgerWriter _ledger;
    private readonly RotationSignal _signal;
    private readonly TimeProvider _clock;
    private readonly RotationSchedules _schedules = new();

    internal RotationAttention(
        Db db, LiveSessions live, PasswordVault vault, UnattendedVaults vaults, VaultStore entries, VaultSecretStore secrets, RotationStore rotations,
        RotationPlans plans, RotationCandidates candidates, LedgerWriter ledger, RotationSignal signal, TimeProvider clock) =>
        (_db, _live, _vault, _vaults, _entries, _secrets, _rotations, _plans, _candidates, _ledger, _signal, _clock) =
        (db, live, vault, vaults, entries, secrets, rotations, plans, candidates, ledger, signal, clock);

    /// <summary>Goes on with a rotation now; false where somebody works on it, or it is over.</summary>
    public async Task<bool> TryAgainAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        var done = await _db.WriteAsync(async tx =>
            await _live.LockAsync(tx, member) && await FindAsync(tx, member, id) is { } row
                && await _rotations.ResumeAsync(tx, row, ResumeAt(row), Now()), ct);
        _signal.Raise();
        return done;
    }

    /// <summary>Ends a rotation: the password stays what it is. Candidates that the target may have are kept and asked for later. False where somebody works on it.</summary>
    public async Task<bool> KeepAsync(VaultSession member, VaultEntryId id, CancellationToken ct)
    {
        if (await _vault.FindAsync(member, id, ct) is not { } entry)
            return false;
        var plan = await _plans.FindAsync(member, id, ct);
        var note = await _ledger.SealAsync(member.Event(LedgerKinds.RotationKept, id.ToString(), ("entry", entry.Card.Name)), ct);
        return await _db.WriteAsync(async tx =>
        {
            if (!await _live.LockAsync(tx, member) || await FindAsync(tx, member, id) is not { } row
                || !await _rotations.FinishAsync(tx, row, null, row.Candidate > 0 ? RotationState.Kept : RotationState.Cancelled, null, Now()))
                return false;
            await _entries.SetRotationAsync(
                tx, member.Account, id, planned: plan is not null, plan is null ? null : _schedules.Next(plan.Settings, _clock.GetUtcNow()),
                await _entries.CountChangeAsync(tx, member.Account, Now()));
            await _ledger.AppendAsync(tx, note);
            return true;
        }, ct);
    }

    /// <summary>
    /// Takes the password that somebody set at the target by hand. It is kept as a candidate and tried like any other, so that
    /// a slip of the finger replaces nothing. False where somebody works on the rotation, or it is over.
    /// </summary>
    public async Task<bool> EnterAsync(VaultSession member, VaultEntryId id, string password, CancellationToken ct)
    {
        if (await _db.ReadAsync(session => _rotations.FindOpenAsync(session, member.Account, id.ToString()), ct) is not { } open
            || await _vault.FindAsync(member, id, ct) is not { IsOpen: true } entry)
            return false;
        using var vault = await _vaults.OpenAsync(member.Account, ct);
        if (vault is null)
            return false;
        var candidate = await _candidates.SealAsync(vault, id, entry.Card, open.Id, password, ct);
        var note = await _ledger.SealAsync(member.Event(LedgerKinds.PasswordEntered, id.ToString(), ("entry", entry.Card.Name)), ct);
        var done = await _db.WriteAsync(async tx =>
        {
            if (!await _live.LockAsync(tx, member) || await FindAsync(tx, member, id) is not { } row || row.Id != open.Id
                || await _secrets.FindLastVersionAsync(tx, id, SecretField.Password) >= candidate.Version
                || !await _rotations.ResumeAsync(tx, row, RotationState.Applying, Now()))
                return false;
            await _secrets.InsertAsync(tx, candidate);
            await _ledger.AppendAsync(tx, note);
            return true;
        }, ct);
        _signal.Raise();
        return done;
    }

    private Task<RotationRow?> FindAsync(DbSession tx, VaultSession member, VaultEntryId id) => _rotations.FindOpenAsync(tx, member.Account, id.ToString());

    // With a candidate, the target is asked first what it accepts.
    private static RotationState ResumeAt(RotationRow row) => row.Candidate > 0 ? RotationState.Applying : RotationState.Planned;

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();
}
