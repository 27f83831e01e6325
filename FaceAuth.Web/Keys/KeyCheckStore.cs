using FaceAuth.Database;

namespace FaceAuth.Keys;

/// <summary>A row of <c>key_checks</c>: a known value under the master key of this database.</summary>
internal sealed record KeyCheckRow
{
    public string Purpose { get; init; } = "";

    public string MasterKeyId { get; init; } = "";

    public byte[] Wrapped { get; init; } = [];

    public byte[] SealedValue { get; init; } = [];
}

/// <summary>The table <c>key_checks</c>.</summary>
internal sealed class KeyCheckStore(Db db, TimeProvider clock) : IWrappedKeyRows
{
    /// <inheritdoc/>
    public string Table => "key_checks";

    public Task<KeyCheckRow?> FindCheckAsync(string purpose, CancellationToken ct) => db.ReadAsync(
        session => session.FindAsync<KeyCheckRow>(
            "SELECT purpose, master_key_id, wrapped, sealed_value FROM key_checks WHERE purpose = @purpose", new { purpose }), ct);

    /// <summary>False where there is one already.</summary>
    public Task<bool> TryAddCheckAsync(KeyCheckRow check, CancellationToken ct) => db.WriteAsync(
        tx => tx.TryInsertAsync(
            """
            INSERT INTO key_checks (purpose, master_key_id, wrapped, sealed_value, created_at)
            VALUES (@Purpose, @MasterKeyId, @Wrapped, @SealedValue, @Now)
            """,
            new { check.Purpose, check.MasterKeyId, check.Wrapped, check.SealedValue, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WrappedKeyRow>> ListOthersAsync(DbSession session, string currentMasterKeyId, string? after, int count) =>
        [.. (await session.QueryAsync<KeyCheckRow>(
            """
            SELECT purpose, master_key_id, wrapped FROM key_checks
             WHERE master_key_id <> @currentMasterKeyId AND purpose > @after ORDER BY purpose LIMIT @count
            """,
            new { currentMasterKeyId, after = after ?? "", count }))
            .Select(row => new WrappedKeyRow(row.Purpose, new KeyContext(row.Purpose, ""), new WrappedKey(row.MasterKeyId, row.Wrapped)))];

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(DbSession tx, WrappedKeyRow old, WrappedKey @new) => await tx.ExecuteAsync(
        """
        UPDATE key_checks SET master_key_id = @NewId, wrapped = @NewBytes
         WHERE purpose = @Id AND master_key_id = @OldId AND wrapped = @OldBytes
        """,
        new { old.Id, OldId = old.Wrapped.MasterKeyId, OldBytes = old.Wrapped.Bytes, NewId = @new.MasterKeyId, NewBytes = @new.Bytes }) > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountByMasterKeyAsync(DbSession session) =>
        (await session.QueryAsync<MasterKeyCount>("SELECT master_key_id, COUNT(*) AS key_count FROM key_checks GROUP BY master_key_id"))
            .ToDictionary(row => row.MasterKeyId, row => row.KeyCount);
}
