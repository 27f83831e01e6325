using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>Rows come onto the ledger with the acts that they are about, one after the other.</summary>
public sealed class Appending
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_processes_append_at_once_and_make_one_chain(DatabaseKind kind)
    {
        await using var first = await TestSite.StartAsync(kind);
        await using var second = await first.StartSecondAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).AppendAsync(10)));

        (await first.AskAsync<long>("SELECT COUNT(*) FROM ledger")).ShouldBe(80);
        (await first.AskAsync<long>("SELECT MAX(seq) FROM ledger")).ShouldBe(80);
        (await first.AskAsync<long>("SELECT MIN(seq) FROM ledger")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_act_that_is_rolled_back_leaves_no_row_and_no_gap(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(1);
        var writer = site.Get<LedgerWriter>();
        var note = await writer.SealAsync(new LedgerEvent(LedgerKinds.Exported, "", ""), CancellationToken.None);

        await Should.ThrowAsync<InvalidOperationException>(site.Get<Db>().WriteAsync(async tx =>
        {
            await writer.AppendAsync(tx, note);
            throw new InvalidOperationException("the act failed");
        }, CancellationToken.None));
        await site.AppendAsync(1);

        (await site.AskAsync<long>("SELECT COUNT(*) FROM ledger")).ShouldBe(2);
        (await site.AskAsync<long>("SELECT MAX(seq) FROM ledger")).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Where_the_head_was_removed_nothing_can_be_done(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(1);
        await site.TamperAsync("DELETE FROM ledger_head");

        await Should.ThrowAsync<LedgerHeadMissingException>(site.AppendAsync(1));
        await using var again = await site.StartSecondAsync();

        (await again.AskAsync<long>("SELECT COUNT(*) FROM ledger_head")).ShouldBe(0, "a new head would hide that it was removed");
    }

    [Fact]
    public async Task A_text_that_a_column_does_not_hold_is_refused_before_anything_is_written()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var writer = site.Get<LedgerWriter>();

        await Should.ThrowAsync<ArgumentException>(writer.SealAsync(new LedgerEvent("ä", "", ""), CancellationToken.None).AsTask());
        await Should.ThrowAsync<ArgumentException>(writer.SealAsync(new LedgerEvent("kind", "", "", new string('x', 65)), CancellationToken.None).AsTask());
    }
}
