using System.Net;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Pages.Vault;

public sealed partial class TwoAccountsOverHttp
{
    private const string AdasName = "Adas-secret-name", AdasPassword = "Adas-secret-password";

    [Fact]
    public async Task The_table_knows_every_route_and_handler_and_none_that_is_gone()
    {
        await using var site = await HttpSite.StartAsync();
        (await VaultRoutes.FindAsync(site)).Order().ShouldBe(VaultRoutes.All.Select(route => route.Key).Order(), ignoreOrder: false);
    }

    [Fact]
    public async Task What_is_the_others_answers_as_what_is_not_there_and_nothing_changes()
    {
        await using var site = await HttpSite.StartAsync();
        var (ada, eve) = (await JoinAsync(site, "ada"), await JoinAsync(site, "eve"));
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName, AdasPassword);
        foreach (var route in VaultRoutes.All.Where(route => route.HasId))
        {
            var none = VaultThings.None();
            var page = await eve.Browser.GetAsync("/vault/new");
            var before = await DumpAsync(site);
            var theirs = await AskAsync(eve.Browser, route, adas, page);
            var nothing = await AskAsync(eve.Browser, route, none, page);

            ((int)theirs.StatusCode).ShouldBe(route.NotThere, route.Key);
            theirs.StatusCode.ShouldBe(nothing.StatusCode, route.Key);
            adas.Hide($"{theirs.Headers.Location}").ShouldBe(none.Hide($"{nothing.Headers.Location}"), route.Key);
            var (one, other) = (await ReadAsync(theirs), await ReadAsync(nothing));
            adas.Hide(one).ShouldBe(none.Hide(other), route.Key);
            one.ShouldNotContain(AdasName, Case.Sensitive, route.Key);
            (await DumpAsync(site)).ShouldBe(before, route.Key);
        }
    }

    [Fact]
    public async Task Pages_without_an_id_show_nothing_of_the_other()
    {
        await using var site = await HttpSite.StartAsync();
        var (ada, eve) = (await JoinAsync(site, "ada"), await JoinAsync(site, "eve"));
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName, AdasPassword);
        foreach (var route in VaultRoutes.All.Where(route => !route.HasId))
        {
            var page = await eve.Browser.GetAsync("/vault/new");
            var answer = await AskAsync(eve.Browser, route, adas, page);
            ((int)answer.StatusCode).ShouldBe(route.Own, route.Key);
            var text = await answer.Content.ReadAsStringAsync();
            foreach (var hidden in new[] { AdasName, AdasPassword, adas.Entry, adas.InBin })
                text.ShouldNotContain(hidden, Case.Sensitive, route.Key);
        }
        (await ada.Browser.GetAsync("/vault")).ShouldContain(AdasName, Case.Sensitive, "Ada herself sees it");
    }

    [Fact]
    public async Task Its_owner_gets_what_the_address_is_for()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await JoinAsync(site, "ada");
        var photos = 0;
        foreach (var route in VaultRoutes.All)
        {
            var things = await VaultThings.MakeAsync(site, await site.SessionOfAsync(ada.Account), AdasName);
            var answer = await AskAsync(ada.Browser, route, things, await ada.Browser.GetAsync("/vault/new"), $"ada{++photos}");
            ((int)answer.StatusCode).ShouldBe(route.Own, route.Key);
        }
    }

    [Fact]
    public async Task Who_is_signed_out_is_sent_to_sign_in_and_changes_nothing()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await JoinAsync(site, "ada");
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName);
        var stranger = new HttpVisitor(site);
        var page = await stranger.GetAsync("/account/sign-in");
        var before = await DumpAsync(site);
        foreach (var route in VaultRoutes.All)
        {
            var answer = await AskAsync(stranger, route, adas, page);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, route.Key);
            answer.Headers.Location!.ToString().ShouldContain("/account/sign-in", Case.Sensitive, route.Key);
        }
        (await DumpAsync(site)).ShouldBe(before);
    }

    [Fact]
    public async Task A_session_on_hold_is_led_away_where_something_is_shown_or_lost_for_good()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await JoinAsync(site, "ada", byMailOnly: true);
        foreach (var route in VaultRoutes.All)
        {
            var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName);
            var page = await ada.Browser.GetAsync("/vault/new");
            var before = await DumpAsync(site);
            var answer = await AskAsync(ada.Browser, route, adas, page);
            var led = answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.ToString().Contains("/account/hold", StringComparison.Ordinal);
            led.ShouldBe(route.NotOnHold, route.Key);
            if (route.NotOnHold)
                (await DumpAsync(site)).ShouldBe(before, route.Key);
        }
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_another_members_is_refused()
    {
        await using var site = await HttpSite.StartAsync();
        var (ada, eve) = (await JoinAsync(site, "ada"), await JoinAsync(site, "eve"));
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName);
        var evesPage = await eve.Browser.GetAsync("/vault/new");
        await ada.Browser.GetAsync("/vault/new");
        var before = await DumpAsync(site);
        foreach (var route in VaultRoutes.All.Where(route => route.IsPost))
        {
            foreach (var page in new[] { "", evesPage })
                ((int)(await AskAsync(ada.Browser, route, adas, page)).StatusCode).ShouldBe(route.Own == 404 ? 404 : 400, route.Key);
        }
        (await DumpAsync(site)).ShouldBe(before);
    }

    [Fact]
    public async Task An_identifier_that_was_replaced_reads_for_ten_seconds_and_never_writes()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await JoinAsync(site, "ada");
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName);
        var page = await ada.Browser.GetAsync("/vault/new");
        await ada.Browser.RetireIdentifierAsync();
        (await ada.Browser.AskAsync($"/vault/{adas.Entry}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await DumpAsync(site);
        foreach (var route in VaultRoutes.All.Where(route => route.IsPost))
            (await AskAsync(ada.Browser, route, adas, page)).Headers.Location.ShouldNotBeNull(route.Key).ToString().ShouldContain("/account/sign-in", Case.Sensitive, route.Key);
        (await DumpAsync(site)).ShouldBe(before);
        site.Clock.Advance(TimeSpan.FromSeconds(11));
        (await ada.Browser.AskAsync($"/vault/{adas.Entry}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_method_that_a_page_does_not_know_is_no_fault()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = await JoinAsync(site, "ada");
        var adas = await VaultThings.MakeAsync(site, ada.Session, AdasName);
        var page = await ada.Browser.GetAsync("/vault/new");
        foreach (var (path, get) in VaultRoutes.All.Select(route => route.Path(adas).Split('?')[0]).Distinct()
            .Select(path => (path, VaultRoutes.All.Single(route => !route.IsPost && route.Path(adas).Split('?')[0] == path).Own)))
        {
            ((int)(await ada.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Head, path))).StatusCode).ShouldBe(get, path);
            ((int)(await ada.Browser.SendAsync(new HttpRequestMessage(HttpMethod.Put, path))).StatusCode).ShouldBeInRange(400, 499, path);
            // Where the page has a handler without a name it is that one's, and may do its work; last, therefore.
            ((int)(await ada.Browser.PostAsync($"{path}?handler=Nothing", page)).StatusCode).ShouldBeLessThan(500, path);
        }
    }

    private static Task<HttpResponseMessage> AskAsync(HttpVisitor browser, VaultRoute route, VaultThings things, string page, string photo = "eve") =>
        route switch
        {
            { IsPost: false } => browser.AskAsync(route.Path(things)),
            { Photo: true } => browser.PostPhotoAsync(route.Path(things), page, photo),
            _ => browser.PostAsync(route.Path(things), page, route.Fields!(things)),
        };

    private static async Task<(Account Account, HttpVisitor Browser, VaultSession Session)> JoinAsync(HttpSite site, string who, bool byMailOnly = false)
    {
        var account = await site.EnrolAsync($"{who}@example.org", who);
        var browser = new HttpVisitor(site);
        await browser.BeginAsync(account, byMailOnly);
        await site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("UPDATE sessions SET proofs = 1"), CancellationToken.None); // as a fresh proof leaves it
        await browser.GetAsync("/vault"); // makes the vault's key
        return (account, browser, await site.SessionOfAsync(account));
    }

    // A page but for what is drawn anew each time.
    private static async Task<string> ReadAsync(HttpResponseMessage answer) =>
        Drawn().Replace(await answer.Content.ReadAsStringAsync(), "");

    /// <summary>Every row that a request could have written; what jobs and the outbox's delivery do by themselves is left out.</summary>
    private static async Task<string> DumpAsync(HttpSite site) => await site.Get<Db>().ReadAsync(async read =>
    {
        var lines = new List<string>();
        foreach (var table in await read.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        {
            if (OfJobs().IsMatch(table))
                continue;
            foreach (var row in await read.QueryAsync<object>($"SELECT * FROM {table}"))
            {
                lines.Add(table + ": " + string.Join('|', ((IDictionary<string, object?>)row).Values.Select(value =>
                    value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}")));
            }
        }
        lines.Count.ShouldBeGreaterThan(10);
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }, CancellationToken.None);

    [GeneratedRegex("value=\"CfDJ8[^\"]+\"|<code[^>]*>[^<]*</code>")]
    private static partial Regex Drawn();

    [GeneratedRegex("^(qrtz|job|outbox|data_protection|sqlite|rotation_passes)", RegexOptions.IgnoreCase)]
    private static partial Regex OfJobs();
}
