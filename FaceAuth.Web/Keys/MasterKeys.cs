using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Keys;

/// <summary>What a master key is needed for.</summary>
/// <param name="Id">The master key.</param>
/// <param name="Wraps">True for the newest, under which new keys come.</param>
/// <param name="Held">False where stored keys need it and it cannot be had.</param>
/// <param name="Keys">How many stored keys are under it.</param>
public sealed record MasterKeyUse(string Id, bool Wraps, bool Held, long Keys)
{
    /// <summary>True where nothing that is stored now needs it.</summary>
    public bool CanGo => Held && !Wraps && Keys == 0;
}

/// <summary>The master keys: which there are, what is under them, and a newer one.</summary>
public sealed class MasterKeys(
    IKeyWrapper wrapper, IEnumerable<IWrappedKeyRows> tables, Db db, IOptions<DatabaseOptions> database, TimeProvider clock)
{
    // Counting reads every stored key's row, and a load balancer asks for the health every few seconds.
    private static readonly TimeSpan CountedEvery = TimeSpan.FromMinutes(15);
    private long _foundWhole = long.MinValue;

    /// <summary>All master keys that are held, the newest first, and then those that are missing.</summary>
    public async Task<IReadOnlyList<MasterKeyUse>> ListAsync(CancellationToken ct)
    {
        await wrapper.StartAsync(mayCreate: false, ct);
        var counts = new Dictionary<string, long>();
        foreach (var table in tables)
        {
            foreach (var (id, keys) in await db.ReadAsync(table.CountByMasterKeyAsync, ct))
                counts[id] = counts.GetValueOrDefault(id) + keys;
        }

        var (held, current) = (wrapper.MasterKeyIds, wrapper.CurrentMasterKeyId);
        return
        [
            .. held.Select(id => new MasterKeyUse(id, id == current, Held: true, counts.GetValueOrDefault(id))),
            .. counts.Keys.Except(held).Order(StringComparer.Ordinal).Select(id => new MasterKeyUse(id, Wraps: false, Held: false, counts[id])),
        ];
    }

    /// <summary>Makes a newer master key; of two that do it at once, both are made.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="KeyServiceException">It cannot be made; nothing was changed.</exception>
    public async Task<string> AddAsync(CancellationToken ct)
    {
        var added = "";
        await db.Dialect.UnderLockAsync("keys", database.Value.StartLockTimeout, async () => added = await wrapper.AddMasterKeyAsync(ct), ct);
        return added;
    }

    /// <summary>Tells whether every stored key's master key is held. What was found whole is not counted again for 15 minutes.</summary>
    /// <exception cref="KeyServiceException">Stored keys are under a master key that is missing.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        var last = Volatile.Read(ref _foundWhole);
        if (last != long.MinValue && clock.GetElapsedTime(last) < CountedEvery)
            return;
        var missing = (await ListAsync(ct)).Where(key => !key.Held).ToList();
        if (missing.Count > 0)
            throw new KeyServiceException(
                $"Stored keys are under master keys that are missing: {string.Join(", ", missing.Select(key => $"{key.Id} ({key.Keys})"))}. " +
                "What they seal cannot be read. Put the master keys back from a copy.");
        Volatile.Write(ref _foundWhole, clock.GetTimestamp());
    }
}
