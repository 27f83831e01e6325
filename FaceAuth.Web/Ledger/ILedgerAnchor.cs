namespace FaceAuth.Ledger;

/// <summary>
/// A place outside the database that remembers the newest row, so that rows taken off the end, or a whole database put back,
/// are noticed: among themselves such rows are whole.
/// </summary>
public interface ILedgerAnchor
{
    /// <summary>What it remembers.</summary>
    /// <exception cref="IOException">The place cannot be read.</exception>
    Task<LedgerAnchorState> ReadAsync(CancellationToken ct);

    /// <summary>Remembers a row in the place of the one before. The caller makes sure that it only goes forward.</summary>
    /// <exception cref="IOException">The place cannot be written.</exception>
    Task WriteAsync(LedgerMark mark, long at, CancellationToken ct);
}

/// <summary>What an anchor remembers.</summary>
public abstract record LedgerAnchorState
{
    private LedgerAnchorState() { }

    /// <summary>A row.</summary>
    /// <param name="Mark">Its number and MAC.</param>
    /// <param name="At">When it was anchored, Unix ms.</param>
    public sealed record Found(LedgerMark Mark, long At) : LedgerAnchorState;

    /// <summary>Nothing.</summary>
    public sealed record Missing : LedgerAnchorState;

    /// <summary>Something that this installation did not write.</summary>
    public sealed record Forged : LedgerAnchorState;
}
