using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>Reads rows of the ledger for people.</summary>
public sealed class LedgerBookStore
{
    /// <summary>Rows that fit a filter, the newest first, before one.</summary>
    public Task<IReadOnlyList<LedgerRow>> ListAsync(DbSession session, LedgerFilter filter, long before, int limit)
    {
        // One condition for each field that is given, so that its index serves; the texts are constants.
        var conditions = new List<string> { "seq < @before" };
        if (filter.Account is not null)
            conditions.Add("account_id = @Account");
        if (filter.Kind is not null)
            conditions.Add("kind = @Kind");
        if (filter.Subject is not null)
            conditions.Add("subject_id = @Subject");
        if (filter.From is not null)
            conditions.Add("at >= @From");
        if (filter.Until is not null)
            conditions.Add("at < @Until");
        return session.QueryAsync<LedgerRow>(
            $"""
            SELECT seq, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details
              FROM ledger WHERE {string.Join(" AND ", conditions)} ORDER BY seq DESC LIMIT @limit
            """,
            new { before, limit, filter.Account, filter.Kind, filter.Subject, filter.From, filter.Until });
    }
}

/// <summary>Which rows are asked for; null for any.</summary>
public sealed record LedgerFilter
{
    /// <summary>Whose.</summary>
    public string? Account { get; init; }

    /// <summary>One of <see cref="LedgerKinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>What it was done to, an entry say.</summary>
    public string? Subject { get; init; }

    /// <summary>Not before, Unix ms.</summary>
    public long? From { get; init; }

    /// <summary>Before, Unix ms.</summary>
    public long? Until { get; init; }
}

/// <summary>A row as it is stored, without its MAC.</summary>
public sealed record LedgerRow
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public long At { get; init; }

    public string Kind { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string ActorId { get; init; } = "";

    public string SubjectId { get; init; } = "";

    public byte[] DetailsHash { get; init; } = [];

    public byte[]? SealedDetails { get; init; }
}
