using System.Net;
using FaceAuth.Accounts;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Pages.Vault;

public sealed class KeepingEntriesOverHttp : IAsyncLifetime
{
    private const string Kept = "We kept what you had typed";
    private HttpSite _site = null!;
    private HttpVisitor _ada = null!;
    private Account _account = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync();
        _account = await _site.AddMemberAsync("ada@example.org");
        _ada = new HttpVisitor(_site);
        await _ada.BeginAsync(_account, byMailOnly: false);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Markup_quotes_and_directions_in_texts_stay_texts()
    {
        const string name = "<script>alert(1)</script>\"'&", rtl = "\u202Egnp.exe\u2066";
        var tags = new[] { "\"quoted\"", "it's", "<b>bold</b>", rtl };
        var entry = await AddAsync(("Input.Name", name), ("Input.UserName", "\"><img src=x onerror=alert(2)>"), ("Input.Site", "\"><b>"), ("Input.Tags", string.Join(", ", tags)));
        var reversed = await AddAsync(("Input.Name", rtl), ("Input.Password", "p"));
        (await Post($"{reversed}?handler=Delete")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Post("/vault/bin?handler=Restore", ("entry", reversed.Split('/')[^1]))).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        foreach (var path in new[] { "/vault", entry, $"{entry}/edit", $"{entry}/history" })
        {
            var page = await _ada.GetAsync(path);
            foreach (var markup in new[] { "<script>alert", "<img src=x", "<b>", "onerror=alert(2)>\"" })
                page.ShouldNotContain(markup, Case.Sensitive, path);
            page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;", Case.Sensitive, path);
        }
        // A tag is found by its button, whatever it is made of.
        foreach (var tag in tags)
        {
            var answer = await Post("/vault", ("search", ""), ("sort", "Name"), ("tag", tag));
            (await _ada.GetAsync(answer.Headers.Location!.ToString())).ShouldContain("1 of 2 entries", Case.Sensitive, tag);
        }
        // What turns the direction round ends with the name, and does not turn the words around it.
        (await _ada.GetAsync($"{reversed}/reveal/password/1")).ShouldContain("<bdi>&#x202E;gnp.exe&#x2066;</bdi>");
    }

    [Fact]
    public async Task Only_an_address_that_leads_to_a_site_is_a_link_and_it_tells_that_site_nothing()
    {
        foreach (var address in new[]
        {
            "javascript:alert(1)", "JavaScript://example.org/%0aalert(1)", "data:text/html,hello", "file:///etc/passwd", "vbscript://example.org",
            "intent://example.org#Intent;end", "https://", "https:// example.org", "a note", "//example.org/a b",
        })
        {
            var page = await _ada.GetAsync(await AddAsync(("Input.Name", "Bank"), ("Input.Site", address)));
            page.ShouldNotContain("target=\"_blank\"", Case.Sensitive, address);
            page.ShouldContain("<dt>Address</dt>", Case.Sensitive, address);
        }
        foreach (var (address, link) in new[]
        {
            ("example.org/login?a=1&b=\"2\"", "https://example.org/login?a=1&amp;b=%222%22"), ("HTTP://example.org", "http://example.org/"),
        })
        {
            (await _ada.GetAsync(await AddAsync(("Input.Name", "Bank"), ("Input.Site", address))))
                .ShouldContain($"<a href=\"{link}\" rel=\"noopener noreferrer\" target=\"_blank\">", Case.Sensitive, address);
        }
    }

