using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>Passwords that change themselves, at a real MariaDB server, which says in the end what is true.</summary>
public sealed class RotatingAPassword(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    private static int _administrators;

    [BrowserAndMariaDbFact]
    public Task On_schedule_the_server_gets_a_new_password_and_Ada_sees_it_for_her_face() => WalkAsync(async () =>
    {
        var account = await DatabaseAccount.CreateAsync("reports");
        await AllowAsync("localhost", account.Port);
        var member = new Member("Ada Example", "ada.schedule@example.org");
        var ada = await ArriveAsync();
        await ada.JoinAsync(member, Pictures.Ada);
        await ada.Vault.AddAsync("Reports", account.Name, account.FirstPassword);
        var entry = new Uri(ada.Page.Url).AbsolutePath;

        await ada.RotationSettings.OpenAsync();
        await ada.RotationSettings.AtMariaDbAsync("localhost", account.Port);
        await ada.RotationSettings.ByCron.CheckAsync();
        await ada.RotationSettings.Cron.FillAsync("0 */6 * * *");
        await ada.RotationSettings.ShowTheNextTimes.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Region, new() { Name = "As it is typed now" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await ada.RotationSettings.SaveAsync();
        await Expect(ada.Rotation.Fact("Where")).ToContainTextAsync($"{account.Name} at localhost");
        var due = await ada.Rotation.NextAsync();
        (await account.LetsInAsync(account.FirstPassword)).ShouldBeTrue();

        Site.Clock.Advance(due - Site.Clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        await ada.SignInAsync(member, Pictures.AdaAgain);
        await ada.GoAsync($"{entry}/rotation");
        await ada.Rotation.UntilOneIsDoneAsync();

        (await ada.Rotation.NextAsync()).ShouldBe(due.AddHours(6));
        var steps = await ada.Rotation.OpenStepsAsync();
        string[] words =
        [
            "Begun on schedule", "A new password was made and kept, sealed", "The target is told", "The target said that it has the new password",
            "A random password was refused, and the new one let us in", "The new password counts; the one before is in the history",
        ];
        steps.Count.ShouldBe(words.Length);
        foreach (var (step, expected) in steps.Zip(words))
            step.ShouldStartWith(expected);

        await ada.GoAsync(entry);
        var rotated = await ada.Entry.RevealAsync("password", Pictures.AdaNow);
        (await account.LetsInAsync(rotated)).ShouldBeTrue();
        (await account.LetsInAsync(account.FirstPassword)).ShouldBeFalse();
    });

    [BrowserAndMariaDbFact]
    public Task Of_two_accounts_that_take_turns_the_old_one_works_until_the_second_rotation() => WalkAsync(async () =>
    {
        var (one, other) = (await DatabaseAccount.CreateAsync("shop_a"), await DatabaseAccount.CreateAsync("shop_b"));
        var administrator = await DatabaseAccount.CreateAsync("changer", changesOthers: true);
        // Without TLS because the administrator says so, for a server on this machine.
        await AllowAsync("127.0.0.1", one.Port, withoutTls: true);
        var ada = await ArriveAsync();
        await ada.JoinAsync(new Member("Ada Example", "ada.turns@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Server", administrator.Name, administrator.FirstPassword);
        await ada.Vault.AddAsync("Shop", one.Name, one.FirstPassword);
        var entry = new Uri(ada.Page.Url).AbsolutePath;

        await ada.RotationSettings.OpenAsync();
        await ada.RotationSettings.AtMariaDbAsync("127.0.0.1", one.Port, withoutTls: true);
        await ada.RotationSettings.SecondAccount.FillAsync(other.Name);
        await ada.RotationSettings.WhoChangesIt.SelectOptionAsync(new SelectOptionValue { Label = $"Server ({administrator.Name})" });
        await ada.RotationSettings.OnRequest.CheckAsync();
        await ada.RotationSettings.SaveAsync();
        await Expect(ada.Rotation.Fact("Where")).ToContainTextAsync($"{one.Name} and {other.Name} in turn");

        await ada.Rotation.RotateAsync(1);
        await ada.GoAsync(entry);
        await Expect(ada.Page.Fact("User name")).ToContainTextAsync(other.Name);
        var first = await ada.Entry.RevealAsync("password", Pictures.AdaNow);
        (await other.LetsInAsync(first)).ShouldBeTrue();
        (await one.LetsInAsync(one.FirstPassword)).ShouldBeTrue();

        await ada.GoAsync($"{entry}/rotation");
        await ada.Rotation.RotateAsync(2);
        await ada.GoAsync(entry);
        await Expect(ada.Page.Fact("User name")).ToContainTextAsync(one.Name);
        var second = await ada.Entry.RevealAsync("password", Pictures.AdaNow);
        (await one.LetsInAsync(second)).ShouldBeTrue();
        (await one.LetsInAsync(one.FirstPassword)).ShouldBeFalse();
        (await other.LetsInAsync(first)).ShouldBeTrue();
    });

    [BrowserAndMariaDbFact]
    public Task Without_JavaScript_the_same_forms_plan_it_and_rotate_it() => WalkAsync(async () =>
    {
        var account = await DatabaseAccount.CreateAsync("plain");
        await AllowAsync("localhost", account.Port);
        var ada = await ArriveAsync(script: false);
        await ada.JoinAsync(new Member("Ada Example", "ada.noscript@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Archive", account.Name, account.FirstPassword);
        var entry = new Uri(ada.Page.Url).AbsolutePath;

        await ada.RotationSettings.OpenAsync();
        await ada.RotationSettings.AtMariaDbAsync("localhost", account.Port);
        await ada.RotationSettings.OnRequest.CheckAsync();
        await ada.RotationSettings.SaveAsync();
        await ada.Rotation.RotateAsync(1);

        await ada.GoAsync(entry);
        var rotated = await ada.Entry.RevealAsync("password", Pictures.AdaNow);
        (await account.LetsInAsync(rotated)).ShouldBeTrue();
        (await account.LetsInAsync(account.FirstPassword)).ShouldBeFalse();
    });

    // Whoever runs the site decides where it may connect to; a line is there once for all journeys of this site.
    private async Task AllowAsync(string host, int port, bool withoutTls = false)
    {
        var grace = await ArriveAsync();
        await grace.JoinAsAdministratorAsync(new Member("Grace Example", $"grace.{Interlocked.Increment(ref _administrators)}@example.org"), Pictures.Stranger);
        await grace.Targets.AllowAsync(host, port, withoutTls);
    }
}
