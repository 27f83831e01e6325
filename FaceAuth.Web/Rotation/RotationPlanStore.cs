using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>The tables <c>rotation_plans</c> and <c>rotation_passes</c>. When a plan is due stands in the entry's own row.</summary>
public sealed class RotationPlanStore(VaultStore entries) : IAccountRows, IEntryRows, ISignInUndo
{
    private const string Columns =
        """
        p.entry_id, p.account_id, p.version, p.kind, p.host_key, p.sealed_settings, p.after_reveal, p.reveals_seen_at, p.reveal_due_at,
        p.scheduled, p.paused_at, p.held_at, p.created_at, p.updated_at, p.sign_in_id
        """;

    private const string Due =
        $"""
        SELECT {Columns}, e.rotate_at, e.marked_at FROM rotation_plans p JOIN vault_entries e ON e.id = p.entry_id AND e.account_id = p.account_id
         WHERE e.rotate_at <= @Now AND e.planned = 1 AND e.deleted_at IS NULL AND p.held_at IS NULL AND (p.paused_at IS NULL OR e.marked_at IS NOT NULL)
           AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = p.account_id)
           AND NOT EXISTS (SELECT 1 FROM rotations r WHERE r.open_entry_id = p.entry_id)
        """;

    /// <summary>The plan of an entry, or null.</summary>
    public Task<RotationPlanRow?> FindAsync(DbSession session, AccountId account, string entry) =>
        session.FindAsync<RotationPlanRow>(
            $"SELECT {Columns} FROM rotation_plans p WHERE p.account_id = @Account AND p.entry_id = @Entry",
            new { Account = account.ToString(), Entry = entry });

    /// <summary>Writes a plan, which is held no more; false where it is not at the version that was read (0 for none).</summary>
    public async Task<bool> SaveAsync(DbSession tx, RotationPlanRow row, long readVersion)
    {
        if (readVersion > 0)
        {
            return await tx.ExecuteAsync(
                """
                UPDATE rotation_plans SET version = @Version, kind = @Kind, host_key = @HostKey, sealed_settings = @SealedSettings, after_reveal = @AfterReveal,
                       reveals_seen_at = @RevealsSeenAt, reveal_due_at = NULL, scheduled = @Scheduled, held_at = NULL, updated_at = @UpdatedAt,
                       sign_in_id = @SignInId,
                       target_sign_in_id = CASE WHEN @TargetSignInId = '' THEN target_sign_in_id ELSE @TargetSignInId END
                 WHERE account_id = @AccountId AND entry_id = @EntryId AND version = @ReadVersion
                """,
                new
                {
                    row.Version, row.Kind, row.HostKey, row.SealedSettings, row.AfterReveal, row.RevealsSeenAt, row.Scheduled, row.UpdatedAt, row.SignInId, row.TargetSignInId,
                    row.AccountId, row.EntryId, ReadVersion = readVersion,
                }) == 1;
        }
        if (await FindAsync(tx, AccountId.Parse(row.AccountId), row.EntryId) is not null)
            return false;
        await tx.ExecuteAsync(
            """
            INSERT INTO rotation_plans
              (entry_id, account_id, version, kind, host_key, sealed_settings, after_reveal, reveals_seen_at, scheduled, created_at, updated_at, sign_in_id, target_sign_in_id)
            VALUES
              (@EntryId, @AccountId, @Version, @Kind, @HostKey, @SealedSettings, @AfterReveal, @RevealsSeenAt, @Scheduled, @CreatedAt, @UpdatedAt, @SignInId, @TargetSignInId)
            """,
            row);
        return true;
    }

    /// <summary>Pauses a plan, or (null) goes on with it; false where that is so already.</summary>
    public async Task<bool> SetPausedAsync(DbSession tx, AccountId account, string entry, long? at, string signInId) =>
        await tx.ExecuteAsync(
            """
            UPDATE rotation_plans SET paused_at = @At, paused_sign_in_id = @SignIn
             WHERE account_id = @Account AND entry_id = @Entry AND ((@At IS NULL AND paused_at IS NOT NULL) OR (@At IS NOT NULL AND paused_at IS NULL))
            """,
            new { Account = account.ToString(), Entry = entry, At = at, SignIn = at is null ? null : signInId }) == 1;

