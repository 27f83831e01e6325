namespace FaceAuth.Ledger;

/// <summary>Where pruning ended. It carries the MAC that the next row is chained to, under a MAC of its own.</summary>
public sealed record LedgerCheckpoint
{
    /// <summary>The last row that was pruned.</summary>
    public long Seq { get; init; }

    /// <summary>The form's version.</summary>
    public long Format { get; init; }

    /// <summary>The MAC of that row.</summary>
    public byte[] RowMac { get; init; } = [];

    /// <summary>When it was made.</summary>
    public long At { get; init; }

    /// <summary>How many rows were pruned since the beginning.</summary>
    public long RowCount { get; init; }

    /// <summary>The MAC over all of it.</summary>
    public byte[] Mac { get; init; } = [];

    /// <summary>The same with its MAC.</summary>
    internal LedgerCheckpoint MacedUnder(LedgerKey key)
    {
        Span<byte> form = stackalloc byte[LedgerFormat.MaxSize];
        return this with { Mac = key.Mac(Form(form)) };
    }

    /// <summary>Whether it is the program's own.</summary>
    internal bool IsOurs(LedgerKey key)
    {
        Span<byte> form = stackalloc byte[LedgerFormat.MaxSize];
        return Format == LedgerFormat.Version && RowMac.Length == LedgerFormat.HashSize && key.IsMac(Form(form), Mac);
    }

    internal Span<byte> Form(Span<byte> form)
    {
        var at = LedgerFormat.Begin(form, LedgerFormat.Checkpoint);
        at = LedgerFormat.Number(form, at, Seq);
        at = LedgerFormat.Number(form, at, At);
        at = LedgerFormat.Number(form, at, RowCount);
        return form[..LedgerFormat.Raw(form, at, RowMac)];
    }
}
