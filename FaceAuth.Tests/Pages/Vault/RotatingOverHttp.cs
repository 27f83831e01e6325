using System.Net;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Rotation;
using FaceAuth.Rotation.Targets;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;

namespace FaceAuth.Tests.Pages.Vault;

public sealed class RotatingOverHttp : IAsyncLifetime
{
    private static readonly CancellationToken Ct = CancellationToken.None;
    private HttpSite _site = null!;
    private HttpVisitor _ada = null!;
    private Account _account = null!;

    public async Task InitializeAsync()
    {
        _site = await HttpSite.StartAsync();
        _account = await _site.AddMemberAsync("ada@example.org");
        _ada = new HttpVisitor(_site);
        await _ada.BeginAsync(_account, byMailOnly: false);
        await SetProofsAsync(1);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task An_entry_without_a_plan_is_changed_by_hand_at_its_site()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Site", "https://bank.example.org/login?x=1"), ("Input.Password", "first"), ("Input.RotateEvery", "30"));
        var page = await _ada.GetAsync($"{entry}/rotation");

        page.ShouldContain("Changed by hand");
        page.ShouldContain("<a class=\"button quiet\" href=\"https://bank.example.org/.well-known/change-password\" rel=\"noreferrer noopener\" target=\"_blank\">");
        page.ShouldContain("You are reminded on ");
        page.ShouldContain("http-equiv=\"refresh\"", Case.Sensitive, "the session's own");
        page.ShouldContain("data-live=\"false\"");
        (await _ada.GetAsync(entry)).ShouldContain($"href=\"{entry}/rotation\"");
    }

    [Theory]
    [InlineData("http://bank.example.org")]
    [InlineData("javascript:alert(1)")]
    [InlineData("a note")]
    public async Task Only_an_https_site_is_linked(string site) =>
        (await _ada.GetAsync($"{await AddAsync(("Input.Name", "Bank"), ("Input.Site", site))}/rotation")).ShouldNotContain("change-password");

    [Fact]
    public async Task A_plan_is_kept_and_shows_its_next_three_times_in_its_zone()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await SaveAsync(entry, ("Input.Kind", "VaultOnly"), ("Input.When", "Cron"), ("Input.Cron", "0 3 * * 1"), ("Input.TimeZone", "Europe/Vienna"),
            ("Input.WindowStart", "02:00"), ("Input.WindowEnd", "04:00"), ("Input.AfterReveal", "30"));

        var page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("every Monday at 03:00, between 02:00 and 04:00 in Europe/Vienna; 30 minutes after it was shown");
        page.Split("03:00 (Europe/Vienna)").Length.ShouldBe(4, "three times");
        page.ShouldContain("Monday, 7 January 2030, 03:00 (Europe/Vienna)");
        page.ShouldContain("Rotate now");
        (await _ada.GetAsync($"{entry}/edit")).ShouldContain("This password changes by a plan.");
        (await _ada.GetAsync($"{entry}/edit")).ShouldNotContain("Every half year");

        page = await _ada.GetAsync($"{entry}/rotation/settings");
        page.ShouldContain("value=\"0 3 * * 1\"");
        page.ShouldContain("value=\"02:00\"");
        page.ShouldContain("name=\"Input.Version\" value=\"1\"");

        (await Post($"{entry}/rotation?handler=Pause")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("Paused");
        page.ShouldNotContain("03:00 (Europe/Vienna)");
        await Post($"{entry}/rotation?handler=Resume");
        await Post($"{entry}/rotation?handler=Remove");
        (await _ada.GetAsync($"{entry}/rotation")).ShouldContain("Changed by hand");
    }

    [Fact]
    public async Task What_was_typed_stays_with_what_is_wrong_with_it()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        var answer = await Post($"{entry}/rotation/settings", Plan(
            ("Input.Kind", "MySql"), ("Input.Host", "https://\"><b>db"), ("Input.Port", "70000"), ("Input.AlternateUserName", "other"),
            ("Input.When", "Cron"), ("Input.Cron", "* * * * *"), ("Input.TimeZone", "Middle/Earth"), ("Input.WindowStart", "02:00")));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();

