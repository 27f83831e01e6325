using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>Rows of the ledger for tests.</summary>
internal static class LedgerRows
{
    /// <summary>Appends rows of the installation, each in a transaction of its own.</summary>
    public static async Task AppendAsync(this TestSite site, int rows, string kind = LedgerKinds.KeysRewrapped)
    {
        var writer = site.Get<LedgerWriter>();
        for (var i = 0; i < rows; i++)
        {
            var note = await writer.SealAsync(
                new LedgerEvent(kind, "", LedgerActors.CommandLine, $"s{i}", [("number", $"{i}")]), CancellationToken.None);
            await site.Get<Db>().WriteAsync(tx => writer.AppendAsync(tx, note), CancellationToken.None);
        }
    }

    /// <summary>Appends rows in one transaction.</summary>
    public static async Task AppendManyAsync(this TestSite site, int rows)
    {
        var writer = site.Get<LedgerWriter>();
        var note = await writer.SealAsync(new LedgerEvent(LedgerKinds.KeysRewrapped, "", ""), CancellationToken.None);
        await site.Get<Db>().WriteAsync(async tx =>
        {
            for (var i = 0; i < rows; i++)
                await writer.AppendAsync(tx, note);
        }, CancellationToken.None);
    }

    /// <summary>Verifies.</summary>
    public static Task<LedgerVerdict> VerifyAsync(this TestSite site, params LedgerMark[] against) =>
        site.Get<LedgerVerifier>().VerifyAsync(against, null, CancellationToken.None);

    /// <summary>Takes rows off the end and sets the head back, as a restored older database has it.</summary>
    public static async Task RollBackAsync(this TestSite site, long to)
    {
        await site.TamperAsync("DELETE FROM ledger WHERE seq > @to", new { to });
        await site.TamperAsync("UPDATE ledger_head SET seq = @to, mac = (SELECT mac FROM ledger WHERE seq = @to)", new { to });
    }

    /// <summary>Puts a copy of a row somewhere else.</summary>
    public static Task CopyRowAsync(this TestSite site, long from, long to) => site.TamperAsync(
        """
        INSERT INTO ledger (seq, format, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details, mac)
        SELECT @to, format, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details, mac FROM ledger WHERE seq = @from
        """,
        new { from, to });

    /// <summary>What somebody with the database's password does; the number of rows changed.</summary>
    public static Task<int> TamperAsync(this TestSite site, string sql, object? parameters = null) =>
        site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync(sql, parameters), CancellationToken.None);

    /// <summary>One value of the database.</summary>
    public static Task<T?> AskAsync<T>(this TestSite site, string sql, object? parameters = null) =>
        site.Get<Db>().ReadAsync(session => session.ScalarAsync<T>(sql, parameters), CancellationToken.None);
}
