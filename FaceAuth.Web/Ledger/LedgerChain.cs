using System.Security.Cryptography;
using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>
/// Follows the chain row by row, as the database gives them: the form is built in one buffer from the cells themselves, and
/// nothing is made per row. Stops at the first row that does not fit.
/// </summary>
internal sealed class LedgerChain(LedgerKey key, long after, byte[] mac, IReadOnlyList<LedgerMark> marks) : IDisposable
{
    private readonly IncrementalHash _hash = key.ForMany();
    private readonly byte[] _form = new byte[LedgerFormat.MaxSize];
    private readonly byte[] _mac = [.. mac];
    private readonly byte[] _stored = new byte[LedgerFormat.HashSize];
    private readonly byte[] _computed = new byte[LedgerFormat.HashSize];
    private readonly long[] _marked = [.. marks.Select(mark => mark.Seq).Order().Distinct()];
    private readonly List<LedgerMark> _other = [];
    private long _added;
    private bool _prefixOfAdded;

    /// <summary>The last row that fits.</summary>
    public long Seq { get; private set; } = after;

    /// <summary>Its MAC.</summary>
    public ReadOnlySpan<byte> Mac => _mac;

    /// <summary>What is wrong with the row after it; null while everything fits.</summary>
    public LedgerVerdict? Fault { get; private set; }

    /// <summary>The marks whose row carries another MAC than was written down.</summary>
    public IReadOnlyList<LedgerMark> OtherThanMarked => _other;

    /// <summary>Takes the next row.</summary>
    public void Take(RowCells row)
    {
        if (Fault is not null)
        {
            TellAdded(row);
            return;
        }

        if (!row.TryInteger(0, out var seq))
            Fault = new LedgerVerdict.Altered(Seq + 1);
        else if (seq != Seq + 1)
            Fault = new LedgerVerdict.Missing(Seq + 1, seq - 1);
        else if (!Fits(row, seq))
            (Fault, _added, _prefixOfAdded) = (new LedgerVerdict.Altered(seq), seq, true);
        else
            Advance(seq);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private void Advance(long seq)
    {
        Seq = seq;
        _stored.CopyTo(_mac, 0);
        if (Array.BinarySearch(_marked, seq) >= 0)
            _other.AddRange(marks.Where(mark => mark.Seq == seq && !mark.IsOf(_mac)));
    }

    // A row that was pushed in moved the others up by one: the one after it fits into its place.
    private void TellAdded(RowCells row)
    {
        if (_prefixOfAdded && row.TryInteger(0, out var seq) && seq == _added + 1 && Fits(row, _added))
            Fault = new LedgerVerdict.Added(_added);
        _prefixOfAdded = false;
    }

    private bool Fits(RowCells row, long seq)
    {
        var form = _form.AsSpan();
        if (!row.TryInteger(1, out var format) || format != LedgerFormat.Version || !row.TryInteger(2, out var time))
            return false;
        var at = LedgerFormat.Begin(form, LedgerFormat.Row);
        at = LedgerFormat.Number(form, at, seq);
        at = LedgerFormat.Number(form, at, time);
        if (!TryText(row, 3, LedgerFormat.IdLength, ref at) || !TryText(row, 4, LedgerFormat.KindLength, ref at)
            || !TryText(row, 5, LedgerFormat.IdLength, ref at) || !TryText(row, 6, LedgerFormat.ActorLength, ref at)
            || !TryText(row, 7, LedgerFormat.SubjectLength, ref at)
            || !row.TryBytes(8, form.Slice(at, LedgerFormat.HashSize), out var hash) || hash != LedgerFormat.HashSize
            || !row.TryBytes(9, _stored, out var stored) || stored != LedgerFormat.HashSize)
            return false;
        at = LedgerFormat.Raw(form, at + hash, _mac);
        _hash.AppendData(form[..at]);
        _hash.GetHashAndReset(_computed);
        return CryptographicOperations.FixedTimeEquals(_computed, _stored);
    }

    private bool TryText(RowCells row, int column, int limit, ref int at)
    {
        if (!row.TryText(column, _form.AsSpan(at + sizeof(int), limit), out var length))
            return false;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(_form.AsSpan(at), length);
        at += sizeof(int) + length;
        return true;
    }
}
