using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Rotation.Targets;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>The tables <c>rotations</c> and <c>rotation_steps</c>. What a worker writes names its lease: who lost it writes nothing.</summary>
public sealed class RotationStore : IAccountRows, IEntryRows, ISignInUndo
{
    private const string Columns =
        """
        id, account_id, entry_id, kind, host_key, cause, state, candidate, slot, further, attempts, due_at, fault, fault_code,
        lease_id, leased_until, notice_due_at, notice_attempts, created_at, finished_at
        """;

    /// <summary>Opens a rotation; false where one of the entry is open.</summary>
    public async Task<bool> TryInsertAsync(DbSession tx, RotationRow row)
    {
        if (await FindOpenAsync(tx, AccountId.Parse(row.AccountId), row.EntryId) is not null)
            return false;
        await tx.ExecuteAsync(
            """
            INSERT INTO rotations
              (id, account_id, entry_id, open_entry_id, kind, host_key, cause, state, candidate, slot, further, attempts, due_at,
               notice_attempts, created_at)
            VALUES
              (@Id, @AccountId, @EntryId, @EntryId, @Kind, @HostKey, @Cause, @State, @Candidate, @Slot, @Further, 0, @DueAt, 0, @CreatedAt)
            """,
            row);
        return true;
    }

    /// <summary>The open rotation of an entry, or null.</summary>
    public Task<RotationRow?> FindOpenAsync(DbSession session, AccountId account, string entry) =>
        session.FindAsync<RotationRow>(
            $"SELECT {Columns} FROM rotations WHERE account_id = @Account AND open_entry_id = @Entry",
            new { Account = account.ToString(), Entry = entry });

    /// <summary>A rotation of an account, or null.</summary>
    public Task<RotationRow?> FindAsync(DbSession session, AccountId account, string id) =>
        session.FindAsync<RotationRow>(
            $"SELECT {Columns} FROM rotations WHERE account_id = @Account AND id = @Id", new { Account = account.ToString(), Id = id });

    /// <summary>The newest rotations of an entry.</summary>
    public Task<IReadOnlyList<RotationRow>> ListOfEntryAsync(DbSession session, AccountId account, VaultEntryId entry, int count) =>
        session.QueryAsync<RotationRow>(
            $"SELECT {Columns} FROM rotations WHERE account_id = @Account AND entry_id = @Entry ORDER BY created_at DESC, id DESC LIMIT @Count",
            new { Account = account.ToString(), Entry = entry.ToString(), Count = count });

    /// <summary>The rotations that need a person, but for those of entries in the bin, the oldest first: of one account, or of all for an administrator.</summary>
    public Task<IReadOnlyList<RotationRow>> ListInAttentionAsync(DbSession session, AccountId? account, int count) =>
        session.QueryAsync<RotationRow>(
            $"""
            SELECT {Columns} FROM rotations
             WHERE finished_at IS NULL AND state = 'Attention' AND (@Account IS NULL OR account_id = @Account)
               AND NOT EXISTS (SELECT 1 FROM vault_entries e WHERE e.id = rotations.entry_id AND e.deleted_at IS NOT NULL)
             ORDER BY created_at LIMIT @Count
            """,
            new { Account = account?.ToString(), Count = count });

