using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Ledger;

/// <summary>
/// Moves the anchor forward to the newest row, and only where the row that it remembers is still what it was. Otherwise it
/// stays where it is, as the proof that history was changed.
/// </summary>
public sealed partial class LedgerAnchoring(
    Db db, LedgerStore store, LedgerChainStore rows, LedgerKey key, ILedgerAnchor anchor, IOptions<DatabaseOptions> database, TimeProvider clock,
    ILogger<LedgerAnchoring> log)
{
    // What was logged last: the same fault is not told again every few seconds.
    private AnchoringResult? _told;

    /// <summary>Anchors an empty ledger, at the start of the program. One with rows is not: whoever removes the anchor must be noticed.</summary>
    public Task StartAsync(CancellationToken ct) => UnderLockAsync(async () =>
    {
        if (await anchor.ReadAsync(ct) is LedgerAnchorState.Missing
            && await db.ReadAsync(store.FindHeadAsync, ct) is { Seq: 0 } head)
            await WriteAsync(head, ct);
    }, ct);

    /// <summary>Anchors the newest row.</summary>
    /// <exception cref="IOException">The anchor cannot be read or written.</exception>
    public async Task<AnchoringResult> AnchorAsync(CancellationToken ct)
    {
        AnchoringResult result = new AnchoringResult.HeadMissing();
        await UnderLockAsync(async () => result = await AnchorLockedAsync(ct), ct);
        if (Interlocked.Exchange(ref _told, result)?.GetType() != result.GetType())
            Tell(result);
        return result;
    }

    /// <summary>Anchors the newest row whatever the anchor says: an administrator knows why the database is another one.</summary>
    public Task AcceptAsync(CancellationToken ct) => UnderLockAsync(async () =>
        await WriteAsync(await db.ReadAsync(store.FindHeadAsync, ct) ?? throw new LedgerHeadMissingException(), ct), ct);

    private async Task<AnchoringResult> AnchorLockedAsync(CancellationToken ct)
    {
        switch (await anchor.ReadAsync(ct))
        {
            case LedgerAnchorState.Found { Mark: var mark }:
                if (await db.ReadAsync(store.FindHeadAsync, ct) is not { } head)
                    return new AnchoringResult.HeadMissing();
                if (head.Seq < mark.Seq || !await db.ReadAsync(session => LeadsToAsync(session, mark, head), ct))
                    return new AnchoringResult.RolledBack(mark, head.Seq);

                if (head.Seq > mark.Seq)
                    await WriteAsync(head, ct);
                return new AnchoringResult.Anchored(LedgerMark.Of(head.Seq, head.Mac));
            case LedgerAnchorState.Missing:
                return new AnchoringResult.Missing();
            default:
                return new AnchoringResult.Forged();
        }
    }

    private void Tell(AnchoringResult result)
    {
        switch (result)
        {
            case AnchoringResult.RolledBack rolledBack: Log.RolledBack(log, rolledBack.Anchor.Seq, rolledBack.Head); break;
            case AnchoringResult.Missing: Log.Missing(log); break;
            case AnchoringResult.Forged: Log.Forged(log); break;
            case AnchoringResult.HeadMissing: Log.HeadMissing(log); break;
        }
    }

    // Recomputes the chain from the anchored row through to the head. To look at the anchored row's cell only would let
    // somebody put the old MAC there for a moment, while other rows lead on from it.
    private async Task<bool> LeadsToAsync(DbSession session, LedgerMark mark, LedgerHead head)
    {
        if (await FindStartAsync(session, mark) is not { } start)
            return false;
        using var chain = new LedgerChain(key, start.Seq, start.Mac, []);
        while (chain.Fault is null && await rows.StreamAsync(session, chain.Seq, head.Seq, chain.Take) > 0)
        {
            // On to the next rows.
        }
        return chain.Fault is null && chain.Seq == head.Seq && chain.Mac.SequenceEqual(head.Mac);
    }

    // The anchored row, or the checkpoint that took its place, or the beginning; null where it is none of them.
    private async Task<(long Seq, byte[] Mac)?> FindStartAsync(DbSession session, LedgerMark mark)
    {
        if (mark.Seq == 0)
            return mark.IsOf(LedgerFormat.Genesis) ? (0, LedgerFormat.Genesis.ToArray()) : null;
        if (await rows.FindMacAsync(session, mark.Seq) is { } mac)
            return mark.IsOf(mac) ? (mark.Seq, mac) : null;
        // Pruning never passes the anchor, so the checkpoint can only be the very row.
        return await rows.FindCheckpointAsync(session) is { } checkpoint && checkpoint.IsOurs(key) && checkpoint.Seq == mark.Seq
            && mark.IsOf(checkpoint.RowMac) ? (mark.Seq, checkpoint.RowMac) : null;
    }

    private Task WriteAsync(LedgerHead head, CancellationToken ct) =>
        anchor.WriteAsync(LedgerMark.Of(head.Seq, head.Mac), clock.GetUtcNow().ToUnixTimeMilliseconds(), ct);

    // Of two processes with one anchor, neither moves it back.
    private Task UnderLockAsync(Func<Task> work, CancellationToken ct) =>
        db.Dialect.UnderLockAsync("ledger-anchor", database.Value.StartLockTimeout, work, ct);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The ledger was rolled back or rewritten: the anchor remembers row {Anchored}, the head is row {Head}. The anchor stays. Run ledger verify; after a restore from a backup, ledger accept-restore")]
        public static partial void RolledBack(ILogger logger, long anchored, long head);

        [LoggerMessage(4, LogLevel.Error, "The ledger's head (table ledger_head) was removed. Nothing that is recorded can be done. Run ledger verify, and restore the database from a backup")]
        public static partial void HeadMissing(ILogger logger);

        [LoggerMessage(2, LogLevel.Error, "The ledger's anchor (Ledger:AnchorFile) is missing, so rows taken off the end would not be noticed. Put it back, or run ledger accept-restore")]
        public static partial void Missing(ILogger logger);

        [LoggerMessage(3, LogLevel.Error, "The ledger's anchor (Ledger:AnchorFile) was not written by this installation. Put it back, or run ledger accept-restore")]
        public static partial void Forged(ILogger logger);
    }
}

/// <summary>How anchoring ended.</summary>
public abstract record AnchoringResult
{
    private AnchoringResult() { }

    /// <summary>The newest row is anchored.</summary>
    public sealed record Anchored(LedgerMark Head) : AnchoringResult;

    /// <summary>The anchored row is not there, or another; the anchor stays.</summary>
    public sealed record RolledBack(LedgerMark Anchor, long Head) : AnchoringResult;

    /// <summary>There is no anchor, and the ledger has rows.</summary>
    public sealed record Missing : AnchoringResult;

    /// <summary>The anchor is not ours.</summary>
    public sealed record Forged : AnchoringResult;

    /// <summary>The ledger has no head.</summary>
    public sealed record HeadMissing : AnchoringResult;
}
