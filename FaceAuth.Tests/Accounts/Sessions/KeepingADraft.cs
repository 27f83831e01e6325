using System.Net;
using System.Text;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions.Drafts;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.Sessions;

public sealed class KeepingADraft
{
    private const string Page = "/account/address", Typed = "somebody.new@example.net", Note = "We kept what you had typed";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_is_sealed_belongs_to_one_account_and_page_and_is_shown_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = (await site.EnrolAsync("ada@example.org", "ada")).AccountId;
        var bob = (await site.EnrolAsync("bob@example.org", "bob")).AccountId;
        var drafts = site.Get<KeptDrafts>();

        (await drafts.KeepAsync(ada, "/vault/new", Fields(("Name", "first")), Ct)).ShouldBeTrue();
        (await drafts.KeepAsync(ada, "/Vault/new", Fields(("Name", Typed), ("Tags", "a"), ("Tags", "b")), Ct)).ShouldBeTrue();

        var stored = await site.Database.Db.ReadAsync(session => session.ScalarAsync<byte[]>("SELECT sealed_fields FROM drafts"), Ct);
        stored.ShouldNotBeNull().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Typed)).ShouldBe(-1);
        (await drafts.TakeAsync(bob, "/vault/new", Ct)).ShouldBeNull();
        (await drafts.TakeAsync(ada, "/vault/other", Ct)).ShouldBeNull();
        var draft = (await drafts.TakeAsync(ada, "/vault/new", Ct)).ShouldNotBeNull();
        draft["Name"].ShouldBe([Typed]);
        draft["Tags"].ShouldBe(["a", "b"]);
        (await drafts.TakeAsync(ada, "/vault/new", Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Codes_tokens_nothing_and_too_much_are_not_kept(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = (await site.EnrolAsync("ada@example.org", "ada")).AccountId;
        var drafts = site.Get<KeptDrafts>();

        (await drafts.KeepAsync(ada, "/a", Fields(("OldCode", "123456"), ("Input.Code", "123456"), ("Input.Password", "x"), ("Input.Totp", "x"), ("Input.Notes", "x"), ("Passphrase", "x"), ("__RequestVerificationToken", "x"), ("draft-path", "/a")), Ct)).ShouldBeFalse();
        (await drafts.KeepAsync(ada, "/a", Fields(("Name", " ")), Ct)).ShouldBeFalse();
        (await drafts.KeepAsync(ada, "/a", Fields(("Text", new string('x', 128 * 1024))), Ct)).ShouldBeFalse();
        (await drafts.KeepAsync(ada, "/a", Fields(("Text", new string('x', 127 * 1024)), ("NewCode", "123456")), Ct)).ShouldBeTrue();
        (await drafts.TakeAsync(ada, "/a", Ct)).ShouldNotBeNull().Keys.ShouldBe(["Text"]);
        for (var i = 0; i < 20; i++)
            (await drafts.KeepAsync(ada, $"/{i}", Fields(("Name", "x")), Ct)).ShouldBeTrue();
        (await drafts.KeepAsync(ada, "/another", Fields(("Name", "x")), Ct)).ShouldBeFalse();
        (await drafts.KeepAsync(ada, "/3", Fields(("Name", "y")), Ct)).ShouldBeTrue("it takes the place of the page's last one");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_a_day_or_with_the_account_or_a_disowned_sign_in_it_is_gone(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var drafts = site.Get<KeptDrafts>();
        await drafts.KeepAsync(account.AccountId, "/a", Fields(("Name", "x")), Ct);

        site.Clock.Advance(TimeSpan.FromHours(24));
        (await drafts.TakeAsync(account.AccountId, "/a", Ct)).ShouldBeNull();
        await drafts.PurgeAsync(Ct);
        (await DisowningASignIn.CountAsync(site, "drafts")).ShouldBe(0);

        await drafts.KeepAsync(account.AccountId, "/a", Fields(("Name", "x")), Ct);
        await site.Database.Db.WriteAsync(tx => site.Get<DraftStore>().UndoAsync(tx, account.AccountId, "any", 0), Ct);
        (await DisowningASignIn.CountAsync(site, "drafts")).ShouldBe(0);

        await drafts.KeepAsync(account.AccountId, "/a", Fields(("Name", "x")), Ct);
        await site.Get<AccountDeletion>().DeleteAsync(account.AccountId, Ct);
        (await DisowningASignIn.CountAsync(site, "drafts")).ShouldBe(0);
    }

    [Fact]
    public async Task A_form_that_arrives_just_after_the_end_comes_back_after_the_next_sign_in()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await site.AddMemberAsync("ada@example.org");
        var browser = new HttpVisitor(site);
        await browser.BeginAsync(ada, byMailOnly: false);
        var page = await browser.GetAsync(Page);

        site.Clock.Advance(TimeSpan.FromMinutes(31));
        var answer = await browser.PostAsync(Page, page, ("Email", Typed));

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe($"/account/sign-in?ended=1&next={Uri.EscapeDataString(Page)}");
        (await site.CountAsync("address_mails")).ShouldBe(0, "nothing was carried out");

        // Somebody else signs in first, in the same browser.
        await browser.BeginAsync(await site.AddMemberAsync("bob@example.org"), byMailOnly: false);
        (await browser.GetAsync(Page)).ShouldNotContain(Typed);
        await browser.BeginAsync(ada, byMailOnly: false);
        page = await browser.GetAsync(Page);
        page.ShouldContain($"value=\"{Typed}\"");
        page.ShouldContain(Note);
        page = await browser.GetAsync(Page);
        page.ShouldNotContain(Typed);
        page.ShouldNotContain(Note);
    }

    [Fact]
    public async Task A_form_whose_confirmation_is_stale_comes_back_after_the_next_one()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await site.AddMemberAsync("ada@example.org");
        var browser = new HttpVisitor(site);
        await browser.BeginAsync(ada, byMailOnly: false);
        var page = await browser.GetAsync(Page);

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        (await browser.PostAsync(Page, page, ("Email", Typed))).Headers.Location!.ToString().ShouldBe($"/account/confirm?next={Uri.EscapeDataString(Page)}");

        await browser.BeginAsync(ada, byMailOnly: false);
        (await browser.GetAsync(Page)).ShouldContain(Typed);
    }

    [Fact]
    public async Task A_form_with_another_members_token_or_long_after_the_end_is_not_kept()
    {
        await using var site = await HttpSite.StartAsync();
        var (ada, eve) = (await site.AddMemberAsync("ada@example.org"), await site.AddMemberAsync("eve@example.org"));
        var browser = new HttpVisitor(site);
        await browser.BeginAsync(eve, byMailOnly: false);
        var eves = await browser.GetAsync(Page);
        await browser.BeginAsync(ada, byMailOnly: false);
        var adas = await browser.GetAsync(Page);

        site.Clock.Advance(TimeSpan.FromMinutes(31));
        (await browser.PostAsync(Page, eves, ("Email", Typed))).Headers.Location!.ToString().ShouldNotContain("ended");
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await browser.PostAsync(Page, adas, ("Email", Typed))).Headers.Location!.ToString().ShouldNotContain("ended");
        (await site.CountAsync("drafts")).ShouldBe(0);
    }

    [Fact]
    public async Task The_script_keeps_a_draft_and_sending_the_form_after_all_drops_it()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await site.AddMemberAsync("ada@example.org");
        var browser = new HttpVisitor(site);
        await browser.BeginAsync(ada, byMailOnly: false);
        var page = await browser.GetAsync(Page);
        page.ShouldContain($"data-leave-to=\"/account/sign-in?ended=1&amp;next={Uri.EscapeDataString(Page)}\"");

        (await browser.PostAsync("/account/draft", page, ("draft-path", Page), ("Email", Typed))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await site.CountAsync("drafts")).ShouldBe(1);
        await browser.PostAsync(Page, page, ("Email", "not an address"));
        (await site.CountAsync("drafts")).ShouldBe(0);

        await browser.PostAsync("/account/draft", page, ("draft-path", "//elsewhere"), ("Email", Typed));
        (await site.CountAsync("drafts")).ShouldBe(0);
        // The computer slept past the end: the script's form arrives late too.
        site.Clock.Advance(TimeSpan.FromMinutes(31));
        await browser.PostAsync("/account/draft", page, ("draft-path", Page), ("Email", Typed));
        await browser.BeginAsync(ada, byMailOnly: false);
        (await browser.GetAsync(Page)).ShouldContain(Typed);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(params (string Name, string Value)[] fields) =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
}
