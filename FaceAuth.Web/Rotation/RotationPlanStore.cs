using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Vault;

namespace FaceAuth.Rotation;

/// <summary>The tables <c>rotation_plans</c> and <c>rotation_passes</c>. When a plan is due stands in the entry's own row.</summary>
public sealed class RotationPlanStore : IAccountRows, ISignInUndo
{
    private const string Columns =
        """
        p.entry_id, p.account_id, p.version, p.kind, p.host_key, p.sealed_settings, p.after_reveal, p.reveals_seen_at, p.paused_at, p.created_at,
        p.updated_at, p.sign_in_id
        """;

    /// <summary>The plan of an entry, or null.</summary>
    public Task<RotationPlanRow?> FindAsync(DbSession session, AccountId account, string entry) =>
        session.FindAsync<RotationPlanRow>(
            $"SELECT {Columns} FROM rotation_plans p WHERE p.account_id = @Account AND p.entry_id = @Entry",
            new { Account = account.ToString(), Entry = entry });

    /// <summary>All plans of an account.</summary>
    public Task<IReadOnlyList<RotationPlanRow>> ListAsync(DbSession session, AccountId account) =>
        session.QueryAsync<RotationPlanRow>(
            $"SELECT {Columns} FROM rotation_plans p WHERE p.account_id = @Account", new { Account = account.ToString() });

    /// <summary>Writes a plan; false where it is not at the version that was read (0 for none).</summary>
    public async Task<bool> SaveAsync(DbSession tx, RotationPlanRow row, long readVersion)
    {
        if (readVersion > 0)
        {
            return await tx.ExecuteAsync(
                """
                UPDATE rotation_plans SET version = @Version, kind = @Kind, host_key = @HostKey, sealed_settings = @SealedSettings, after_reveal = @AfterReveal,
                       reveals_seen_at = @RevealsSeenAt, updated_at = @UpdatedAt, sign_in_id = @SignInId
                 WHERE account_id = @AccountId AND entry_id = @EntryId AND version = @ReadVersion
                """,
                new
                {
                    row.Version, row.Kind, row.HostKey, row.SealedSettings, row.AfterReveal, row.RevealsSeenAt, row.UpdatedAt, row.SignInId,
                    row.AccountId, row.EntryId, ReadVersion = readVersion,
                }) == 1;
        }
        if (await FindAsync(tx, AccountId.Parse(row.AccountId), row.EntryId) is not null)
            return false;
        await tx.ExecuteAsync(
            """
            INSERT INTO rotation_plans
              (entry_id, account_id, version, kind, host_key, sealed_settings, after_reveal, reveals_seen_at, created_at, updated_at, sign_in_id)
            VALUES
              (@EntryId, @AccountId, @Version, @Kind, @HostKey, @SealedSettings, @AfterReveal, @RevealsSeenAt, @CreatedAt, @UpdatedAt, @SignInId)
            """,
            row);
        return true;
    }

    /// <summary>Pauses a plan, or (null) goes on with it; false where that is so already.</summary>
    public async Task<bool> SetPausedAsync(DbSession tx, AccountId account, string entry, long? at) =>
        await tx.ExecuteAsync(
            """
            UPDATE rotation_plans SET paused_at = @At
             WHERE account_id = @Account AND entry_id = @Entry AND ((@At IS NULL AND paused_at IS NOT NULL) OR (@At IS NOT NULL AND paused_at IS NULL))
            """,
            new { Account = account.ToString(), Entry = entry, At = at }) == 1;

    /// <summary>Removes a plan; false where there is none.</summary>
    public async Task<bool> DeleteAsync(DbSession tx, AccountId account, string entry) =>
        await tx.ExecuteAsync(
            "DELETE FROM rotation_plans WHERE account_id = @Account AND entry_id = @Entry", new { Account = account.ToString(), Entry = entry }) == 1;

    /// <summary>Some plans that are due and of which no rotation is open, account by account.</summary>
    public Task<IReadOnlyList<DuePlanRow>> ListDueAsync(DbSession session, long now, int count) =>
        session.QueryAsync<DuePlanRow>(
            $"""
            SELECT {Columns}, e.rotate_at, e.marked_at FROM rotation_plans p JOIN vault_entries e ON e.id = p.entry_id AND e.account_id = p.account_id
             WHERE e.rotate_at <= @Now AND e.planned = 1 AND e.deleted_at IS NULL AND p.paused_at IS NULL
               AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = p.account_id)
               AND NOT EXISTS (SELECT 1 FROM rotations r WHERE r.open_entry_id = p.entry_id)
             ORDER BY p.account_id, e.rotate_at LIMIT @Count
            """,
            new { Now = now, Count = count });

    /// <summary>Some plans whose entry was shown since it was last thought of, with when; an export shows every one.</summary>
    public Task<IReadOnlyList<ShownPlanRow>> ListShownAsync(DbSession session, int count) =>
        session.QueryAsync<ShownPlanRow>(
            """
            SELECT p.account_id, p.entry_id, p.after_reveal, e.rotate_at, MAX(r.at) AS shown_at
              FROM rotation_plans p
              JOIN vault_entries e ON e.id = p.entry_id AND e.account_id = p.account_id
              JOIN reveals r ON r.account_id = p.account_id AND r.at > p.reveals_seen_at AND (r.entry_id IS NULL OR (r.entry_id = p.entry_id AND r.field = 'Password'))
             WHERE p.after_reveal IS NOT NULL AND p.paused_at IS NULL AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = p.account_id)
             GROUP BY p.account_id, p.entry_id, p.after_reveal, e.rotate_at LIMIT @Count
            """,
            new { Count = count });

    /// <summary>Notes up to when reveals were thought of; false where another process did.</summary>
    public async Task<bool> NoteShownAsync(DbSession tx, AccountId account, string entry, long at) =>
        await tx.ExecuteAsync(
            "UPDATE rotation_plans SET reveals_seen_at = @At WHERE account_id = @Account AND entry_id = @Entry AND reveals_seen_at < @At",
            new { Account = account.ToString(), Entry = entry, At = at }) == 1;

    /// <summary>Takes the turn of looking for what is due, and returns when that was last done; null for never.</summary>
    public async Task<long?> PassAsync(DbSession tx, long now)
    {
        var last = await tx.ScalarAsync<long?>("SELECT at FROM rotation_passes WHERE id = 1");
        if (await tx.ExecuteAsync("UPDATE rotation_passes SET at = @Now WHERE id = 1", new { Now = now }) == 0 && last is null)
            await tx.TryInsertAsync("INSERT INTO rotation_passes (id, at) VALUES (1, @Now)", new { Now = now });
        return last;
    }

    /// <summary>"This wasn't me" pauses what its sessions set: a target that somebody else chose is told nothing more.</summary>
    public Task UndoAsync(DbSession tx, AccountId account, string signInId, long now) =>
        tx.ExecuteAsync(
            "UPDATE rotation_plans SET paused_at = @Now WHERE account_id = @Account AND sign_in_id = @SignIn AND paused_at IS NULL",
            new { Account = account.ToString(), SignIn = signInId, Now = now });

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
    public long? PausedAt { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
    public required string SignInId { get; init; }
}

/// <summary>A plan that is due.</summary>
public sealed record DuePlanRow : RotationPlanRow
{
    public required long RotateAt { get; init; }
    public long? MarkedAt { get; init; }
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
