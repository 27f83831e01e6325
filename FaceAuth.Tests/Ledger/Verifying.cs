using System.Globalization;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>Whatever somebody with the database's password does to the ledger, verification names the first place.</summary>
public sealed class Verifying
{
    [Theory, OnSqlite, OnMariaDb]
    public async Task A_ledger_that_nobody_touched_is_whole(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        var whole = (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>();

        whole.Rows.ShouldBe(9);
        whole.AnchoredThrough.ShouldBe(9);
        whole.Head.Seq.ShouldBe(9);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_ledger_without_a_row_is_whole(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().Rows.ShouldBe(0);
    }

    [Fact]
    public async Task What_two_processes_wrote_at_once_is_whole()
    {
        await using var first = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await using var second = await first.StartSecondAsync();
        await Task.WhenAll(first.AppendAsync(20), second.AppendAsync(20));

        (await first.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().Rows.ShouldBe(40);
    }

    [Theory]
    [InlineData("format = 2")]
    [InlineData("id = '0198e0f0-0000-7000-8000-00000000000b'")]
    [InlineData("at = at + 1")]
    [InlineData("at = at + 0.5")]
    [InlineData("kind = 'exported'")]
    [InlineData("account_id = 'x'")]
    [InlineData("actor_id = ''")]
    [InlineData("actor_id = NULLIF(1, 2)")]
    [InlineData("subject_id = 's5'")]
    [InlineData("subject_id = kind, kind = subject_id")]
    [InlineData("details_hash = (SELECT details_hash FROM ledger WHERE seq = 3)")]
    [InlineData("details_hash = ''")]
    [InlineData("mac = (SELECT mac FROM ledger WHERE seq = 3)")]
    public async Task An_altered_field_is_found(string change)
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);

        await site.TamperAsync($"UPDATE ledger SET {change} WHERE seq = 5");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Altered(5));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_altered_row_is_found_on_both_databases(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        await site.TamperAsync("UPDATE ledger SET actor_id = 'somebody' WHERE seq = 9");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Altered(9));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Rows_missing_in_the_middle_are_named(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        await site.TamperAsync("DELETE FROM ledger WHERE seq IN (4, 5)");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Missing(4, 5));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Rows_missing_at_the_end_are_named(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        await site.TamperAsync("DELETE FROM ledger WHERE seq >= 8");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Missing(8, 9));
    }

