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

    /// <summary>What somebody with the database's password does; the number of rows changed.</summary>
    public static Task<int> TamperAsync(this TestSite site, string sql, object? parameters = null) =>
        site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync(sql, parameters), CancellationToken.None);

    /// <summary>One value of the database.</summary>
    public static Task<T?> AskAsync<T>(this TestSite site, string sql, object? parameters = null) =>
        site.Get<Db>().ReadAsync(session => session.ScalarAsync<T>(sql, parameters), CancellationToken.None);
}
