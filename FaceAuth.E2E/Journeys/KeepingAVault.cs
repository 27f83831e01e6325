using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using FaceAuth.Vault;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>A member's passwords: kept, found, and shown to their face only.</summary>
public sealed class KeepingAVault(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    private const string Password = "correct horse \"battery\" \\ staple 🐎";

    [BrowserFact]
    public Task Ada_keeps_a_password_finds_it_by_typing_and_sees_it_once_for_her_face() => WalkAsync(async () =>
    {
        var ada = (await ArriveAsync()).Expecting(410);
        await ada.JoinAsync(new Member("Ada Example", "ada.vault@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Bank of Examples", "ada@bank.example", Password, "money, daily");
        await ada.Vault.AddAsync("Forum", "ada", "another one", "daily");
        await ada.GoAsync(VaultPage.Path);
        await Expect(ada.Vault.Entries).ToHaveCountAsync(2);

        // As she types, and what she types is not in the address.
        await ada.Vault.Search.FillAsync("BANK exam");
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);
        ada.Page.Url.ToLowerInvariant().ShouldNotContain("bank");
        await ada.Page.ReloadAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);
        await ada.Vault.Search.FillAsync("");
        await ada.Vault.Tag("daily").ClickAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(2);
        await ada.Vault.Tag("money").ClickAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);

        await ada.Vault.Entry("Bank of Examples").ClickAsync();
        (await ada.Page.ContentAsync()).ShouldNotContain("staple");
        (await ada.Entry.RevealAsync("password", Pictures.AdaNow)).ShouldBe(Password);
        (await ada.Page.EvaluateAsync<string>("document.title")).ShouldNotContain("Bank");

        // The same grant shows nothing a second time.
        await ada.GoAsync(new Uri(ada.Page.Url).AbsolutePath);
        await Expect(ada.Entry.Over).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task A_grant_is_good_for_a_minute_and_in_its_session_only() => WalkAsync(async () =>
    {
        var ada = (await ArriveAsync()).Expecting(410);
        await ada.JoinAsync(new Member("Ada Example", "ada.grant@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Bank", "ada", Password);
        await ada.Entry.Reveal("password").ClickAsync();
        await ada.Entry.ProveAsync(Pictures.AdaNow);
        var grant = new Uri(ada.Page.Url).AbsolutePath;

        var bea = (await ArriveAsync()).Expecting(404);
        await bea.JoinAsync(new Member("Bea Example", "bea.grant@example.org"), Pictures.Stranger);
        (await bea.GoAsync(grant))!.Status.ShouldBe(404);

        Site.Clock.Advance(TimeSpan.FromSeconds(61));
        await ada.Entry.ShowIt.ClickAsync();
        await Expect(ada.Entry.Over).ToBeVisibleAsync();
        (await ada.Page.ContentAsync()).ShouldNotContain("staple");
    });

    [BrowserFact]
    public Task The_camera_shows_it_to_Ada_and_covers_it_again_and_shows_a_stranger_nothing() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.camera@example.org");
        var ada = (await ArriveAsync(camera: SamplePictures.Ada1)).Expecting(422);
        await ada.JoinAsync(member, Pictures.AdaAgain);
        await ada.Vault.AddAsync("Bank", "ada", Password, notes: "first line\nsecond <line>", totp: "JBSWY3DPEHPK3PXP");
        var entry = ada.Page.Url;
        await ada.Entry.Reveal("password").ClickAsync();

        // Somebody else at the open computer.
        await ada.Entry.Photo.ChooseAsync(Shots.Of(Pictures.StrangersFace));
        await ada.Entry.CheckMyFace.ClickAsync();
        await Expect(ada.Page.GetByText("This photo does not match yours.")).ToBeVisibleAsync();

        await ada.Entry.Photo.TakeAsync();
        await ada.Entry.CheckMyFace.ClickAsync();
        await ada.Entry.ShowIt.ClickAsync();
        await Expect(ada.Entry.Secret).ToHaveTextAsync(Password);
        await ada.Context.GrantPermissionsAsync(["camera", "clipboard-read", "clipboard-write"]);
        await ada.Entry.Copy.ClickAsync();
        await Expect(ada.Page.GetByText("Copied. The clipboard is cleared")).ToBeVisibleAsync();
        (await ada.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(Password);
        await Expect(ada.Entry.CoveredAgain).ToBeVisibleAsync(new() { Timeout = 60_000 });
        (await ada.Page.ContentAsync()).ShouldNotContain("staple");
        await ada.Page.WaitForFunctionAsync("async () => await navigator.clipboard.readText() === ''");

        await ada.GoAsync(entry);
        (await ada.Entry.RevealAsync("notes", Pictures.AdaNow)).ShouldBe("first line\nsecond <line>");
        await ada.GoAsync(entry);
        await ada.Entry.RevealAsync("one-time code", Pictures.AdaNow);
        Totp.TryParse("JBSWY3DPEHPK3PXP", out var totp).ShouldBeTrue();
        var now = Site.Clock.GetUtcNow();
        totp!.CodesFrom(now.AddSeconds(-60), 4).Select(code => code.Digits).ShouldContain(await ada.Entry.Secret.TextContentAsync());
        (await ada.Page.ContentAsync()).ShouldNotContain("JBSWY3DPEHPK3PXP");
    });

    [BrowserFact]
    public Task A_changed_password_stays_in_the_history_and_a_deleted_entry_in_the_bin() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync();
        await ada.JoinAsync(new Member("Ada Example", "ada.history@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Bank", "ada", "the first one");
        var entry = ada.Page.Url;
        await ada.Entry.Change.ClickAsync();
        await ada.Vault.MakeAPassword.ClickAsync();
        await ada.Vault.MakeOne.ClickAsync();
        await Expect(ada.Page.GetByText("very strong")).ToBeVisibleAsync();
        var made = await ada.Vault.Password.InputValueAsync();
        made.Length.ShouldBe(20);
        await ada.Vault.Save.ClickAsync();
        await Expect(ada.Page.GetByText("The password before is in its history.")).ToBeVisibleAsync();
        (await ada.Entry.RevealAsync("password", Pictures.AdaNow)).ShouldBe(made);

        await ada.GoAsync(entry + "/history");
        await ada.Page.GetByRole(AriaRole.Link, new() { NameString = "Show the password kept" }).Nth(1).ClickAsync();
        await ada.Entry.ProveAsync(Pictures.AdaNow);
        await ada.Entry.ShowIt.ClickAsync();
        await Expect(ada.Entry.Secret).ToHaveTextAsync("the first one");

        await ada.GoAsync(entry);
        await ada.Entry.IntoTheBin.ClickAsync();
        await Expect(ada.Page.GetByText("The entry is in the bin.")).ToBeVisibleAsync();
        await ada.GoAsync("/vault/bin");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Take Bank out of the bin" }).ClickAsync();
        await ada.GoAsync(VaultPage.Path);
        await Expect(ada.Vault.Entry("Bank")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task Without_JavaScript_everything_goes_by_forms() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync(script: false);
        await ada.JoinAsync(new Member("Ada Example", "ada.plain@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Bank", "ada", Password);
        await ada.Vault.AddAsync("Forum", "ada", "another one");
        await ada.GoAsync(VaultPage.Path);
        await ada.Vault.Search.FillAsync("forum");
        await ada.Vault.Show.ClickAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);
        await ada.Vault.Entry("Forum").ClickAsync();
        (await ada.Entry.RevealAsync("password", Pictures.AdaNow)).ShouldBe("another one");
        (await ada.Page.Locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").CountAsync()).ShouldBeGreaterThan(0);
    });
}
