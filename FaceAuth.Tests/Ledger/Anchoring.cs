using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Ledger;

/// <summary>The newest row is remembered outside the database.</summary>
public sealed class Anchoring
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_running_site_anchors_a_second_after_an_append()
    {
        await using var site = await HttpSite.StartAsync();
        await new HttpVisitor(site).BeginAsync(await site.AddMemberAsync("ada@example.org"), byMailOnly: false);
        var last = await site.CountAsync("ledger");
        last.ShouldBeGreaterThan(0);

        await Eventually.IsTrueAsync(async () =>
        {
            // Its timers are the test's clock.
            site.Clock.Advance(TimeSpan.FromSeconds(1));
            return await site.Get<ILedgerAnchor>().ReadAsync(Ct) is LedgerAnchorState.Found { Mark.Seq: var seq } && seq == last;
        });
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_processes_that_anchor_at_once_move_it_forward_only(DatabaseKind kind)
    {
        await using var first = await TestSite.StartAsync(kind);
        await using var second = await first.StartSecondAsync();

        await Task.WhenAll(new[] { first, second }.Select(site => Task.Run(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await site.AppendAsync(1);
                (await site.Get<LedgerAnchoring>().AnchorAsync(Ct)).ShouldBeOfType<AnchoringResult.Anchored>();
            }
        })));

        (await first.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().AnchoredThrough.ShouldBe(10);
    }

    [Fact]
    public async Task An_anchor_that_cannot_be_written_is_a_fault_and_the_old_one_stays()
    {
        var anchor = new FullAnchor();
        await using var site = await TestSite.StartAsync(
            DatabaseKind.Sqlite, services => services.AddSingleton<ILedgerAnchor>(anchor));
        await site.AppendAsync(3);

        await Should.ThrowAsync<IOException>(site.Get<LedgerAnchoring>().AnchorAsync(Ct));

        anchor.Full = false;
        (await site.Get<LedgerAnchoring>().AnchorAsync(Ct)).ShouldBeOfType<AnchoringResult.Anchored>().Head.Seq.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_newest_row_is_mailed_to_administrators_where_that_is_set(bool set)
    {
        await using var site = await TestSite.StartAsync(
            DatabaseKind.Sqlite, services => services.Configure<LedgerOptions>(ledger => ledger.AnchorMail = set));
        await site.EnrolAsync("ada@example.org", "ada");
        var admin = await site.EnrolAsync("admin@example.org", "bob");
        await site.TamperAsync("UPDATE accounts SET is_admin = 1 WHERE id = @Id", new { admin.Id });
        await site.DeliverAsync();
        var before = site.Mail.Count;

        await site.Get<LedgerMarkMails>().SendAsync(Ct);
        await site.DeliverAsync();

        site.Mail.Count.ShouldBe(set ? before + 1 : before);
        if (!set)
            return;
        site.Mail[^1].To.ShouldBe("admin@example.org");
        var head = (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>().Head;
        site.Mail[^1].Text.ShouldContain(head.ToString());
    }

    private sealed class FullAnchor : ILedgerAnchor
    {
        private LedgerAnchorState _state = new LedgerAnchorState.Found(new LedgerMark(0, new string('0', 64)), 0);

        public bool Full { get; set; } = true;

        public Task<LedgerAnchorState> ReadAsync(CancellationToken ct) => Task.FromResult(_state);

        public Task WriteAsync(LedgerMark mark, long at, CancellationToken ct)
        {
            if (Full)
                throw new IOException("No space left on device");
            _state = new LedgerAnchorState.Found(mark, at);
            return Task.CompletedTask;
        }
    }
}
