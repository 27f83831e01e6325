using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>Rows whose time is over go, and the ledger stays whole.</summary>
public sealed class Pruning
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Old_rows_give_way_to_a_checkpoint_and_young_ones_stay(DatabaseKind kind)
    {
        await using var site = await OldAndYoungAsync(kind, old: 5, young: 3);

        (await site.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(5);
        (await site.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(0);

        var whole = (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>();
        (whole.PrunedThrough, whole.Rows, whole.Head.Seq).ShouldBe((5, 4, 9));
        (await site.AskAsync<string>("SELECT kind FROM ledger WHERE seq = 9")).ShouldBe(LedgerKinds.LedgerPruned);
        (await site.AskAsync<string>("SELECT subject_id FROM ledger WHERE seq = 9")).ShouldBe("5");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_later_pruning_goes_on_from_the_checkpoint(DatabaseKind kind)
    {
        await using var site = await OldAndYoungAsync(kind, old: 5, young: 3);
        await site.Get<LedgerPruning>().PruneAsync(Ct);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        site.Clock.Advance(TimeSpan.FromDays(731));

        (await site.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(4);

        var whole = (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>();
        (whole.PrunedThrough, whole.Rows, whole.Head.Seq).ShouldBe((9, 1, 10));
        (await site.AskAsync<long>("SELECT COUNT(*) FROM ledger_checkpoints")).ShouldBe(1);
        (await site.AskAsync<long>("SELECT row_count FROM ledger_checkpoints")).ShouldBe(9);
    }

    [Fact]
    public async Task Nothing_beyond_the_anchor_is_pruned()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.AppendAsync(3);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        await site.AppendAsync(3);
        site.Clock.Advance(TimeSpan.FromDays(731));

        (await site.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(3);

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().PrunedThrough.ShouldBe(3);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_pruning_that_is_cut_off_has_changed_nothing_and_the_next_one_goes_on(DatabaseKind kind)
    {
        await using var site = await OldAndYoungAsync(kind, old: 5, young: 3);
        // The head is what the transaction takes last.
        await site.TamperAsync("UPDATE ledger_head SET id = 2");

        await Should.ThrowAsync<LedgerHeadMissingException>(site.Get<LedgerPruning>().PruneAsync(Ct));
        (await site.AskAsync<long>("SELECT COUNT(*) FROM ledger")).ShouldBe(8);
        (await site.AskAsync<long>("SELECT COUNT(*) FROM ledger_checkpoints")).ShouldBe(0);

        await site.TamperAsync("UPDATE ledger_head SET id = 1");
        await using var next = await site.StartSecondAsync();
        (await next.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(5);
        (await next.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().PrunedThrough.ShouldBe(5);
    }

    [Fact]
    public async Task A_ledger_of_several_batches_is_pruned_batch_by_batch()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.AppendManyAsync(LedgerPruning.BatchSize + 10);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        site.Clock.Advance(TimeSpan.FromDays(731));

        (await site.Get<LedgerPruning>().PruneAsync(Ct)).ShouldBe(LedgerPruning.BatchSize + 10);

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().Rows.ShouldBe(2);
    }

    [Theory]
    [InlineData("DELETE FROM ledger WHERE seq = 2")]
    [InlineData("UPDATE ledger SET actor_id = 'x' WHERE seq = 2")]
    [InlineData("UPDATE ledger SET at = 1 WHERE seq = 7")]
    public async Task What_was_tampered_with_is_not_pruned_away(string tampering)
    {
        await using var site = await OldAndYoungAsync(DatabaseKind.Sqlite, old: 5, young: 3);
        await site.TamperAsync(tampering);
        var fault = await site.VerifyAsync();

        await site.Get<LedgerPruning>().PruneAsync(Ct);

        fault.ShouldNotBeOfType<LedgerVerdict.Whole>();
        (await site.VerifyAsync()).ShouldBe(fault);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_processes_prune_at_once_and_one_does(DatabaseKind kind)
    {
        await using var first = await OldAndYoungAsync(kind, old: 5, young: 3);
        await using var second = await first.StartSecondAsync();

        var pruned = await Task.WhenAll(
            Task.Run(() => first.Get<LedgerPruning>().PruneAsync(Ct)), Task.Run(() => second.Get<LedgerPruning>().PruneAsync(Ct)));

        pruned.Sum().ShouldBe(5);
        (await first.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().PrunedThrough.ShouldBe(5);
    }

    [Fact]
    public async Task An_altered_checkpoint_is_told_and_rows_below_it_fit_nowhere()
    {
        await using var site = await OldAndYoungAsync(DatabaseKind.Sqlite, old: 5, young: 3);
        await site.Get<LedgerPruning>().PruneAsync(Ct);

        await site.CopyRowAsync(from: 7, to: 2);
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Added(2));

        await site.TamperAsync("UPDATE ledger_checkpoints SET row_count = 4");
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.CheckpointForged(5));

        await site.TamperAsync("DELETE FROM ledger_checkpoints");
        await site.TamperAsync("DELETE FROM ledger WHERE seq = 2");
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Missing(1, 5));
    }

    [Fact]
    public async Task A_mark_of_a_pruned_row_is_said_not_to_be_compared()
    {
        await using var site = await OldAndYoungAsync(DatabaseKind.Sqlite, old: 5, young: 3);
        await site.Get<LedgerPruning>().PruneAsync(Ct);
        var mark = new LedgerMark(2, new string('0', 64));

        (await site.VerifyAsync(mark)).ShouldBeOfType<LedgerVerdict.Whole>().NotCompared.ShouldBe([mark]);
        (await site.VerifyAsync(mark with { Seq = 5 })).ShouldBe(new LedgerVerdict.RolledBack(9, 5));
    }

    private static async Task<TestSite> OldAndYoungAsync(DatabaseKind kind, int old, int young)
    {
        var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(old);
        site.Clock.Advance(TimeSpan.FromDays(731));
        await site.AppendAsync(young);
        await site.Get<LedgerAnchoring>().AnchorAsync(Ct);
        return site;
    }
}
