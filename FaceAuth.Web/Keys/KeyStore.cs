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

/// <summary>A row of <c>key_checks</c>: a known value under the master key of this database.</summary>
internal sealed record KeyCheckRow
{
    public string Purpose { get; init; } = "";

    public string MasterKeyId { get; init; } = "";

    public byte[] Wrapped { get; init; } = [];

    public byte[] SealedValue { get; init; } = [];
}

/// <summary>The tables <c>data_keys</c> and <c>key_checks</c>.</summary>
internal sealed class KeyStore(Db db, TimeProvider clock)
{
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
            new { check.Purpose, check.MasterKeyId, check.Wrapped, check.SealedValue, Now = Now() }), ct);

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

    public static Task<int> DeleteKeyAsync(DbSession tx, string purpose, string owner) => tx.ExecuteAsync(
        "DELETE FROM data_keys WHERE purpose = @purpose AND owner = @owner", new { purpose, owner });

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