    [Fact]
    public async Task Rows_missing_at_the_beginning_or_altogether_are_named()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);

        await site.TamperAsync("DELETE FROM ledger WHERE seq <= 2");
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Missing(1, 2));

        await site.TamperAsync("DELETE FROM ledger");
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Missing(1, 9));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_row_added_after_the_head_is_named(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        await site.CopyRowAsync(from: 9, to: 10);
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Added(10));

        await site.TamperAsync("UPDATE ledger SET seq = 20 WHERE seq = 10");
        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Added(20));
    }

    [Fact]
    public async Task A_row_added_before_the_first_is_named()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);

        await site.CopyRowAsync(from: 9, to: 0);
        await site.CopyRowAsync(from: 9, to: -3);

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Added(-3));
    }

    [Fact]
    public async Task A_row_pushed_in_between_is_named_also_where_the_head_was_moved_along()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        for (var seq = 9; seq >= 5; seq--)
            await site.TamperAsync("UPDATE ledger SET seq = seq + 1 WHERE seq = @seq", new { seq });
        await site.CopyRowAsync(from: 2, to: 5);
        await site.TamperAsync("UPDATE ledger_head SET seq = 10");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Added(5));
    }

    [Fact]
    public async Task Two_swapped_rows_are_found_at_the_first()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        await site.TamperAsync("UPDATE ledger SET seq = 99 WHERE seq = 4");
        await site.TamperAsync("UPDATE ledger SET seq = 4 WHERE seq = 6");
        await site.TamperAsync("UPDATE ledger SET seq = 6 WHERE seq = 99");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.Altered(4));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Rows_taken_off_the_end_together_with_the_head_are_a_rollback_by_the_anchor(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);

        await site.RollBackAsync(to: 6);

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.RolledBack(6, 9));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_rolled_back_ledger_stays_one_when_it_goes_on_beyond_the_anchor(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);
        await site.RollBackAsync(to: 6);
        await site.AppendAsync(5);

        (await site.Get<LedgerAnchoring>().AnchorAsync(CancellationToken.None)).ShouldBeOfType<AnchoringResult.RolledBack>().Anchor.Seq.ShouldBe(9);

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.RolledBack(11, 9));
    }

    [Theory]
    [InlineData("seq = 5", 9)]
    [InlineData("seq = 12", 9)]
    [InlineData("mac = (SELECT mac FROM ledger WHERE seq = 8)", 9)]
    [InlineData("seq = 8, mac = (SELECT mac FROM ledger WHERE seq = 8)", 9)]
    public async Task An_altered_head_is_found(string change, long last)
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);

        await site.TamperAsync($"UPDATE ledger_head SET {change}");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.HeadAltered(last));
    }

    [Fact]
    public async Task A_removed_head_is_found()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);

        await site.TamperAsync("DELETE FROM ledger_head");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.HeadAltered(9));
    }

    [Fact]
    public async Task A_forged_checkpoint_hides_no_missing_rows()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        await site.TamperAsync("""
            INSERT INTO ledger_checkpoints (seq, format, row_mac, at, row_count, mac)
            SELECT seq, 1, mac, at, seq, mac FROM ledger WHERE seq = 5
            """);
        await site.TamperAsync("DELETE FROM ledger WHERE seq <= 5");

        (await site.VerifyAsync()).ShouldBe(new LedgerVerdict.CheckpointForged(5));
    }

    [Fact]
    public async Task A_removed_anchor_is_told_and_is_not_made_anew_by_itself()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        File.Delete(AnchorOf(site));

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.AnchorMissing>().Head.Seq.ShouldBe(9);
        (await site.Get<LedgerAnchoring>().AnchorAsync(CancellationToken.None)).ShouldBeOfType<AnchoringResult.Missing>();
        await using var again = await site.StartSecondAsync();

        File.Exists(AnchorOf(site)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_anchor_that_was_written_by_somebody_else_is_told()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        var text = await File.ReadAllTextAsync(AnchorOf(site));
        await site.RollBackAsync(to: 6);
        var mac = Convert.ToHexStringLower((await site.AskAsync<byte[]>("SELECT mac FROM ledger_head"))!);
        var fields = text.Split('\n')[1].Split(' ');
        await File.WriteAllTextAsync(AnchorOf(site), text.Replace(string.Join(' ', fields), $"6 {fields[1]} {mac} {fields[3]}", StringComparison.Ordinal));

        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.AnchorForged>();
        (await site.Get<LedgerAnchoring>().AnchorAsync(CancellationToken.None)).ShouldBeOfType<AnchoringResult.Forged>();
    }

    [Fact]
    public async Task A_mark_that_a_person_kept_is_compared_too()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        var kept = (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().Head;
        await site.AppendAsync(2);

        (await site.VerifyAsync(kept)).ShouldBeOfType<LedgerVerdict.Whole>();
        (await site.VerifyAsync(kept with { Mac = new string('0', 64) })).ShouldBe(new LedgerVerdict.RolledBack(11, 9));
        (await site.VerifyAsync(kept with { Seq = 12 })).ShouldBe(new LedgerVerdict.RolledBack(11, 12));
        LedgerMark.Parse(kept.ToString()).ShouldBe(kept);
        LedgerMark.Parse("12:abc").ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_program_that_ended_between_a_commit_and_its_anchor_anchors_at_the_next_start(DatabaseKind kind)
    {
        await using var site = await WithRowsAsync(kind, 9);
        await site.AppendAsync(3);
        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().AnchoredThrough.ShouldBe(9);

        await using var again = await site.StartSecondAsync();
        (await again.Get<LedgerAnchoring>().AnchorAsync(CancellationToken.None)).ShouldBeOfType<AnchoringResult.Anchored>();

        (await again.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().AnchoredThrough.ShouldBe(12);
    }

    [Fact]
    public async Task The_ledger_of_another_key_is_found_at_its_first_row()
    {
        await using var site = await WithRowsAsync(DatabaseKind.Sqlite, 9);
        await site.TamperAsync("DELETE FROM data_keys WHERE purpose = @Ledger", new { KeyPurposes.Ledger });

        await using var again = await site.StartSecondAsync();

        (await again.VerifyAsync()).ShouldBe(new LedgerVerdict.Altered(1));
    }

    [Fact]
    public async Task More_rows_than_are_read_at_once_are_one_chain()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.AppendManyAsync(2 * LedgerChainStore.BatchSize + 7);
        var told = new List<LedgerProgress>();

        var verdict = await site.Get<LedgerVerifier>().VerifyAsync([], new Told(told), CancellationToken.None);

        verdict.ShouldBeOfType<LedgerVerdict.Whole>().Rows.ShouldBe(2 * LedgerChainStore.BatchSize + 7);
        told[0].ShouldBe(new LedgerProgress(LedgerChainStore.BatchSize, 2 * LedgerChainStore.BatchSize + 7));
        told[^1].Done.ShouldBe(told[^1].Total);
    }

    private static async Task<TestSite> WithRowsAsync(DatabaseKind kind, int rows)
    {
        var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(rows);
        (await site.Get<LedgerAnchoring>().AnchorAsync(CancellationToken.None)).ShouldBeOfType<AnchoringResult.Anchored>();
        return site;
    }

    private static string AnchorOf(TestSite site) => site.Database.Folder.File("ledger-anchor");

    private sealed class Told(List<LedgerProgress> list) : IProgress<LedgerProgress>
    {
        public void Report(LedgerProgress value) => list.Add(value);
    }
}
