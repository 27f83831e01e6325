namespace FaceAuth.Ledger;

/// <summary>What verification found: that the ledger is whole, or the first fault.</summary>
public abstract record LedgerVerdict
{
    private LedgerVerdict() { }

    /// <summary>Every row from the checkpoint (or the first) to the head is as it was written.</summary>
    /// <param name="Rows">How many were verified.</param>
    /// <param name="Head">The newest row; number 0 where there is none.</param>
    /// <param name="PrunedThrough">The last row that was pruned; 0 where none was.</param>
    /// <param name="AnchoredThrough">The newest row that the anchor outside the database vouches for.</param>
    /// <param name="NotCompared">The marks that were given and whose rows are pruned, so that they cannot be compared any more.</param>
    public sealed record Whole(long Rows, LedgerMark Head, long PrunedThrough, long AnchoredThrough, IReadOnlyList<LedgerMark> NotCompared)
        : LedgerVerdict;

    /// <summary>A row is not as it was written, or not in its place.</summary>
    public sealed record Altered(long Seq) : LedgerVerdict;

    /// <summary>Rows were taken out.</summary>
    public sealed record Missing(long From, long To) : LedgerVerdict;

    /// <summary>A row that the program did not write: beyond the head, below the checkpoint, or pushed in between.</summary>
    public sealed record Added(long Seq) : LedgerVerdict;

    /// <summary>The rows are whole among themselves, but older than, or other than, what the anchor or the given mark saw.</summary>
    public sealed record RolledBack(long LastRow, long AnchoredSeq) : LedgerVerdict;

    /// <summary>The head does not name the last row.</summary>
    public sealed record HeadAltered(long LastRow) : LedgerVerdict;

    /// <summary>The checkpoint is not the program's own.</summary>
    public sealed record CheckpointForged(long Seq) : LedgerVerdict;

    /// <summary>There is no anchor, so nothing vouches for the newest rows: it was removed, or the database came from elsewhere.</summary>
    public sealed record AnchorMissing(LedgerMark Head) : LedgerVerdict;

    /// <summary>The anchor is not the program's own.</summary>
    public sealed record AnchorForged : LedgerVerdict;

    /// <summary>The sealed details of a row are not those that it commits to.</summary>
    public sealed record DetailsAltered(long Seq) : LedgerVerdict;

    /// <summary>The details of a row were erased although its account is there.</summary>
    public sealed record DetailsErased(long Seq, string Account) : LedgerVerdict;
}

/// <summary>How far verification has come.</summary>
/// <param name="Done">Rows verified.</param>
/// <param name="Total">Rows to verify, about.</param>
public readonly record struct LedgerProgress(long Done, long Total);
