using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Ledger;

/// <summary>
/// Deletes rows whose time is over, from the beginning on. Each batch is verified first, and in one transaction its rows go, a
/// checkpoint takes their place and a row says so: wherever the program dies, the ledger is whole.
/// </summary>
/// <remarks>Never beyond the anchor: what nothing outside vouches for yet must stay to be compared.</remarks>
public sealed partial class LedgerPruning(
    Db db, LedgerChainStore chain, LedgerPruningStore store, LedgerKey key, LedgerWriter writer, ILedgerAnchor anchor, IOptions<LedgerOptions> options,
    TimeProvider clock, ILogger<LedgerPruning> log)
{
    /// <summary>Rows in one transaction.</summary>
    internal const int BatchSize = 2000;

    /// <summary>Prunes what is old enough; how many rows.</summary>
    public async Task<long> PruneAsync(CancellationToken ct)
    {
        if (await anchor.ReadAsync(ct) is not LedgerAnchorState.Found { Mark.Seq: var anchored })
            return 0; // LedgerAnchoring tells why
        var before = (clock.GetUtcNow() - options.Value.Retention).ToUnixTimeMilliseconds();
        var pruned = 0L;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var count = await PruneBatchAsync(anchored, before, ct);
            pruned += count;
            if (count < BatchSize)
                return pruned;
        }
    }

    /// <summary>Prunes one batch; how many rows.</summary>
    internal async Task<int> PruneBatchAsync(long anchored, long before, CancellationToken ct)
    {
        var old = await db.ReadAsync(chain.FindCheckpointAsync, ct);
        if (old is not null && !old.IsOurs(key))
        {
            Log.NotWhole(log, old.Seq);
            return 0;
        }

        var (from, mac) = (old?.Seq ?? 0, old?.RowMac ?? LedgerFormat.Genesis);
        using var followed = new LedgerChain(key, from, mac, []);
        var past = false;
        await db.ReadAsync(session => chain.StreamAsync(session, from, Math.Min(anchored, from + BatchSize), row =>
        {
            past = past || !row.TryInteger(2, out var at) || at >= before;
            if (!past)
                followed.Take(row);
        }), ct);
        if (followed.Fault is not null)
        {
            // A checkpoint over it would hide it for ever.
            Log.NotWhole(log, followed.Seq + 1);
            return 0;
        }

        var count = (int)(followed.Seq - from);
        if (count == 0)
            return 0;
        var checkpoint = new LedgerCheckpoint
        {
            Seq = followed.Seq,
            Format = LedgerFormat.Version,
            RowMac = followed.Mac.ToArray(),
            At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            RowCount = (old?.RowCount ?? 0) + count,
        }.MacedUnder(key);
        var note = await writer.SealAsync(
            new LedgerEvent(LedgerKinds.LedgerPruned, "", "", checkpoint.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture)), ct);
        try
        {
            await db.WriteAsync(async tx =>
            {
                if (await store.DeleteAsync(tx, from, checkpoint.Seq) != count)
                    throw new PrunedElsewhereException();
                await store.ReplaceCheckpointAsync(tx, checkpoint);
                await writer.AppendAsync(tx, note);
            }, ct);
        }
        catch (PrunedElsewhereException)
        {
            return 0; // another process does it; nothing was changed here
        }

        Log.Pruned(log, count, checkpoint.Seq);
        return count;
    }

    private sealed class PrunedElsewhereException : Exception;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} rows of the ledger were pruned, through row {Seq}")]
        public static partial void Pruned(ILogger logger, int count, long seq);

        [LoggerMessage(2, LogLevel.Error, "The ledger is not pruned, because it is not whole at row {Seq}. Run ledger verify")]
        public static partial void NotWhole(ILogger logger, long seq);
    }
}
