using System.Net;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>Administrators see everybody's rows without the names of entries; members see their own, with them.</summary>
public sealed class LookingAtTheLedger
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task An_administrator_finds_rows_by_member_kind_day_and_entry_and_no_entrys_name()
    {
        await using var site = await HttpSite.StartAsync();
        var (admin, ada) = await BeginAsync(site);
        var entry = Guid.CreateVersion7().ToString();
        await AppendAsync(site, new LedgerEvent(
            LedgerKinds.Revealed, ada.Id, ada.Id, entry, [("network", "198.51.100.9"), ("device", "Safari on iOS"), ("entry", "My bank")]));

        var page = await admin.GetAsync($"/admin/ledger?entry={entry}");

        page.ShouldContain("ada@example.org");
        page.ShouldContain("198.51.100.9");
        page.ShouldContain("Safari on iOS");
        page.ShouldNotContain("My bank");
        Rows(page).ShouldBe(1);
        Rows(await admin.GetAsync($"/admin/ledger?kind={LedgerKinds.Revealed}")).ShouldBe(1);
        Rows(await admin.GetAsync("/admin/ledger?member=ADA@example.org")).ShouldBe(1);
        Rows(await admin.GetAsync($"/admin/ledger?member={ada.Id}")).ShouldBe(1);
        Rows(await admin.GetAsync("/admin/ledger?member=nobody@example.org")).ShouldBe(0);
        var day = site.Clock.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Rows(await admin.GetAsync($"/admin/ledger?member={ada.Id}&day={day}")).ShouldBe(1);
        Rows(await admin.GetAsync($"/admin/ledger?member={ada.Id}&day=2001-01-01")).ShouldBe(0);
        Rows(await admin.GetAsync($"/admin/ledger?member={ada.Id}&day=yesterday")).ShouldBe(1);
    }

    [Fact]
    public async Task The_page_is_not_there_for_a_member()
    {
        await using var site = await HttpSite.StartAsync();
        var member = new HttpVisitor(site);
        await member.BeginAsync(await site.AddMemberAsync("ada@example.org"), byMailOnly: false);

        (await member.AskAsync("/admin/ledger")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await member.PostAsync("/admin/ledger?handler=Verify", await member.GetAsync("/account"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await member.GetAsync("/account")).ShouldNotContain("/admin/ledger");
    }

    [Fact]
    public async Task Verifying_by_the_page_tells_the_result_and_its_time()
    {
        await using var site = await HttpSite.StartAsync();
        var (admin, _) = await BeginAsync(site);
        var page = await admin.GetAsync("/admin/ledger");
        page.ShouldContain("It has not been verified since the program started.");

        (await admin.PostAsync("/admin/ledger?handler=Verify", page)).Headers.Location!.ToString().ShouldBe("/admin/ledger");
        await site.Get<LedgerVerification>().Run;

        page = await admin.GetAsync("/admin/ledger");
        page.ShouldContain("The ledger is whole");
        page.ShouldContain($"Verified on {InstantWords.Words(site.Clock.GetUtcNow())}");

        await site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("UPDATE ledger SET actor_id = '' WHERE seq = 1"), Ct);
        await admin.PostAsync("/admin/ledger?handler=Verify", page);
        await site.Get<LedgerVerification>().Run;

        (await admin.GetAsync("/admin/ledger")).ShouldContain("Row 1 is not as it was written");
    }

    [Fact]
    public async Task A_member_sees_their_own_rows_with_the_names_of_entries_and_nobody_elses()
    {
        await using var site = await HttpSite.StartAsync();
        var (admin, ada) = await BeginAsync(site);
        var bob = await site.AddMemberAsync("bob@example.org");
        await AppendAsync(site, new LedgerEvent(LedgerKinds.Revealed, ada.Id, ada.Id, "e1", [("entry", "My bank")]));
        await AppendAsync(site, new LedgerEvent(LedgerKinds.Revealed, bob.Id, bob.Id, "e2", [("entry", "Another bank")]));
        var visitor = new HttpVisitor(site);
        await visitor.BeginAsync(bob, byMailOnly: false);

        var page = await visitor.GetAsync("/account/ledger");

        page.ShouldContain("Another bank");
        page.ShouldNotContain("My bank");
        (await visitor.GetAsync("/account")).ShouldContain("/account/ledger");
        (await admin.GetAsync("/account/ledger")).ShouldNotContain("bank");
    }

    [Fact]
    public async Task A_session_on_hold_sees_no_names_of_entries()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await site.AddMemberAsync("ada@example.org");
        await AppendAsync(site, new LedgerEvent(LedgerKinds.Revealed, ada.Id, ada.Id, "e1", [("entry", "My bank")]));
        var eve = new HttpVisitor(site);
        await eve.BeginAsync(ada, byMailOnly: true);

        var page = await eve.GetAsync("/account/ledger");

        page.ShouldContain("Not shown while on hold");
        page.ShouldNotContain("My bank");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Pages_follow_one_another_without_a_row_twice_or_never(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.AppendManyAsync(2 * LedgerBook.PageSize + 3);
        var book = site.Get<LedgerBook>();
        var seen = new List<long>();
        long? before = null;
        do
        {
            var page = await book.ListAsync(new LedgerFilter { Kind = LedgerKinds.KeysRewrapped }, before, Ct);
            seen.AddRange(page.Lines.Select(line => line.Seq));
            before = page.Next;
        }
        while (before is not null);

        seen.ShouldBe(Enumerable.Range(1, 2 * LedgerBook.PageSize + 3).Reverse().Select(seq => (long)seq));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Details_that_were_erased_or_moved_are_told_and_hide_no_other_row(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.AppendAsync(4);
        await site.TamperAsync("UPDATE ledger SET sealed_details = NULL WHERE seq = 2");
        var other = await site.AskAsync<byte[]>("SELECT sealed_details FROM ledger WHERE seq = 4");
        await site.TamperAsync("UPDATE ledger SET sealed_details = @other WHERE seq = 3", new { other });

        var page = await site.Get<LedgerBook>().ListAsync(new LedgerFilter(), null, Ct);

        page.Lines.Select(line => line.State).ShouldBe(
            [LedgerDetailsState.There, LedgerDetailsState.Broken, LedgerDetailsState.Erased, LedgerDetailsState.There]);
        page.Lines[0].Find("number").ShouldBe("3");
        page.Lines[1].Details.ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_has_words_and_fits_its_column()
    {
        var kinds = typeof(LedgerKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        kinds.Order().ShouldBe(LedgerWords.All.Select(one => one.Kind).Order());
        kinds.ShouldBeUnique();
        kinds.ShouldAllBe(kind => kind.Length <= 40 && LedgerWords.Of(kind) != kind);
    }

    private static async Task<(HttpVisitor Admin, Account Ada)> BeginAsync(HttpSite site)
    {
        var account = await site.AddMemberAsync("admin@example.org");
        await site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("UPDATE accounts SET is_admin = 1"), Ct);
        var admin = new HttpVisitor(site);
        await admin.BeginAsync(account, byMailOnly: false);
        return (admin, await site.AddMemberAsync("ada@example.org"));
    }

    private static async Task AppendAsync(HttpSite site, LedgerEvent e)
    {
        var writer = site.Get<LedgerWriter>();
        var note = await writer.SealAsync(e, Ct);
        await site.Get<Db>().WriteAsync(tx => writer.AppendAsync(tx, note), Ct);
    }

    private static int Rows(string page) => page.Split("<th scope=\"row\">").Length - 1;
}
