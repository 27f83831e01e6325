using System.Security.Cryptography;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>
/// Opens the sealed details of every row and compares them with what the row commits to. Much slower than the chain itself:
/// each one is decrypted. Run it on a ledger that is whole.
/// </summary>
public sealed class LedgerDetailsCheck(Db db, LedgerChainStore store, KeyRing keys, Sealer sealer)
{
    /// <summary>The first fault through a row, or null.</summary>
    public async Task<LedgerVerdict?> FindFaultAsync(long through, IProgress<LedgerProgress>? progress, CancellationToken ct)
    {
        var seq = long.MinValue;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var after = seq;
            var rows = await db.ReadAsync(session => store.ListDetailsAsync(session, after, through), ct);
            if (rows.Count == 0)
                return null;
            foreach (var row in rows)
            {
                if (await FaultAsync(row, ct) is { } fault)
                    return fault;
                seq = row.Seq;
            }

            progress?.Report(new LedgerProgress(seq, through));
        }
    }

    private async Task<LedgerVerdict?> FaultAsync(LedgerDetailsRow row, CancellationToken ct)
    {
        if (row.SealedDetails is not { } sealedDetails)
        {
            // The account's key goes with the account: while there is one, nothing may have been erased.
            return !row.DetailsHash.AsSpan().SequenceEqual(LedgerDetails.NoneHash)
                && (row.AccountId.Length == 0 || await keys.FindAsync(KeyPurposes.Account, row.AccountId, ct) is not null)
                    ? new LedgerVerdict.DetailsErased(row.Seq, row.AccountId)
                    : null;
        }

        try
        {
            var bytes = await sealer.OpenAsync(LedgerDetails.Context(row.AccountId, row.Id), sealedDetails, ct);
            return SHA256.HashData(bytes).AsSpan().SequenceEqual(row.DetailsHash) ? null : new LedgerVerdict.DetailsAltered(row.Seq);
        }
        catch (SealBrokenException)
        {
            return new LedgerVerdict.DetailsAltered(row.Seq);
        }
    }
}
