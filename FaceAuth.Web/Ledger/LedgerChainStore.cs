using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>Reads the ledger as a chain: in order, by the thousand, and without keeping rows.</summary>
public sealed class LedgerChainStore
{
    /// <summary>How many rows one query reads: well within the limit of a statement on a slow disk.</summary>
    public const int BatchSize = 5000;

    // The order of the columns is that of LedgerChain.
    private const string Columns = "seq, format, at, id, kind, account_id, actor_id, subject_id, details_hash, mac";

    /// <summary>The head and the ends of the rows as they are at one instant.</summary>
    public Task<LedgerEnds?> FindEndsAsync(DbSession session) => session.FindAsync<LedgerEnds>(
        """
        SELECT seq, mac, (SELECT COALESCE(MIN(seq), 0) FROM ledger) AS first, (SELECT COALESCE(MAX(seq), 0) FROM ledger) AS last
          FROM ledger_head WHERE id = 1
        """);

    /// <summary>The ends of the rows, for a ledger without a head.</summary>
    public Task<long> LastAsync(DbSession session) => session.ScalarAsync<long>("SELECT COALESCE(MAX(seq), 0) FROM ledger");

    /// <summary>The newest checkpoint, or null where nothing was pruned.</summary>
    public Task<LedgerCheckpoint?> FindCheckpointAsync(DbSession session) => session.FindAsync<LedgerCheckpoint>(
        "SELECT seq, format, row_mac, at, row_count, mac FROM ledger_checkpoints ORDER BY seq DESC LIMIT 1");

    /// <summary>Gives up to <see cref="BatchSize"/> rows after one and up to another, in order; how many there were.</summary>
    public Task<int> StreamAsync(DbSession session, long after, long through, Action<RowCells> row) => session.StreamAsync(
        $"SELECT {Columns} FROM ledger WHERE seq > @after AND seq <= @through ORDER BY seq LIMIT {BatchSize}", new { after, through }, row);

    /// <summary>The MAC that a row carries; null where it is not there.</summary>
    public Task<byte[]?> FindMacAsync(DbSession session, long seq) =>
        session.ScalarAsync<byte[]>("SELECT mac FROM ledger WHERE seq = @seq", new { seq });

    /// <summary>Some rows with details, or with what is left of them, after one.</summary>
    public Task<IReadOnlyList<LedgerDetailsRow>> ListDetailsAsync(DbSession session, long after, long through) => session.QueryAsync<LedgerDetailsRow>(
        """
        SELECT seq, id, account_id, details_hash, sealed_details FROM ledger
         WHERE seq > @after AND seq <= @through ORDER BY seq LIMIT 500
        """,
        new { after, through });
}

/// <summary>The head, and the numbers of the first and last row; 0 where there is none.</summary>
public sealed record LedgerEnds
{
    public long Seq { get; init; }

    public byte[] Mac { get; init; } = [];

    public long First { get; init; }

    public long Last { get; init; }
}

/// <summary>What a row commits to and what is kept of it.</summary>
public sealed record LedgerDetailsRow
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    public string AccountId { get; init; } = "";

    public byte[] DetailsHash { get; init; } = [];

    public byte[]? SealedDetails { get; init; }
}