        foreach (var words in new[] { "A port is a number", "the entry has no user name", "take turns need an administrator", "more often than once an hour", "time zone is not known", "both its beginning and its end" })
            page.ShouldContain(words);
        foreach (var typed in new[] { "value=\"70000\"", "value=\"other\"", "value=\"* * * * *\"", "value=\"Middle/Earth\"", "value=\"02:00\"" })
            page.ShouldContain(typed);
        page.ShouldNotContain("\"><b>db");
        (await _site.CountAsync("rotation_plans")).ShouldBe(0);
    }

    [Fact]
    public async Task A_webhook_needs_https_and_a_key_of_another_entry()
    {
        var entry = await AddAsync(("Input.Name", "API"), ("Input.Password", "first"));
        var key = (await AddAsync(("Input.Name", "Key"), ("Input.Password", "k"))).Split('/')[^1];
        (await _ada.GetAsync($"{entry}/rotation/settings")).ShouldContain($"<option value=\"{key}\">Key</option>");
        foreach (var (url, signedBy) in new[] { ("http://hook.example.org/", key), ("https://user@hook.example.org/", key), ("https://hook.example.org/", ""), ("https://hook.example.org/", entry.Split('/')[^1]), ("https://hook.example.org/", Guid.CreateVersion7().ToString()) })
            (await Post($"{entry}/rotation/settings", Plan(("Input.Kind", "Webhook"), ("Input.Url", url), ("Input.SigningKey", signedBy)))).StatusCode.ShouldBe(HttpStatusCode.OK, url + signedBy);

        await SaveAsync(entry, ("Input.Kind", "Webhook"), ("Input.Url", "https://hook.example.org/rotate"), ("Input.SigningKey", key));
        var page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("hook.example.org, port 443, is not on the list of allowed targets");
        page.ShouldContain("https://hook.example.org/rotate");
    }

    [Fact]
    public async Task Without_tls_is_taken_only_where_the_list_says_so()
    {
        var entry = await AddAsync(("Input.Name", "DB"), ("Input.UserName", "app"), ("Input.Password", "first"));
        var fields = Plan(("Input.Kind", "PostgreSql"), ("Input.Host", "db.example.org"), ("Input.NoTls", "true"));
        (await (await Post($"{entry}/rotation/settings", fields)).Content.ReadAsStringAsync()).ShouldContain("without TLS.");
        (await _site.Get<AllowedTargets>().AddAsync(_account.AccountId, "db.example.org", 5432, plainText: true, Ct)).ShouldBeOfType<AllowTargetResult.Added>();
        (await Post($"{entry}/rotation/settings", fields)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _ada.GetAsync($"{entry}/rotation")).ShouldContain("app at db.example.org, port 5432, without TLS");
    }

    [Fact]
    public async Task Saving_asks_for_a_fresh_proof_and_keeps_what_was_typed()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        _site.Clock.Advance(TimeSpan.FromMinutes(16));
        (await _ada.GetAsync($"{entry}/rotation/settings")).ShouldContain($"/account/confirm?next={entry}/rotation/settings");

        var answer = await Post($"{entry}/rotation/settings", Plan(("Input.Kind", "VaultOnly"), ("Input.When", "Interval"), ("Input.EveryDays", "77")));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("Confirm that it is you");
        page.ShouldContain("value=\"77\"");
        (await _site.CountAsync("rotation_plans")).ShouldBe(0);
    }

    [Fact]
    public async Task A_sign_in_of_a_moment_ago_is_no_proof_for_what_tells_passwords_to_a_target()
    {
        await SetProofsAsync(0);
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.UserName", "app"), ("Input.Password", "first"));
        (await _ada.GetAsync($"{entry}/rotation/settings")).ShouldContain($"/account/confirm?next={entry}/rotation/settings");

        (await Post($"{entry}/rotation/settings", Plan(("Input.Kind", "MySql"), ("Input.Host", "db.example.org")))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _site.CountAsync("rotation_plans")).ShouldBe(0);
        await StopAsync(entry);
        (await Post($"{entry}/rotation?handler=Enter", ("password", "second"))).Headers.Location!.ToString().ShouldBe($"/account/confirm?next={entry}/rotation");
    }

    [Theory]
    [InlineData("Rotate")]
    [InlineData("Pause")]
    [InlineData("Resume")]
    [InlineData("Remove")]
    [InlineData("TryAgain")]
    [InlineData("Keep")]
    public async Task Whoever_finds_a_session_open_changes_nothing(string handler)
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await SaveAsync(entry, ("Input.Kind", "VaultOnly"), ("Input.When", "Request"));
        _site.Clock.Advance(TimeSpan.FromMinutes(16));

        (await Post($"{entry}/rotation?handler={handler}")).Headers.Location!.ToString().ShouldBe($"/account/confirm?next={entry}/rotation");

        (await _site.CountAsync("rotations")).ShouldBe(0);
        (await _site.CountAsync("rotation_plans WHERE paused_at IS NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task The_next_times_are_shown_before_anything_is_saved()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        var answer = await Post($"{entry}/rotation/settings?handler=Preview", Plan(("Input.Kind", "VaultOnly"), ("Input.When", "Interval"), ("Input.EveryDays", "30")));
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("The password changes every 30 days.");
        page.ShouldContain("Friday, 1 February 2030, 03:04 (UTC)");
        (await _site.CountAsync("rotation_plans")).ShouldBe(0);
    }

    [Fact]
    public async Task A_password_of_the_vault_alone_is_rotated_on_request_and_its_steps_are_shown()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await SaveAsync(entry, ("Input.Kind", "VaultOnly"), ("Input.When", "Request"));

        (await Post($"{entry}/rotation?handler=Rotate")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await Eventually.IsTrueAsync(async () => await _site.CountAsync("rotations WHERE state = 'Promoted'") == 1);

        var page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("on request");
        page.ShouldContain("data-live=\"false\"");
        var id = await _site.Get<Db>().ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM rotations"), Ct);
        page.ShouldContain($"href=\"{entry}/rotation/{id}\"");
        page = await _ada.GetAsync($"{entry}/rotation/{id}");
        page.ShouldContain("A new password was made and kept, sealed");
        page.ShouldContain("The new password counts");
        page.ShouldContain("This vault only");
    }

    [Fact]
    public async Task A_rotation_that_stopped_says_why_and_offers_three_ways()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        var id = await StopAsync(entry);

        (await _ada.GetAsync("/vault")).ShouldContain("A rotation needs you");
        var page = await _ada.GetAsync($"{entry}/rotation");
        foreach (var words in new[] { "accepts none of the passwords that are kept here", "(It said 1045.)", ">Try again<", ">Keep the current password<", "I changed it by hand", "name=\"password\"" })
            page.ShouldContain(words);
        page.ShouldContain("data-live=\"false\"", Case.Sensitive, "it goes on by nobody else");

        (await Post($"{entry}/rotation?handler=Keep")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("The password stays what it was.");
        page.ShouldNotContain("This rotation needs you");
        page.ShouldContain($"/rotation/{id}");
        (await _ada.GetAsync("/vault")).ShouldNotContain("A rotation needs you");
    }

    [Fact]
    public async Task An_entry_in_the_bin_calls_for_nobody()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await StopAsync(entry);
        await Post($"{entry}?handler=Delete");
        (await _ada.GetAsync("/vault")).ShouldNotContain("needs you");
    }

    [Fact]
    public async Task A_password_that_was_set_by_hand_is_entered_after_a_fresh_proof_only()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await StopAsync(entry);
        (await Post($"{entry}/rotation?handler=Enter", ("password", ""))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _site.CountAsync("vault_secrets")).ShouldBe(1);
        (await Post($"{entry}/rotation?handler=Enter", ("password", "set \"by\" hånd"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await _site.CountAsync("vault_secrets WHERE candidate_of IS NOT NULL")).ShouldBe(1);
        var page = await _ada.GetAsync($"{entry}/rotation");
        page.ShouldContain("May be what the target has");
        page.ShouldContain($"href=\"{entry}/reveal/password/2\"");
        page.ShouldNotContain("by&quot; h");

        var other = await AddAsync(("Input.Name", "Forum"), ("Input.Password", "first"));
        await StopAsync(other);
        _site.Clock.Advance(TimeSpan.FromMinutes(16));
        (await _ada.GetAsync($"{other}/rotation")).ShouldNotContain("name=\"password\"");
        (await Post($"{other}/rotation?handler=Enter", ("password", "second"))).Headers.Location!.ToString().ShouldBe($"/account/confirm?next={other}/rotation");
    }

    [Fact]
    public async Task A_session_on_hold_sees_it_and_changes_nothing()
    {
        var entry = await AddAsync(("Input.Name", "Bank"), ("Input.Password", "first"));
        await StopAsync(entry);
        var eve = new HttpVisitor(_site);
        await eve.BeginAsync(_account, byMailOnly: true);
        var page = await eve.GetAsync($"{entry}/rotation");
        page.ShouldContain("on hold");
        page.ShouldNotContain(">Try again<");
        page.ShouldNotContain("/reveal/");
    }

    // As fresh proofs leave the session.
    private Task SetProofsAsync(int count) =>
        _site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync("UPDATE sessions SET proofs = @Count", new { Count = count }), Ct);

    // As a rotation is that came to its cap.
    private async Task<string> StopAsync(string entry)
    {
        VaultEntryId.TryParse(entry.Split('/')[^1], out var id).ShouldBeTrue();
        var rotation = await VaultThings.RotationAsync(_site, await _site.SessionOfAsync(_account), id);
        await _site.Get<Db>().WriteAsync(tx => tx.ExecuteAsync(
            "UPDATE rotations SET fault = @Fault, fault_code = '1045', attempts = 10 WHERE id = @rotation", new { Fault = nameof(TargetFaultKind.NoneAccepted), rotation }), Ct);
        return rotation;
    }

    private async Task SaveAsync(string entry, params (string, string)[] fields)
    {
        var answer = await Post($"{entry}/rotation/settings", Plan(fields));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        answer.Headers.Location!.ToString().ShouldBe($"{entry}/rotation");
    }

    private static (string, string)[] Plan(params (string Name, string Value)[] fields) =>
    [
        .. new (string Name, string Value)[]
        {
            ("Input.Kind", "VaultOnly"), ("Input.When", "Request"), ("Input.TimeZone", "UTC"), ("Input.Length", "20"), ("Input.Lower", "true"), ("Input.Version", "0"),
        }.Where(one => fields.All(field => field.Name != one.Name)),
        .. fields,
    ];

    private async Task<HttpResponseMessage> Post(string path, params (string, string)[] fields) =>
        await _ada.PostAsync(path, await _ada.GetAsync("/vault/new"), fields);

    private async Task<string> AddAsync(params (string, string)[] fields)
    {
        var answer = await Post("/vault/new", fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer.Headers.Location!.ToString();
    }
}
