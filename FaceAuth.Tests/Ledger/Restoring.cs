using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>A restore from a backup is a rollback until an administrator says that it was on purpose.</summary>
public sealed class Restoring
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_accepted_restore_stands_on_the_ledger_with_what_the_anchor_knew(DatabaseKind kind)
    {
        await using var site = await RolledBackAsync(kind);

        (await site.Get<LedgerRestore>().AcceptAsync(Ct)).ShouldBeNull();

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().AnchoredThrough.ShouldBe(4);
        (await site.AskAsync<string>("SELECT kind FROM ledger WHERE seq = 4")).ShouldBe(LedgerKinds.LedgerRestored);
        (await site.AskAsync<string>("SELECT subject_id FROM ledger WHERE seq = 4")).ShouldBe("6");
    }

    [Fact]
    public async Task A_missing_anchor_is_made_anew_when_it_is_accepted()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.AppendAsync(3);
        File.Delete(site.Database.Folder.File("ledger-anchor"));

        (await site.Get<LedgerRestore>().AcceptAsync(Ct)).ShouldBeNull();

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().AnchoredThrough.ShouldBe(4);
        (await site.AskAsync<string>("SELECT subject_id FROM ledger WHERE seq = 4")).ShouldBe("missing");
    }

    [Fact]
    public async Task Altered_rows_are_not_accepted_as_a_restore()
    {
        await using var site = await RolledBackAsync(DatabaseKind.Sqlite);
        await site.TamperAsync("UPDATE ledger SET at = 1 WHERE seq = 2");

        (await site.Get<LedgerRestore>().AcceptAsync(Ct)).ShouldBe(new LedgerVerdict.Altered(2));

        (await site.AskAsync<long>("SELECT COUNT(*) FROM ledger")).ShouldBe(3);
        (await site.Get<LedgerAnchoring>().AnchorAsync(Ct)).ShouldBeOfType<AnchoringResult.RolledBack>();
    }

    private static async Task<TestSite> RolledBackAsync(DatabaseKind kind)
    {
        var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(6);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        await site.RollBackAsync(to: 3);
        return site;
    }
}