    /// <summary>Removes a plan; false where there is none.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string entry) =>
        await tx.ExecuteAsync(
            "DELETE FROM rotation_plans WHERE account_id = @Account AND entry_id = @Entry", new { Account = account.ToString(), Entry = entry }) == 1;

    /// <summary>
    /// Some plans that are due and of which no rotation is open, account by account. A pause does not stop what a disowned sign-in has
    /// seen.
    /// </summary>
    public Task<IReadOnlyList<DuePlanRow>> ListDueAsync(DbSession session, long now, int count) =>
        session.QueryAsync<DuePlanRow>($"{Due} ORDER BY p.account_id, e.rotate_at LIMIT @Count", new { Now = now, Count = count });

    /// <summary>The same without what was shown to somebody: what may wait, after a time in which nobody looked.</summary>
    public Task<IReadOnlyList<DuePlanRow>> ListOverdueAsync(DbSession session, long now, int count) =>
        session.QueryAsync<DuePlanRow>(
            $"{Due} AND e.marked_at IS NULL AND (p.reveal_due_at IS NULL OR p.reveal_due_at <> e.rotate_at) ORDER BY e.rotate_at LIMIT @Count",
            new { Now = now, Count = count });

    /// <summary>One plan as <see cref="ListDueAsync"/> finds it; null where it is not due any more.</summary>
    public Task<DuePlanRow?> FindDueAsync(DbSession session, string entry, long now) =>
        session.FindAsync<DuePlanRow>($"{Due} AND p.entry_id = @Entry", new { Now = now, Entry = entry });

    /// <summary>Some plans with a schedule whose entry has no due instant: the version before edited it, which knows of no plans.</summary>
    public Task<IReadOnlyList<RotationPlanRow>> ListUnsetAsync(DbSession session, int count) =>
        session.QueryAsync<RotationPlanRow>(
            $"""
            SELECT {Columns} FROM rotation_plans p JOIN vault_entries e ON e.id = p.entry_id AND e.account_id = p.account_id
             WHERE p.scheduled = 1 AND p.held_at IS NULL AND e.planned = 1 AND e.rotate_at IS NULL AND e.deleted_at IS NULL
               AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = p.account_id)
             LIMIT @Count
            """,
            new { Count = count });

    /// <summary>Some plans whose entry was shown since it was last thought of, with when; an export shows every one.</summary>
    public Task<IReadOnlyList<ShownPlanRow>> ListShownAsync(DbSession session, int count) =>
        session.QueryAsync<ShownPlanRow>(
            """
            SELECT p.account_id, p.entry_id, p.after_reveal, e.rotate_at, MAX(r.at) AS shown_at
              FROM rotation_plans p
              JOIN vault_entries e ON e.id = p.entry_id AND e.account_id = p.account_id
              JOIN reveals r ON r.account_id = p.account_id AND r.at > p.reveals_seen_at AND (r.entry_id IS NULL OR (r.entry_id = p.entry_id AND r.field = 'Password'))
             WHERE p.after_reveal IS NOT NULL AND p.paused_at IS NULL AND p.held_at IS NULL AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = p.account_id)
             GROUP BY p.account_id, p.entry_id, p.after_reveal, e.rotate_at LIMIT @Count
            """,
            new { Count = count });

    /// <summary>Notes up to when reveals were thought of; false where another process did.</summary>
    public async Task<bool> NoteShownAsync(DbSession tx, AccountId account, string entry, long at) =>
        await tx.ExecuteAsync(
            "UPDATE rotation_plans SET reveals_seen_at = @At WHERE account_id = @Account AND entry_id = @Entry AND reveals_seen_at < @At",
            new { Account = account.ToString(), Entry = entry, At = at }) == 1;

    /// <summary>Notes which due instant a reveal set.</summary>
    public Task SetRevealDueAsync(DbSession tx, AccountId account, string entry, long at) =>
        tx.ExecuteAsync(
            "UPDATE rotation_plans SET reveal_due_at = @At WHERE account_id = @Account AND entry_id = @Entry",
            new { Account = account.ToString(), Entry = entry, At = at });