    /// <summary>Some rotations that are to be worked on now, the earliest first, those at some hosts left out.</summary>
    /// <param name="session">The session.</param>
    /// <param name="now">The instant.</param>
    /// <param name="leasedBefore">A lease that ended before this is over for its owner's clock, too.</param>
    /// <param name="busyHosts">Keys of hosts.</param>
    /// <param name="busyAccounts">Accounts that have as many running as one may have.</param>
    /// <param name="count">At most so many.</param>
    public Task<IReadOnlyList<RotationRow>> ListDueAsync(
        DbSession session, long now, long leasedBefore, IReadOnlyCollection<string> busyHosts, IReadOnlyCollection<string> busyAccounts, int count) =>
        session.QueryAsync<RotationRow>(
            $"""
            SELECT {Columns} FROM rotations
             WHERE finished_at IS NULL AND state <> 'Attention' AND due_at <= @Now AND (leased_until IS NULL OR leased_until < @LeasedBefore)
               AND host_key NOT IN @Hosts AND account_id NOT IN @Accounts
             ORDER BY due_at, id LIMIT @Count
            """,
            // A list in SQL has at least one member.
            new
            {
                Now = now, LeasedBefore = leasedBefore, Hosts = busyHosts.Append("-").ToArray(), Accounts = busyAccounts.Append("-").ToArray(), Count = count,
            });

    /// <summary>Takes a rotation; true for one taker only.</summary>
    public async Task<bool> TryClaimAsync(DbSession tx, string id, string lease, long now, long leasedBefore, long until) =>
        await tx.ExecuteAsync(
            """
            UPDATE rotations SET lease_id = @Lease, leased_until = @Until
             WHERE id = @Id AND open_entry_id IS NOT NULL AND state <> 'Attention' AND due_at <= @Now
               AND (leased_until IS NULL OR leased_until < @LeasedBefore)
            """,
            new { Id = id, Lease = lease, Now = now, LeasedBefore = leasedBefore, Until = until }) == 1;

    /// <summary>A rotation under a lease as it is now, or null where the lease is lost.</summary>
    public Task<RotationRow?> FindLeasedAsync(DbSession session, string id, string lease) =>
        session.FindAsync<RotationRow>(
            $"SELECT {Columns} FROM rotations WHERE id = @Id AND lease_id = @Lease AND open_entry_id IS NOT NULL", new { Id = id, Lease = lease });

    /// <summary>Makes a lease last longer; false where it is lost.</summary>
    public async Task<bool> RenewAsync(DbSession tx, string id, string lease, long until) =>
        await tx.ExecuteAsync(
            "UPDATE rotations SET leased_until = @Until WHERE id = @Id AND lease_id = @Lease AND open_entry_id IS NOT NULL",
            new { Id = id, Lease = lease, Until = until }) == 1;

    /// <summary>Takes a step under a lease, and notes it; false where the lease is lost.</summary>
    public async Task<bool> StepAsync(DbSession tx, RotationRow row, string lease, RotationState state, long? until, long now)
    {
        if (await tx.ExecuteAsync(
            """
            UPDATE rotations SET state = @State, candidate = @Candidate, slot = @Slot, leased_until = COALESCE(@Until, leased_until)
             WHERE id = @Id AND lease_id = @Lease AND open_entry_id IS NOT NULL
            """,
            new { row.Id, Lease = lease, State = state.ToString(), row.Candidate, row.Slot, Until = until }) != 1)
            return false;
        await NoteAsync(tx, row, state.ToString(), row.Attempts, null, now);
        return true;
    }

    /// <summary>Gives a rotation back after a failure, to be tried again or to wait for a person; false where the lease is lost.</summary>
    public async Task<bool> FailAsync(DbSession tx, RotationRow row, string lease, RotationState state, TargetFault fault, long dueAt, long now)
    {
        if (await tx.ExecuteAsync(
            """
            UPDATE rotations SET state = @State, attempts = @Attempts, due_at = @DueAt, fault = @Fault, fault_code = @Code, lease_id = NULL, leased_until = NULL
             WHERE id = @Id AND lease_id = @Lease AND open_entry_id IS NOT NULL
            """,
            new { row.Id, Lease = lease, State = state.ToString(), Attempts = row.Attempts + 1, DueAt = dueAt, Fault = fault.Kind.ToString(), fault.Code }) != 1)
            return false;
        await NoteAsync(tx, row, state == RotationState.Attention ? "Attention" : "Failed", row.Attempts, fault, now);
        return true;
    }

