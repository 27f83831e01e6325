using FaceAuth.Database;

namespace FaceAuth.Keys;

/// <summary>A row of <c>data_keys</c>.</summary>
internal sealed record DataKeyRow
{
    public string Id { get; init; } = "";

    public string Purpose { get; init; } = "";

    public string Owner { get; init; } = "";

    public string MasterKeyId { get; init; } = "";

    public byte[] Wrapped { get; init; } = [];

    public WrappedKey ToWrappedKey() => new(MasterKeyId, Wrapped);
}

/// <summary>The table <c>data_keys</c>.</summary>
internal sealed class KeyStore(Db db, TimeProvider clock) : IWrappedKeyRows
{
    /// <inheritdoc/>
    public string Table => "data_keys";

    public Task<DataKeyRow?> FindKeyAsync(string purpose, string owner, CancellationToken ct) => db.ReadAsync(
        session => session.FindAsync<DataKeyRow>(
            "SELECT id, purpose, owner, master_key_id, wrapped FROM data_keys WHERE purpose = @purpose AND owner = @owner",
            new { purpose, owner }), ct);

    /// <summary>False where the owner has a key of that purpose already.</summary>
    public Task<bool> TryAddKeyAsync(DataKeyRow key, CancellationToken ct) => db.WriteAsync(
        tx => tx.TryInsertAsync(
            """
            INSERT INTO data_keys (id, purpose, owner, master_key_id, wrapped, created_at)
            VALUES (@Id, @Purpose, @Owner, @MasterKeyId, @Wrapped, @Now)
            """,
            new { key.Id, key.Purpose, key.Owner, key.MasterKeyId, key.Wrapped, Now = Now() }), ct);

    // By purpose too: the unique key begins with it, and without it the statement would lock every account's row on MariaDB.
    public static Task<int> DeleteKeysAsync(DbSession tx, IEnumerable<string> purposes, string owner) => tx.ExecuteAsync(
        "DELETE FROM data_keys WHERE purpose IN @purposes AND owner = @owner", new { purposes, owner });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WrappedKeyRow>> ListOthersAsync(DbSession session, string currentMasterKeyId, string? after, int count) =>
        [.. (await session.QueryAsync<DataKeyRow>(
            """
            SELECT id, purpose, owner, master_key_id, wrapped FROM data_keys
             WHERE master_key_id <> @currentMasterKeyId AND id > @after ORDER BY id LIMIT @count
            """,
            new { currentMasterKeyId, after = after ?? "", count }))
            .Select(row => new WrappedKeyRow(row.Id, new KeyContext(row.Purpose, row.Owner), row.ToWrappedKey()))];

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(DbSession tx, WrappedKeyRow old, WrappedKey @new) => await tx.ExecuteAsync(
        """
        UPDATE data_keys SET master_key_id = @NewId, wrapped = @NewBytes
         WHERE id = @Id AND master_key_id = @OldId AND wrapped = @OldBytes
        """,
        new { old.Id, OldId = old.Wrapped.MasterKeyId, OldBytes = old.Wrapped.Bytes, NewId = @new.MasterKeyId, NewBytes = @new.Bytes }) > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> CountByMasterKeyAsync(DbSession session) =>
        (await session.QueryAsync<MasterKeyCount>("SELECT master_key_id, COUNT(*) AS key_count FROM data_keys GROUP BY master_key_id"))
            .ToDictionary(row => row.MasterKeyId, row => row.KeyCount);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
