using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>
/// Recomputes the chain from the checkpoint to the head, in order and in bounded memory, and compares it with what stands
/// outside the database. Rows that are appended meanwhile are left to the next time.
/// </summary>
public sealed class LedgerVerifier(Db db, LedgerChainStore store, LedgerKey key, ILedgerAnchor anchor)
{
    /// <summary>Verifies.</summary>
    /// <param name="against">Marks to compare with, apart from the anchor.</param>
    /// <param name="progress">Told after every few thousand rows; may be null.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<LedgerVerdict> VerifyAsync(
        IReadOnlyList<LedgerMark> against, IProgress<LedgerProgress>? progress, CancellationToken ct)
    {
        // The anchor first: it names a row that was committed before, so that a ledger that grows is never older than it.
        var anchored = await anchor.ReadAsync(ct);
        IReadOnlyList<LedgerMark> marks = anchored is LedgerAnchorState.Found found ? [.. against, found.Mark] : against;
        while (true)
        {
            var (verdict, checkpoint) = await db.ReadAsync(session => ChainAsync(session, marks, progress, ct), ct);
            if (verdict is LedgerVerdict.Missing && await MovedAsync(checkpoint, ct))
                continue; // rows were pruned while they were read
            return verdict is LedgerVerdict.Whole whole ? Anchored(whole, anchored) : verdict;
        }
    }

    private static LedgerVerdict Anchored(LedgerVerdict.Whole whole, LedgerAnchorState anchored) => anchored switch
    {
        LedgerAnchorState.Found found => whole with { AnchoredThrough = found.Mark.Seq },
        LedgerAnchorState.Forged => new LedgerVerdict.AnchorForged(),
        _ => new LedgerVerdict.AnchorMissing(whole.Head),
    };

    private async Task<bool> MovedAsync(LedgerCheckpoint? before, CancellationToken ct) =>
        (await db.ReadAsync(store.FindCheckpointAsync, ct))?.Seq > (before?.Seq ?? 0);

    private async Task<(LedgerVerdict Verdict, LedgerCheckpoint? Checkpoint)> ChainAsync(
        DbSession session, IReadOnlyList<LedgerMark> marks, IProgress<LedgerProgress>? progress, CancellationToken ct)
    {
        var checkpoint = await store.FindCheckpointAsync(session);
        if (checkpoint is not null && !checkpoint.IsOurs(key))
            return (new LedgerVerdict.CheckpointForged(checkpoint.Seq), checkpoint);
        var pruned = checkpoint?.Seq ?? 0;
        if (await store.FindEndsAsync(session) is not { } ends)
            return (new LedgerVerdict.HeadAltered(await store.LastAsync(session)), checkpoint);
        if (ends.Last > 0 && ends.First <= pruned)
            return (new LedgerVerdict.Added(ends.First), checkpoint);

        using var chain = new LedgerChain(key, pruned, checkpoint?.RowMac ?? LedgerFormat.Genesis, marks);
        var read = 0;
        do
        {
            ct.ThrowIfCancellationRequested();
            read = await store.StreamAsync(session, chain.Seq, ends.Last, chain.Take);
            progress?.Report(new LedgerProgress(chain.Seq - pruned, Math.Max(0, ends.Last - pruned)));
        }
        while (read > 0 && chain.Fault is null);
        return (Verdict(chain, ends, pruned, checkpoint?.RowMac, marks), checkpoint);
    }

    private static LedgerVerdict Verdict(
        LedgerChain chain, LedgerEnds ends, long pruned, byte[]? prunedMac, IReadOnlyList<LedgerMark> marks)
    {
        // A row beyond the head that fits can only be the program's own: then it is the head that was changed.
        if (chain.Fault is LedgerVerdict.Altered altered && altered.Seq > ends.Seq || chain.Fault is LedgerVerdict.Missing gap && gap.From > ends.Seq)
            return new LedgerVerdict.Added(chain.Fault is LedgerVerdict.Missing missing ? missing.To + 1 : chain.Seq + 1);
        if (chain.Fault is { } fault)
            return fault;
        if (ends.Last > ends.Seq)
            return new LedgerVerdict.HeadAltered(ends.Last);
        var last = Math.Max(ends.Last, pruned);
        if (ends.Seq > last)
            return ends.Mac.AsSpan().SequenceEqual(chain.Mac) ? new LedgerVerdict.HeadAltered(last) : new LedgerVerdict.Missing(last + 1, ends.Seq);
        if (ends.Seq < pruned || !ends.Mac.AsSpan().SequenceEqual(chain.Mac))
            return new LedgerVerdict.HeadAltered(last);
        if (marks.Where(mark => mark.Seq > chain.Seq).MaxBy(mark => mark.Seq) is { } beyond)
            return new LedgerVerdict.RolledBack(chain.Seq, beyond.Seq);
        if (chain.OtherThanMarked.MinBy(mark => mark.Seq) is { } other)
            return new LedgerVerdict.RolledBack(chain.Seq, other.Seq);
        if (marks.FirstOrDefault(mark => mark.Seq == pruned && !mark.IsOf(prunedMac ?? LedgerFormat.Genesis)) is { } atCheckpoint)
            return new LedgerVerdict.RolledBack(chain.Seq, atCheckpoint.Seq);
        return new LedgerVerdict.Whole(
            chain.Seq - pruned, LedgerMark.Of(chain.Seq, chain.Mac), pruned, 0, [.. marks.Where(mark => mark.Seq < pruned)]);
    }
}
