using System.Globalization;

namespace FaceAuth.Ledger;

/// <summary>What verification found, in words: what it is, what it means, what to do.</summary>
public static class LedgerVerdictWords
{
    /// <summary>The words.</summary>
    public static string Of(LedgerVerdict verdict) => verdict switch
    {
        LedgerVerdict.Whole whole => Whole(whole),
        LedgerVerdict.Altered { Seq: var seq } =>
            $"Row {Number(seq)} is not as it was written: it, or the order of the rows there, was changed. Rows before it are whole; what stands from it on proves nothing.",
        LedgerVerdict.Missing { From: var from, To: var to } => from == to
            ? $"Row {Number(from)} is missing: it was taken out."
            : $"Rows {Number(from)} to {Number(to)} are missing: they were taken out.",
        LedgerVerdict.Added { Seq: var seq } => $"Row {Number(seq)} was added by somebody else: it fits nowhere.",
        LedgerVerdict.RolledBack { LastRow: var last, AnchoredSeq: var anchored } =>
            $"The ledger was rolled back or rewritten: its last row is {Number(last)}, and row {Number(anchored)} is not the one that was anchored outside the database. " +
            "If you restored a backup, say so with “ledger accept-restore”; otherwise somebody put an older database in its place.",
        LedgerVerdict.HeadAltered { LastRow: var last } => $"The head of the ledger was changed: it does not name the last row, {Number(last)}.",
        LedgerVerdict.CheckpointForged { Seq: var seq } => $"The checkpoint at row {Number(seq)} is not this program’s own: rows before it may have been taken out.",
        LedgerVerdict.AnchorMissing { Head.Seq: var seq } =>
            $"The rows are whole through row {Number(seq)}, but the anchor outside the database (Ledger:AnchorFile) is missing, so nobody can tell whether newer rows were taken off. " +
            "Put it back; if this database was moved or restored, say so with “ledger accept-restore”.",
        LedgerVerdict.AnchorForged =>
            "The rows are whole, but the anchor outside the database (Ledger:AnchorFile) was not written by this installation. Put the right one back.",
        LedgerVerdict.DetailsAltered { Seq: var seq } => $"The details of row {Number(seq)} are not those that were written.",
        LedgerVerdict.DetailsErased { Seq: var seq, Account: var account } => account.Length == 0
            ? $"The details of row {Number(seq)} were erased, and nothing erases those of the installation."
            : $"The details of row {Number(seq)} were erased, although the account {account} is there.",
        _ => throw new InvalidOperationException("A verdict that this program does not know."),
    };

    private static string Whole(LedgerVerdict.Whole whole)
    {
        var words = $"The ledger is whole: {Number(whole.Rows)} {(whole.Rows == 1 ? "row" : "rows")}, the newest is row {Number(whole.Head.Seq)}, {(whole.AnchoredThrough == 0 ? "not anchored yet" : $"anchored through row {Number(whole.AnchoredThrough)}")}.";
        if (whole.PrunedThrough > 0)
            words += $" Rows through {Number(whole.PrunedThrough)} were pruned.";
        foreach (var mark in whole.NotCompared)
            words += $" Row {Number(mark.Seq)} was pruned and cannot be compared any more.";
        return words;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
