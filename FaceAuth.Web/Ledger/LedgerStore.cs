using FaceAuth.Database;

namespace FaceAuth.Ledger;

/// <summary>The newest row: its number and MAC. Number 0 and zeros where there is none.</summary>
public sealed record LedgerHead
{
    /// <summary>The number of the newest row.</summary>
    public long Seq { get; init; }

    /// <summary>Its MAC, 32 bytes.</summary>
    public byte[] Mac { get; init; } = [];
}

/// <summary>The tables <c>ledger</c> and <c>ledger_head</c>.</summary>
public sealed class LedgerStore
{
    /// <summary>Makes the head of an empty ledger; changes nothing where there is one, or rows without one.</summary>
    public async Task StartAsync(DbSession tx)
    {
        // Where rows have lost their head, a new one would hide it.
        if (await FindHeadAsync(tx) is null && await tx.ScalarAsync<long?>("SELECT 1 FROM ledger LIMIT 1") is null)
            await tx.TryInsertAsync("INSERT INTO ledger_head (id, seq, mac) VALUES (1, 0, @Genesis)", new { LedgerFormat.Genesis });
    }

    /// <summary>Takes the head for this transaction and counts it up: the number of the row to append, and the MAC before it.</summary>
    internal async Task<LedgerHead?> AdvanceHeadAsync(DbSession tx) =>
        await tx.ExecuteAsync("UPDATE ledger_head SET seq = seq + 1 WHERE id = 1") == 1 ? await FindHeadAsync(tx) : null;

    /// <summary>The head, or null where it was removed.</summary>
    public Task<LedgerHead?> FindHeadAsync(DbSession session) =>
        session.FindAsync<LedgerHead>("SELECT seq, mac FROM ledger_head WHERE id = 1");

    /// <summary>Sets the head's MAC to that of the row just inserted.</summary>
    internal Task SetHeadMacAsync(DbSession tx, byte[] mac) =>
        tx.ExecuteAsync("UPDATE ledger_head SET mac = @mac WHERE id = 1", new { mac });

    /// <summary>Inserts a row.</summary>
    internal Task InsertAsync(DbSession tx, byte format, long seq, SealedLedgerEvent e, byte[] mac) => tx.ExecuteAsync(
        """
        INSERT INTO ledger (seq, format, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details, mac)
        VALUES (@seq, @format, @Id, @At, @Kind, @Account, @Actor, @Subject, @DetailsHash, @SealedDetails, @mac)
        """,
        new { seq, format = (int)format, e.Id, e.At, e.Kind, e.Account, e.Actor, e.Subject, e.DetailsHash, e.SealedDetails, mac });

    /// <summary>Erases the personal details of an account's rows; the rows stay, and commit to what was there.</summary>
    public Task<int> EraseDetailsAsync(DbSession tx, string account) => tx.ExecuteAsync(
        "UPDATE ledger SET sealed_details = NULL WHERE account_id = @account AND sealed_details IS NOT NULL", new { account });
}
