using System.Globalization;
using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>
/// What an administrator says after the database was restored from a backup, or moved without its anchor: the difference is
/// known. It goes onto the ledger, with what the anchor knew, and the anchor begins anew from there.
/// </summary>
public sealed class LedgerRestore(Db db, LedgerWriter writer, LedgerVerifier verifier, LedgerAnchoring anchoring, ILedgerAnchor anchor)
{
    /// <summary>Accepts; only where the rows are whole among themselves. Null where they are, or what is wrong.</summary>
    public async Task<LedgerVerdict?> AcceptAsync(CancellationToken ct)
    {
        var verdict = await verifier.VerifyAsync([], null, ct);
        if (verdict is not (LedgerVerdict.Whole or LedgerVerdict.RolledBack or LedgerVerdict.AnchorMissing or LedgerVerdict.AnchorForged))
            return verdict;
        var knew = await anchor.ReadAsync(ct) switch
        {
            LedgerAnchorState.Found found => found.Mark.ToString(),
            LedgerAnchorState.Missing => "missing",
            _ => "forged",
        };
        // The number is no secret and stays when details are erased; who reads the ledger sees how much was lost.
        var seq = LedgerMark.Parse(knew)?.Seq.ToString(CultureInfo.InvariantCulture) ?? knew;
        var note = await writer.SealAsync(
            new LedgerEvent(LedgerKinds.LedgerRestored, "", LedgerActors.CommandLine, seq, [("anchor", knew)]), ct);
        await db.WriteAsync(tx => writer.AppendAsync(tx, note), ct);
        await anchoring.AcceptAsync(ct);
        return null;
    }
}
