using FaceAuth.Database;

namespace FaceAuth.Keys;

/// <summary>A row whose key does not open, and stays as it is.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Id">Its id.</param>
/// <param name="Why">What the wrapper said.</param>
public sealed record BrokenKey(string Table, string Id, string Why);

/// <summary>What a rewrap did.</summary>
/// <param name="Moved">Keys that are under the newest master key now.</param>
/// <param name="Changed">Rows that were deleted, or rewrapped by another, meanwhile.</param>
/// <param name="Broken">Rows whose key does not open.</param>
/// <param name="Named">The first of them.</param>
public sealed record RewrapReport(long Moved, long Changed, long Broken, IReadOnlyList<BrokenKey> Named);

/// <summary>Prepares what records a run, outside of its transactions.</summary>
/// <param name="masterKeyId">The newest master key, under which the others are brought.</param>
/// <param name="ct">Ends the wait.</param>
/// <returns>Writes it down, as the last statement of the transaction that it is given.</returns>
public delegate Task<Func<DbSession, Task>> RewrapNote(string masterKeyId, CancellationToken ct);

/// <summary>
/// Brings every stored key under the newest master key. The data keys stay the same, so nothing that is sealed is touched;
/// each row is replaced only where it is as it was read, so it can be interrupted anywhere, repeated, and run twice at once.
/// </summary>
public sealed class KeyRewrap(IKeyWrapper wrapper, IEnumerable<IWrappedKeyRows> tables, Db db)
{
    /// <summary>How many broken rows a report names.</summary>
    public const int MostNamed = 100;

    /// <summary>How many rows are read, and then written in one short transaction.</summary>
    internal int Batch { get; init; } = 50;

    /// <summary>Moves what is under other master keys.</summary>
    /// <param name="told">Told how many rows are done, now and then.</param>
    /// <param name="note">Records the run: with the first keys that it moves, so that one which is interrupted is recorded too, and none
    /// that moves nothing. Null records nothing.</param>
    /// <param name="ct">Stops between two rows; what was written stays.</param>
    /// <exception cref="KeyServiceException">The key service cannot do its work now; what was moved stays moved.</exception>
    public async Task<RewrapReport> RunAsync(Action<long>? told, RewrapNote? note, CancellationToken ct)
    {
        // First of all: with the keys of yesterday it would bring back under the old one what others moved.
        await wrapper.StartAsync(mayCreate: false, ct);
        var current = wrapper.CurrentMasterKeyId;
        var record = note is null ? null : await note(current, ct);
        long moved = 0, changed = 0, broken = 0;
        var named = new List<BrokenKey>();

        // The check value last: until all else has moved, a start without the old master key is refused.
        foreach (var table in tables.OrderBy(table => table is KeyCheckStore))
        {
            string? after = null;
            while (true)
            {
                var rows = await db.ReadAsync(session => table.ListOthersAsync(session, current, after, Batch), ct);
                if (rows.Count == 0)
                    break;
                after = rows[^1].Id;
                var rewrapped = new List<(WrappedKeyRow Old, WrappedKey New)>();
                foreach (var row in rows)
                {
                    try
                    {
                        rewrapped.Add((row, await wrapper.RewrapAsync(row.Wrapped, row.Context, ct)));
                    }
                    catch (SealBrokenException fault)
                    {
                        broken++;
                        if (named.Count < MostNamed)
                            named.Add(new BrokenKey(table.Table, row.Id, fault.Message));
                    }
                }

                var replaced = rewrapped.Count == 0 ? 0 : await ReplaceAsync(table, rewrapped, moved == 0 ? record : null, ct);
                moved += replaced;
                changed += rewrapped.Count - replaced;
                told?.Invoke(moved + changed + broken);
            }
        }

        return new RewrapReport(moved, changed, broken, named);
    }

    private Task<int> ReplaceAsync(IWrappedKeyRows table, List<(WrappedKeyRow Old, WrappedKey New)> rewrapped, Func<DbSession, Task>? record, CancellationToken ct) =>
        db.WriteAsync(async tx =>
        {
            var replaced = 0;
            foreach (var (old, @new) in rewrapped)
            {
                if (await table.ReplaceAsync(tx, old, @new))
                    replaced++;
            }

            if (replaced > 0 && record is not null)
                await record(tx);
            return replaced;
        }, ct);
}
