using System.Security.Cryptography;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>The ledger as people read it: page by page, the newest first, with the details that can still be opened.</summary>
public sealed class LedgerBook(Db db, LedgerBookStore store, Sealer sealer)
{
    /// <summary>Rows on one page.</summary>
    public const int PageSize = 50;

    /// <summary>One page.</summary>
    /// <param name="filter">Which rows.</param>
    /// <param name="before">The last row of the page before; null for the first page.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<LedgerPage> ListAsync(LedgerFilter filter, long? before, CancellationToken ct)
    {
        var rows = await db.ReadAsync(session => store.ListAsync(session, filter, before ?? long.MaxValue, PageSize + 1), ct);
        var lines = new List<LedgerLine>(PageSize);
        foreach (var row in rows.Take(PageSize))
            lines.Add(await OpenAsync(row, ct));
        return new LedgerPage(lines, rows.Count > PageSize ? lines[^1].Seq : null);
    }

    // Within what the type holds: one altered instant must not hide the other rows.
    private static DateTimeOffset At(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private async Task<LedgerLine> OpenAsync(LedgerRow row, CancellationToken ct)
    {
        var line = new LedgerLine(row.Seq, At(row.At), row.Kind, row.AccountId, row.ActorId, row.SubjectId, [], LedgerDetailsState.There);
        if (row.SealedDetails is not { } sealedDetails)
            return row.DetailsHash.AsSpan().SequenceEqual(LedgerDetails.NoneHash) ? line : line with { State = LedgerDetailsState.Erased };
        try
        {
            var bytes = await sealer.OpenAsync(LedgerDetails.Context(row.AccountId, row.Id), sealedDetails, ct);
            return SHA256.HashData(bytes).AsSpan().SequenceEqual(row.DetailsHash) && LedgerDetails.Read(bytes) is { } details
                ? line with { Details = details }
                : line with { State = LedgerDetailsState.Broken };
        }
        catch (SealBrokenException)
        {
            // One row that was altered must not hide the others.
            return line with { State = LedgerDetailsState.Broken };
        }
    }
}

/// <summary>One page of the ledger.</summary>
/// <param name="Lines">The newest first.</param>
/// <param name="Next">What the next page begins before; null on the last one.</param>
public sealed record LedgerPage(IReadOnlyList<LedgerLine> Lines, long? Next);

/// <summary>A row as people read it.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Kind">One of <see cref="LedgerKinds"/>.</param>
/// <param name="Account">Whose; <c>""</c> for the installation.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Subject">What it was done to.</param>
/// <param name="Details">What was sealed.</param>
/// <param name="State">Whether that could be opened.</param>
public sealed record LedgerLine(
    long Seq, DateTimeOffset At, string Kind, string Account, string Actor, string Subject,
    IReadOnlyList<(string Name, string Value)> Details, LedgerDetailsState State)
{
    /// <summary>One detail, or null.</summary>
    public string? Find(string name) => Details.FirstOrDefault(detail => detail.Name == name).Value;
}

/// <summary>What is left of a row's details.</summary>
public enum LedgerDetailsState
{
    /// <summary>They are there, or there were none.</summary>
    There,

    /// <summary>They were erased with their account.</summary>
    Erased,

    /// <summary>They do not open, or are not those that the row commits to.</summary>
    Broken,
}
