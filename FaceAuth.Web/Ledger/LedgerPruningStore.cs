using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>What pruning changes: rows of <c>ledger</c>, and the table <c>ledger_checkpoints</c>.</summary>
public sealed class LedgerPruningStore
{
    /// <summary>Deletes the rows after one and through another; how many.</summary>
    public Task<int> DeleteAsync(DbSession tx, long after, long through) =>
        tx.ExecuteAsync("DELETE FROM ledger WHERE seq > @after AND seq <= @through", new { after, through });

    /// <summary>Puts a checkpoint in the place of the one before.</summary>
    public async Task ReplaceCheckpointAsync(DbSession tx, LedgerCheckpoint checkpoint)
    {
        await tx.ExecuteAsync("DELETE FROM ledger_checkpoints WHERE seq < @Seq", new { checkpoint.Seq });
        await tx.ExecuteAsync(
            """
            INSERT INTO ledger_checkpoints (seq, format, row_mac, at, row_count, mac)
            VALUES (@Seq, @Format, @RowMac, @At, @RowCount, @Mac)
            """,
            new { checkpoint.Seq, checkpoint.Format, checkpoint.RowMac, checkpoint.At, checkpoint.RowCount, checkpoint.Mac });
    }
}
