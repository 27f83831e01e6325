using FaceAuth.Database;

namespace FaceAuth.Keys;

/// <summary>A row of <c>data_protection_keys</c>.</summary>
internal sealed record DataProtectionKeyRow
{
    public string Id { get; init; } = "";

    public byte[] SealedXml { get; init; } = [];
}

/// <summary>The table <c>data_protection_keys</c>.</summary>
internal sealed class DataProtectionKeyStore(Db db, TimeProvider clock)
{
    public Task<IReadOnlyList<DataProtectionKeyRow>> LoadAsync(CancellationToken ct) => db.ReadAsync(
        session => session.QueryAsync<DataProtectionKeyRow>(
            "SELECT id, sealed_xml FROM data_protection_keys ORDER BY created_at, id"), ct);

    public Task AddAsync(DataProtectionKeyRow row, CancellationToken ct) => db.WriteAsync(
        tx => tx.ExecuteAsync(
            "INSERT INTO data_protection_keys (id, sealed_xml, created_at) VALUES (@Id, @SealedXml, @Now)",
            new { row.Id, row.SealedXml, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }), ct);
}
