using FaceAuth.Database;

namespace FaceAuth.Email;

/// <summary>The SQL of the outbox. A message is claimed by a lease, and whoever holds the lease finishes it.</summary>
public sealed class OutboxStore(Db db)
{
    /// <summary>Adds a message inside the transaction that causes it.</summary>
    public static Task AddAsync(DbSession tx, OutboxRow row) => tx.ExecuteAsync(
        """
        INSERT INTO outbox (id, priority, sealed_message, created_at, due_at, expires_at, attempts)
        VALUES (@Id, @Priority, @SealedMessage, @CreatedAt, @DueAt, @ExpiresAt, 0)
        """, row);

    /// <summary>
    /// The ids of messages that are due and nobody's, the most urgent first; at most ten, because a more urgent one may
    /// come while they are sent.
    /// </summary>
    internal Task<IReadOnlyList<string>> DueAsync(MailPriority lowest, DateTimeOffset now, CancellationToken ct) =>
        db.ReadAsync(session => session.QueryAsync<string>(
            """
            SELECT id FROM outbox
             WHERE due_at <= @Now AND priority >= @Lowest AND (leased_until IS NULL OR leased_until < @Now)
             ORDER BY priority DESC, due_at, id
             LIMIT 10
            """, new { Now = now.ToUnixTimeMilliseconds(), Lowest = (int)lowest }), ct);

    /// <summary>
    /// Claims a due message until <paramref name="until"/>; null where somebody else has it or it is gone. The try is
    /// counted here, so that one which ends the process counts too.
    /// </summary>
    internal Task<OutboxRow?> ClaimAsync(
        string id, string leaseId, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) =>
        db.WriteAsync(async tx =>
        {
            var claimed = await tx.ExecuteAsync(
                """
                UPDATE outbox SET lease_id = @LeaseId, leased_until = @Until, attempts = attempts + 1
                 WHERE id = @Id AND due_at <= @Now AND (leased_until IS NULL OR leased_until < @Now)
                """,
                new
                {
                    Id = id,
                    LeaseId = leaseId,
                    Now = now.ToUnixTimeMilliseconds(),
                    Until = until.ToUnixTimeMilliseconds(),
                });
            return claimed == 0 ? null : await tx.FindAsync<OutboxRow>(
                """
                SELECT id AS Id, priority AS Priority, sealed_message AS SealedMessage, created_at AS CreatedAt,
                       due_at AS DueAt, expires_at AS ExpiresAt, attempts AS Attempts
                  FROM outbox WHERE id = @Id
                """, new { Id = id });
        }, ct);

    /// <summary>Deletes a message as its lease's owner; false where the lease went to another.</summary>
    internal Task<bool> RemoveAsync(string id, string leaseId, CancellationToken ct) => db.WriteAsync(async tx =>
        await tx.ExecuteAsync(
            "DELETE FROM outbox WHERE id = @Id AND lease_id = @LeaseId", new { Id = id, LeaseId = leaseId }) == 1, ct);

    /// <summary>Gives a message back as its lease's owner, to be tried again from <paramref name="dueAt"/> on.</summary>
    internal Task ReleaseAsync(string id, string leaseId, DateTimeOffset dueAt, CancellationToken ct) =>
        db.WriteAsync(tx => tx.ExecuteAsync(
            """
            UPDATE outbox SET due_at = @DueAt, lease_id = NULL, leased_until = NULL
             WHERE id = @Id AND lease_id = @LeaseId
            """, new { Id = id, LeaseId = leaseId, DueAt = dueAt.ToUnixTimeMilliseconds() }), ct);

    /// <summary>Deletes the messages that nobody needs any more and that nobody is sending; returns how many.</summary>
    internal Task<int> DropExpiredAsync(DateTimeOffset now, CancellationToken ct) => db.WriteAsync(tx => tx.ExecuteAsync(
        """
        DELETE FROM outbox
         WHERE expires_at IS NOT NULL AND expires_at <= @Now AND (leased_until IS NULL OR leased_until < @Now)
        """, new { Now = now.ToUnixTimeMilliseconds() }), ct);
}

/// <summary>A row of the outbox; instants are Unix milliseconds.</summary>
public sealed record OutboxRow
{
    public string Id { get; init; } = "";
    public long Priority { get; init; }
    public byte[] SealedMessage { get; init; } = [];
    public long CreatedAt { get; init; }
    public long DueAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long Attempts { get; init; }
}