    /// <summary>Ends a rotation under a lease, or (null) one that nobody works on; false where that is not so.</summary>
    public async Task<bool> FinishAsync(DbSession tx, RotationRow row, string? lease, RotationState state, long? noticeDueAt, long now)
    {
        if (await tx.ExecuteAsync(
            """
            UPDATE rotations SET state = @State, open_entry_id = NULL, lease_id = NULL, leased_until = NULL, finished_at = @Now, notice_due_at = @NoticeDueAt,
                   fault = NULL, fault_code = NULL
             WHERE id = @Id AND open_entry_id IS NOT NULL AND (lease_id = @Lease OR (@Lease IS NULL AND lease_id IS NULL AND state = @Was))
            """,
            new { row.Id, Lease = lease, State = state.ToString(), Was = row.State, NoticeDueAt = noticeDueAt, Now = now }) != 1)
            return false;
        await NoteAsync(tx, row, state.ToString(), row.Attempts, null, now);
        return true;
    }

    /// <summary>Makes a rotation go on now that needed a person or waits, with another candidate where that is given; false where somebody works on it or it is over.</summary>
    public async Task<bool> ResumeAsync(DbSession tx, RotationRow row, RotationState state, long now, long? candidate = null)
    {
        if (await tx.ExecuteAsync(
            """
            UPDATE rotations SET state = @State, candidate = COALESCE(@Candidate, candidate), attempts = 0, due_at = @Now, fault = NULL, fault_code = NULL
             WHERE account_id = @AccountId AND id = @Id AND open_entry_id IS NOT NULL AND lease_id IS NULL AND state = @Was
            """,
            new { row.AccountId, row.Id, State = state.ToString(), Was = row.State, Now = now, Candidate = candidate }) != 1)
            return false;
        await NoteAsync(tx, row, "Resumed", 0, null, now);
        return true;
    }

    /// <summary>Some rotations whose target is to be told that they ended, the earliest first.</summary>
    public Task<IReadOnlyList<RotationRow>> ListNoticesAsync(DbSession session, long now, int count) =>
        session.QueryAsync<RotationRow>(
            $"SELECT {Columns} FROM rotations WHERE notice_due_at <= @Now ORDER BY notice_due_at LIMIT @Count", new { Now = now, Count = count });

    /// <summary>Says when a target is told again, or (null) that it is not; false where another process was faster.</summary>
    public async Task<bool> SetNoticeAsync(DbSession tx, RotationRow row, long? dueAt, long attempts) =>
        await tx.ExecuteAsync(
            "UPDATE rotations SET notice_due_at = @DueAt, notice_attempts = @Attempts WHERE id = @Id AND notice_due_at = @Was",
            new { row.Id, DueAt = dueAt, Attempts = attempts, Was = row.NoticeDueAt }) == 1;

    /// <summary>Puts a step on the timeline.</summary>
    public Task NoteAsync(DbSession tx, RotationRow row, string step, long attempt, TargetFault? fault, long now) =>
        tx.ExecuteAsync(
            """
            INSERT INTO rotation_steps (id, rotation_id, account_id, seq, step, attempt, fault, fault_code, at)
            SELECT @Id, @Rotation, @Account, COALESCE(MAX(seq), 0) + 1, @Step, @Attempt, @Fault, @Code, @Now FROM rotation_steps WHERE rotation_id = @Rotation
            """,
            new
            {
                Id = Guid.CreateVersion7().ToString(), Rotation = row.Id, Account = row.AccountId, Step = step, Attempt = attempt,
                Fault = fault?.Kind.ToString(), fault?.Code, Now = now,
            });

    /// <summary>The timeline of a rotation.</summary>
    public Task<IReadOnlyList<RotationStepRow>> ListStepsAsync(DbSession session, AccountId account, string rotation) =>
        session.QueryAsync<RotationStepRow>(
            "SELECT id, step, attempt, fault, fault_code, at FROM rotation_steps WHERE account_id = @Account AND rotation_id = @Rotation ORDER BY seq",
            new { Account = account.ToString(), Rotation = rotation });