    /// <summary>When somebody last looked for what is due; null for never.</summary>
    public Task<long?> FindPassAsync(DbSession session) => session.ScalarAsync<long?>("SELECT at FROM rotation_passes WHERE id = 1");

    /// <summary>Notes that somebody has looked for what is due.</summary>
    public async Task NotePassAsync(DbSession tx, long now)
    {
        if (await tx.ExecuteAsync("UPDATE rotation_passes SET at = @Now WHERE id = 1", new { Now = now }) == 0 && await FindPassAsync(tx) is null)
            await tx.TryInsertAsync("INSERT INTO rotation_passes (id, at) VALUES (1, @Now)", new { Now = now });
    }

    /// <summary>
    /// "This wasn't me" holds what its sessions set, whose entries count as changed by hand until their member has saved the plan
    /// again; and plans that they paused go on.
    /// </summary>
    public async Task UndoAsync(DbSession tx, AccountId account, string signInId, long now)
    {
        var parameters = new { Account = account.ToString(), SignIn = signInId, Now = now };
        await tx.ExecuteAsync(
            "UPDATE rotation_plans SET paused_at = NULL, paused_sign_in_id = NULL WHERE account_id = @Account AND paused_sign_in_id = @SignIn", parameters);
        foreach (var plan in await tx.QueryAsync<RotationPlanRow>(
            $"SELECT {Columns} FROM rotation_plans p WHERE p.account_id = @Account AND @SignIn IN (p.sign_in_id, p.target_sign_in_id) AND p.held_at IS NULL", parameters))
        {
            await tx.ExecuteAsync(
                "UPDATE rotation_plans SET held_at = @Now WHERE account_id = @Account AND entry_id = @Entry",
                new { parameters.Account, Entry = plan.EntryId, Now = now });
            if (VaultEntryId.TryParse(plan.EntryId, out var entry) && await entries.FindAsync(tx, account, entry) is { } row)
                await entries.SetRotationAsync(tx, account, entry, planned: false, row.RotateAt, await entries.CountChangeAsync(tx, account, now));
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(DbSession tx, AccountId account, VaultEntryId entry) => DeleteAsync(tx, account, entry.ToString());

    /// <inheritdoc/>
    public Task DeleteAllAsync(DbSession tx, AccountId account) =>
        tx.ExecuteAsync("DELETE FROM rotation_plans WHERE account_id = @Account", new { Account = account.ToString() });
}

/// <summary>A plan, as stored. Instants in Unix milliseconds.</summary>
public record RotationPlanRow
{
    public required string EntryId { get; init; }
    public required string AccountId { get; init; }
    public required long Version { get; init; }
    public required string Kind { get; init; }
    public required string HostKey { get; init; }
    public required byte[] SealedSettings { get; init; }
    public long? AfterReveal { get; init; }
    public long RevealsSeenAt { get; init; }

    /// <summary>The due instant that a reveal set.</summary>
    public long? RevealDueAt { get; init; }

    /// <summary>1 where its schedule makes it due by itself.</summary>
    public long Scheduled { get; init; }

    public long? PausedAt { get; init; }

    /// <summary>Since when nothing is done by it: a disowned sign-in had set it.</summary>
    public long? HeldAt { get; init; }

    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required string SignInId { get; init; }

    /// <summary>Written only: who chose the target; empty where it stays what it was.</summary>
    public string TargetSignInId { get; init; } = "";
}

/// <summary>A plan that is due.</summary>
public sealed record DuePlanRow : RotationPlanRow
{
    public required long RotateAt { get; init; }
    public long? MarkedAt { get; init; }

    /// <summary>Why.</summary>
    public RotationCause Cause =>
        MarkedAt is not null ? RotationCause.Disowned : RotateAt == RevealDueAt ? RotationCause.Reveal : RotationCause.Schedule;

    /// <summary>When a plan is due that was shown; Unix milliseconds.</summary>
    internal static long After(long shownAt, long minutes) => shownAt + (minutes * 60_000);
}

/// <summary>A plan whose entry was shown.</summary>
public sealed record ShownPlanRow
{
    public required string AccountId { get; init; }
    public required string EntryId { get; init; }
    public required long AfterReveal { get; init; }
    public long? RotateAt { get; init; }
    public required long ShownAt { get; init; }
}
