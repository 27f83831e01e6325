using System.Net;
using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Hosting;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Pages.Vault;

public sealed partial class RevealingOverHttp : IAsyncLifetime
{
    private const string Password = "hidden-password", Key = "JBSWY3DPEHPK3PXP";
    private HttpSite _site = null!;
    private HttpVisitor _ada = null!;
    private Account _account = null!;
    private VaultThings _things = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync();
        _account = await _site.EnrolAsync("ada@example.org", "ada");
        _ada = new HttpVisitor(_site);
        await _ada.BeginAsync(_account, byMailOnly: false);
        _things = await VaultThings.MakeAsync(_site, await _site.SessionOfAsync(_account), "Bank", Password);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_face_gives_one_grant_and_its_button_shows_the_password_once()
    {
        var address = $"/vault/{_things.Entry}/reveal/password/1";
        var answer = await _ada.PostPhotoAsync(address, await _ada.GetAsync(address), "ada2");
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var grant = answer.Headers.Location!.ToString();
        grant.ShouldStartWith("/vault/grants/");

        var page = await _ada.GetAsync(grant);
        page.ShouldNotContain(Password);
        (await _ada.GetAsync(grant)).ShouldContain("It is you", Case.Sensitive, "looking does not use it up");
        var shown = await _ada.PostAsync(grant, page);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.Headers.CacheControl!.ToString().ShouldBe("no-store");
        var text = await shown.Content.ReadAsStringAsync();
        text.ShouldContain(Password);
        // Without scripts the page leaves by itself, to the entry and not to the form that was sent.
        text.ShouldContain($"<noscript><meta http-equiv=\"refresh\" content=\"30;url=/vault/{_things.Entry}\" /></noscript>");

        var again = await _ada.PostAsync(grant, page);
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await again.Content.ReadAsStringAsync()).ShouldNotContain(Password);
    }

    [Fact]
    public async Task Of_two_buttons_pressed_at_once_one_shows_it()
    {
        var page = await _ada.GetAsync($"/vault/grants/{_things.Grant}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _ada.PostAsync($"/vault/grants/{_things.Grant}", page))));

        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([200, 410, 410, 410]);
        var texts = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        texts.Count(text => text.Contains(Password, StringComparison.Ordinal)).ShouldBe(1);
        (await _site.CountAsync("reveals")).ShouldBe(1);
        (await _site.CountAsync("ledger WHERE kind = 'revealed'")).ShouldBe(1);
    }

    [Fact]
    public async Task After_a_minute_in_another_session_and_for_an_export_a_grant_shows_nothing()
    {
        var other = new HttpVisitor(_site);
        await other.BeginAsync(_account, byMailOnly: false);
        (await other.AskAsync($"/vault/grants/{_things.Grant}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "the same member's other session");
        (await other.PostAsync($"/vault/grants/{_things.Grant}", await other.GetAsync("/vault/new"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var page = await _ada.GetAsync("/vault/new");
        (await _ada.PostAsync($"/vault/grants/{_things.ExportGrant}", page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        _site.Clock.Advance(TimeSpan.FromSeconds(60));
        (await _ada.PostAsync($"/vault/grants/{_things.Grant}", page)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await _site.CountAsync("reveals")).ShouldBe(0);
        (await _site.CountAsync("ledger WHERE kind = 'revealed'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_grant_of_an_entry_that_went_into_the_bin_shows_nothing()
    {
        var page = await _ada.GetAsync($"/vault/{_things.Entry}");
        (await _ada.PostAsync($"/vault/{_things.Entry}?handler=Delete", page)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _ada.PostAsync($"/vault/grants/{_things.Grant}", page)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_password_whose_row_was_taken_away_is_told_of_and_written_down()
    {
        await _site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("DELETE FROM vault_secrets WHERE entry_id = @Entry", new { _things.Entry }), CancellationToken.None);
        var address = $"/vault/{_things.Entry}/reveal/password/1";
        var grant = (await _ada.PostPhotoAsync(address, await _ada.GetAsync(address), "ada2")).Headers.Location!.ToString();
        var answer = await _ada.PostAsync(grant, await _ada.GetAsync(grant));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("This cannot be opened");
        (await _site.CountAsync("ledger WHERE kind = 'entry-broken'")).ShouldBe(1);
        (await _site.CountAsync("ledger WHERE kind = 'revealed'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_form_without_a_photo_with_several_or_with_a_strangers_gives_no_grant()
    {
        var address = $"/vault/{_things.Entry}/reveal/password/1";
        var page = await _ada.GetAsync(address);
        var before = await _site.CountAsync("reveal_grants");

        (await (await _ada.PostPhotoAsync(address, page, null)).Content.ReadAsStringAsync()).ShouldContain("Add a photo of your face.");
        (await _ada.PostAsync(address, page)).StatusCode.ShouldBe(HttpStatusCode.OK, "not even a form in parts");
        foreach (var (photo, status) in new[] { ("crowd", 422), ("nobody", 422), ("broken", 422), ("busy", 503), ("eve", 422) })
            ((int)(await _ada.PostPhotoAsync(address, page, photo)).StatusCode).ShouldBe(status, photo);
        (await _site.CountAsync("reveal_grants")).ShouldBe(before);
        (await _site.CountAsync("ledger WHERE kind = 'reveal-refused'")).ShouldBe(1, "a face that was not hers; the others were no face to judge");
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_told_so_before_it_is_read()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/vault/{_things.Entry}/reveal/password/1") { Content = new ByteArrayContent([1]) };
        request.Content.Headers.ContentLength = HostingSetup.MaxFramesFormBytes + 1;
        (await _ada.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_field_or_version_that_is_not_there_is_not_there()
    {
        var page = await _ada.GetAsync("/vault/new");
        foreach (var what in new[]
        {
            "password/0", "password/-1", "password/2", "password/99999", "password/2147483648", "password/x", "PASSWORD/1", "0/1", "Export/0", "export/1",
            "notes/1", "totp/0", "totp/1",
        })
        {
            var address = $"/vault/{_things.Entry}/reveal/{what}";
            (await _ada.AskAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound, what);
            (await _ada.PostPhotoAsync(address, page, "ada2")).StatusCode.ShouldBe(HttpStatusCode.NotFound, what);
        }
        (await _site.CountAsync("seen_pictures")).ShouldBe(0, "nobody's face was judged");
    }

    [Fact]
    public async Task Of_one_time_codes_only_those_of_the_key_that_counts_are_shown_and_never_the_key()
    {
        var member = await _site.SessionOfAsync(_account);
        var entry = VaultEntryId.Parse(_things.Entry);
        foreach (var (version, key) in new[] { (1, Key), (2, "GEZDGNBVGY3TQOJQ") })
        {
            (await _site.Get<PasswordVault>().EditAsync(
                member, entry, version, new EntryInput { Name = "Bank", Secrets = new Dictionary<SecretField, string> { [SecretField.Totp] = key } }, CancellationToken.None))
                .ShouldBeOfType<EntryResult.Saved>();
        }
        (await _ada.AskAsync($"/vault/{_things.Entry}/reveal/totp/1")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "an old key");
        (await _ada.GetAsync($"/vault/{_things.Entry}/history")).ShouldNotContain("totp");

        var grant = await VaultThings.GrantAsync(_site, member, new RevealTarget(entry, SecretField.Totp, 2));
        var shown = await (await _ada.PostAsync($"/vault/grants/{grant}", await _ada.GetAsync($"/vault/grants/{grant}"))).Content.ReadAsStringAsync();
        shown.ShouldMatch("data-code>[0-9]{6}<");
        shown.ShouldNotContain("GEZDGNBVGY3TQOJQ");
        shown.ShouldNotContain(Key);
    }

    [Fact]
    public async Task Every_page_is_stored_nowhere_says_what_it_never_does_and_names_no_entry_in_its_title()
    {
        var photos = 10;
        foreach (var route in VaultRoutes.All)
        {
            var things = await VaultThings.MakeAsync(_site, await _site.SessionOfAsync(_account), "Bank", Password);
            var page = await _ada.GetAsync("/vault/new");
            var answer = route switch
            {
                { IsPost: false } => await _ada.AskAsync(route.Path(things)),
                { Photo: true } => await _ada.PostPhotoAsync(route.Path(things), page, $"ada{++photos}"),
                _ => await _ada.PostAsync(route.Path(things), page, route.Fields!(things)),
            };
            ((int)answer.StatusCode).ShouldBe(route.Own, route.Key);
            answer.Headers.CacheControl!.ToString().ShouldBe("no-store", route.Key);
            answer.Headers.Contains("Pragma").ShouldBeFalse(route.Key);
            foreach (var (header, words) in new[]
            {
                ("Content-Security-Policy", "default-src 'none'; script-src 'self';"), ("Content-Security-Policy", "frame-ancestors 'none'"),
                ("Referrer-Policy", "same-origin"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin"),
                ("Cross-Origin-Resource-Policy", "same-origin"), ("Permissions-Policy", "camera=(self)"),
            })
                string.Join(' ', answer.Headers.GetValues(header)).ShouldContain(words, Case.Sensitive, route.Key);
            $"{answer.Headers.Location}".ShouldNotContain("Bank", Case.Sensitive, route.Key);
            if (answer.StatusCode != HttpStatusCode.OK || answer.Content.Headers.ContentType?.MediaType != "text/html")
                continue;
            var title = Title().Match(await answer.Content.ReadAsStringAsync());
            title.Success.ShouldBeTrue(route.Key);
            title.Groups[1].Value.ShouldNotContain("Bank", Case.Sensitive, route.Key);
            title.Groups[1].Value.ShouldNotBe("FaceAuth", route.Key);
        }
    }

    [GeneratedRegex("<title>([^<]*)</title>")]
    private static partial Regex Title();
}