    /// <summary>Deletes some rotations that ended before an instant, with their timelines; returns how many.</summary>
    public async Task<int> DeleteBeforeAsync(DbSession tx, long instant, int count)
    {
        var ids = await tx.QueryAsync<string>(
            "SELECT id FROM rotations WHERE finished_at < @Instant AND notice_due_at IS NULL ORDER BY finished_at LIMIT @Count",
            new { Instant = instant, Count = count });
        if (ids.Count == 0)
            return 0;
        await tx.ExecuteAsync("DELETE FROM rotation_steps WHERE rotation_id IN @Ids", new { Ids = ids });
        return await tx.ExecuteAsync("DELETE FROM rotations WHERE id IN @Ids", new { Ids = ids });
    }

    /// <summary>
    /// "This wasn't me": what its sessions' plans have begun goes no further. What has not touched a target is over, what has waits for
    /// its member, and nobody is told that a password counts.
    /// </summary>
    public async Task UndoAsync(DbSession tx, AccountId account, string signInId, long now)
    {
        var theirs = await tx.QueryAsync<string>(
            """
            SELECT r.id FROM rotations r
             WHERE r.account_id = @Account AND (r.finished_at IS NULL OR r.notice_due_at IS NOT NULL)
               AND EXISTS (SELECT 1 FROM rotation_plans p
                            WHERE p.entry_id = r.entry_id AND p.account_id = r.account_id AND @SignIn IN (p.sign_in_id, p.target_sign_in_id))
            """,
            new { Account = account.ToString(), SignIn = signInId });
        foreach (var id in theirs)
        {
            // First: it waits for a step that is being written. Without its lease, whoever works on it writes nothing more and
            // touches nothing.
            await tx.ExecuteAsync("UPDATE rotations SET lease_id = NULL, leased_until = NULL, notice_due_at = NULL WHERE id = @Id", new { Id = id });
            if (await FindAsync(tx, account, id) is not { FinishedAt: null } row)
                continue;
            var untouched = row.State is nameof(RotationState.Planned) or nameof(RotationState.Stored)
                && await tx.ScalarAsync<long>("SELECT COUNT(*) FROM rotation_steps WHERE rotation_id = @Id AND step = 'Applying'", new { Id = id }) == 0;
            await tx.ExecuteAsync(
                untouched
                    ? "UPDATE rotations SET state = 'Cancelled', open_entry_id = NULL, finished_at = @Now WHERE id = @Id"
                    : "UPDATE rotations SET state = 'Attention', fault = @Fault, fault_code = NULL WHERE id = @Id",
                new { Id = id, Now = now, Fault = nameof(TargetFaultKind.Disowned) });
            await NoteAsync(
                tx, row, untouched ? nameof(RotationState.Cancelled) : nameof(RotationState.Attention), row.Attempts,
                untouched ? null : new TargetFault(TargetFaultKind.Disowned), now);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(DbSession tx, AccountId account, VaultEntryId entry)
    {
        var parameters = new { Account = account.ToString(), Entry = entry.ToString() };
        await tx.ExecuteAsync(
            """
            DELETE FROM rotation_steps
             WHERE account_id = @Account AND rotation_id IN (SELECT id FROM rotations WHERE account_id = @Account AND entry_id = @Entry)
            """, parameters);
        await tx.ExecuteAsync("DELETE FROM rotations WHERE account_id = @Account AND entry_id = @Entry", parameters);
    }

    /// <inheritdoc/>
    public async Task DeleteAllAsync(DbSession tx, AccountId account)
    {
        await tx.ExecuteAsync("DELETE FROM rotation_steps WHERE account_id = @Account", new { Account = account.ToString() });
        await tx.ExecuteAsync("DELETE FROM rotations WHERE account_id = @Account", new { Account = account.ToString() });
    }
}
