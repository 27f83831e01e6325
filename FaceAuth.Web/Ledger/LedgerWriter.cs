using System.Security.Cryptography;
using System.Text;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>
/// Puts rows on the ledger, in the transaction of the act that they are about: what did not happen is not there, and what
/// happened cannot be missing. Seal first, outside the transaction; append as its last statement.
/// </summary>
/// <remarks>
/// Every append takes the one row of <c>ledger_head</c>, in all processes, and holds it until its transaction ends. Locked
/// last, it is held for one commit, and never waits for anything itself: docs/decisions/0011-ledger.md.
/// </remarks>
public sealed class LedgerWriter(LedgerStore store, LedgerKey key, Sealer sealer, LedgerSignal signal, TimeProvider clock)
{
    /// <summary>Seals an event; nothing is stored yet.</summary>
    /// <exception cref="ArgumentException">A text is longer than its column, or not printable ASCII.</exception>
    /// <exception cref="EncoderFallbackException">A detail is no valid Unicode text.</exception>
    public async ValueTask<SealedLedgerEvent> SealAsync(LedgerEvent e, CancellationToken ct)
    {
        Check(e.Kind, LedgerFormat.KindLength);
        Check(e.Account, LedgerFormat.IdLength);
        Check(e.Actor, LedgerFormat.ActorLength);
        Check(e.Subject, LedgerFormat.SubjectLength);
        var id = Guid.CreateVersion7().ToString();
        var (hash, details) = e.Details is { Count: > 0 } given
            ? await SealDetailsAsync(e.Account, id, given, ct)
            : (LedgerDetails.NoneHash, null);
        return new SealedLedgerEvent
        {
            Id = id,
            At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Kind = e.Kind,
            Account = e.Account,
            Actor = e.Actor,
            Subject = e.Subject,
            DetailsHash = hash,
            SealedDetails = details,
        };
    }

    /// <summary>Appends a row; the last statement of the transaction. Nothing may be locked after it. Returns the row's number.</summary>
    /// <exception cref="LedgerHeadMissingException">Somebody removed the head; the act is refused, because it cannot be recorded.</exception>
    public async Task<long> AppendAsync(DbSession tx, SealedLedgerEvent e)
    {
        if (await store.AdvanceHeadAsync(tx) is not { } head)
            throw new LedgerHeadMissingException();
        var mac = MacOf(head.Seq, e, head.Mac);
        await store.InsertAsync(tx, LedgerFormat.Version, head.Seq, e, mac);
        await store.SetHeadMacAsync(tx, mac);
        signal.Appended();
        return head.Seq;
    }

    private byte[] MacOf(long seq, SealedLedgerEvent e, byte[] previous)
    {
        Span<byte> form = stackalloc byte[LedgerFormat.MaxSize];
        return key.Mac(form[..LedgerFormat.WriteRow(form, seq, e, previous)]);
    }

    private async ValueTask<(byte[] Hash, byte[]? Sealed)> SealDetailsAsync(
        string account, string id, IReadOnlyList<(string Name, string Value)> details, CancellationToken ct)
    {
        var bytes = LedgerDetails.Write(RandomNumberGenerator.GetBytes(LedgerDetails.SaltSize), details);
        try
        {
            return (SHA256.HashData(bytes), await sealer.SealAsync(LedgerDetails.Context(account, id), bytes, ct));
        }
        catch (KeyMissingException)
        {
            // The account was deleted in this moment; the act finds that out under its lock. The row, where there is one
            // (a deletion that came before), is as one whose details were erased.
            return (SHA256.HashData(bytes), null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // ASCII: no database changes it, and its length in bytes is its length in characters.
    private static void Check(string text, int length)
    {
        if (text.Length > length || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"A text of a ledger row has at most {length} printable ASCII characters.");
    }
}

/// <summary>The one row of <c>ledger_head</c> is gone, so that nothing can be put on the ledger and no recorded act can be done.</summary>
public sealed class LedgerHeadMissingException() : Exception(
    "The head of the ledger (table ledger_head) is missing: somebody removed it. Nothing that is recorded can be done. Run ledger verify, and restore the database from a backup.");