    [Fact]
    public async Task A_search_of_ten_thousand_characters_is_cut_and_its_words_stand_in_no_address()
    {
        await AddAsync(("Input.Name", "Bank"));
        foreach (var search in new[] { new string('x', 10_000), string.Concat(Enumerable.Repeat("🐎", 1_000)) })
        {
            var answer = await Post("/vault", ("search", search), ("sort", "Age"), ("number", "-7"));
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            var address = answer.Headers.Location!.ToString();
            address.Length.ShouldBeLessThan(4_000);
            address.ShouldNotContain("xxxxxxxxxx");
            address.ShouldNotContain("%F0%9F");
            (await _ada.GetAsync(address)).ShouldContain("0 of 1 entries");
        }
        ((int)(await Post("/vault", ("search", new string('"', 10_000)))).StatusCode).ShouldBe(400, "30,000 bytes are more than a field has");
        (await Post("/vault", ("search", "bank"), ("sort", "nonsense"), ("number", "2147483647"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_view_that_is_another_members_or_made_up_shows_the_first_page()
    {
        await AddAsync(("Input.Name", "Bank"));
        await AddAsync(("Input.Name", "Forum"));
        var view = (await Post("/vault", ("search", "bank"))).Headers.Location!.ToString();
        (await _ada.GetAsync(view)).ShouldContain("1 of 2 entries");

        var eve = new HttpVisitor(_site);
        await eve.BeginAsync(await _site.AddMemberAsync("eve@example.org"), byMailOnly: false);
        var page = await eve.GetAsync("/vault/new");
        (await eve.PostAsync("/vault/new", page, ("Input.Name", "Eves"), ("Input.Length", "20"), ("Input.Words", "6"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await eve.GetAsync(view)).ShouldContain("1 entry");
        (await eve.GetAsync(view)).ShouldNotContain("bank");
        foreach (var garbage in new[] { "x", "%00", "CfDJ8", new string('A', 3_000), "a&view=b", view[12..^4] })
            (await _ada.GetAsync($"/vault?view={garbage}")).ShouldContain("2 entries", Case.Sensitive, garbage);
    }

    [Fact]
    public async Task A_form_that_arrives_after_the_end_comes_back_without_its_secrets_and_is_gone_once_it_was_sent()
    {
        var page = await _ada.GetAsync("/vault/new");
        (string, string)[] typed = [("Input.Name", "Half typed"), ("Input.Password", "pass<w>ord \"1\""), ("Input.Totp", "JBSWY3DPEHPK3PXP"), ("Input.Notes", "first\r\nsecond"), ("Input.Tags", "a, b"), ("Input.Length", "31"), ("Input.Words", "6"), ("Input.RotateEvery", "90")];
        _site.Clock.Advance(TimeSpan.FromMinutes(31));
        var answer = await _ada.PostAsync("/vault/new", page, typed);
        answer.Headers.Location!.ToString().ShouldBe("/account/sign-in?ended=1&next=%2Fvault%2Fnew");
        (await _site.CountAsync("vault_entries")).ShouldBe(0);
        (await _site.CountAsync("drafts")).ShouldBe(1);

        await _ada.BeginAsync(_account, byMailOnly: false);
        page = await _ada.GetAsync("/vault/new");
        page.ShouldContain(Kept);
        foreach (var field in new[] { "value=\"Half typed\"", "value=\"a, b\"", "value=\"31\"", "<option value=\"90\" selected=\"selected\">" })
            page.ShouldContain(field);
        // A draft is shown without a new proof, so nothing is in it that a face alone may open.
        foreach (var secret in new[] { "pass&lt;w&gt;ord", "JBSWY3DPEHPK3PXP", "second</textarea>" })
            page.ShouldNotContain(secret);
        (await _site.CountAsync("drafts")).ShouldBe(0, "it is handed out once");

        (await _ada.PostAsync("/vault/new", page, typed)).Headers.Location!.ToString().ShouldStartWith("/vault/");
        page = await _ada.GetAsync("/vault/new");
        page.ShouldNotContain("Half typed");
        page.ShouldNotContain(Kept);
    }

    [Fact]
    public async Task A_form_with_everything_as_long_as_it_may_be_is_kept()
    {
        // Nine bytes of a form for each of these characters; browsers send a line's end as two.
        var notes = string.Concat(Enumerable.Repeat("深\r\n", EntryLimits.Notes / 2));
        var address = await AddAsync(
            ("Input.Name", new string('名', EntryLimits.Name)), ("Input.Site", new string('址', EntryLimits.Site)), ("Input.UserName", new string('用', EntryLimits.UserName)),
            ("Input.Password", new string('密', EntryLimits.Password)), ("Input.Notes", notes), ("Input.Tags", string.Join(',', Enumerable.Range(10, EntryLimits.Tags).Select(i => i + new string('标', EntryLimits.Tag - 2)))));
        (await _site.CountAsync("vault_secrets WHERE field = 'Notes'")).ShouldBe(1);

        (await Post($"{address}/edit", ("Input.Name", "Long"), ("Input.Version", "1"), ("Input.Notes", new string('ñ', EntryLimits.Notes)))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var over = await Post("/vault/new", ("Input.Name", "Longer"), ("Input.Notes", new string('x', EntryLimits.Notes + 1)));
        (await over.Content.ReadAsStringAsync()).ShouldContain("At most 20,000 characters; this has 20,001.");

        // The same form outlives its session.
        var page = await _ada.GetAsync("/vault/new");
        _site.Clock.Advance(TimeSpan.FromMinutes(31));
        (await _ada.PostAsync("/vault/new", page, ("Input.Name", "Long"), ("Input.Notes", notes))).Headers.Location!.ToString().ShouldContain("next=");
        await _ada.BeginAsync(_account, byMailOnly: false);
        (await _ada.GetAsync("/vault/new")).ShouldContain(Kept);
    }

    [Fact]
    public async Task A_change_from_two_windows_loses_neither()
    {
        var address = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        (await Post($"{address}/edit", ("Input.Name", "One"), ("Input.Version", "1"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var answer = await Post($"{address}/edit", ("Input.Name", "Other"), ("Input.Version", "1"), ("Input.Password", "typed"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("changed in another window");
        page.ShouldContain("value=\"typed\"");
        page.ShouldContain("name=\"Input.Version\" value=\"2\"");
        foreach (var version in new[] { "0", "-1", "99999", "", "x" })
            (await Post($"{address}/edit", ("Input.Name", "Other"), ("Input.Version", version))).StatusCode.ShouldBe(HttpStatusCode.OK, version);
        (await _ada.GetAsync(address)).ShouldContain("<h1>One</h1>");
    }

    private async Task<HttpResponseMessage> Post(string path, params (string, string)[] fields) =>
        await _ada.PostAsync(path, await _ada.GetAsync("/vault/new"), fields);

    private async Task<string> AddAsync(params (string, string)[] fields)
    {
        var answer = await Post("/vault/new", fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!.ToString();
    }
}
