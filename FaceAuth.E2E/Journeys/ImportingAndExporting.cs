using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>A vault that comes from another program, and goes out again.</summary>
public sealed class ImportingAndExporting(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    private const string Passphrase = "correct horse battery staple";

    [BrowserFact]
    public Task What_Ada_brought_goes_out_under_a_passphrase_and_comes_back() => WalkAsync(async () =>
    {
        var ada = (await ArriveAsync()).Expecting(410, 422);
        await ada.JoinAsync(new Member("Ada Example", "ada.moves@example.org"), Pictures.Ada);
        await ada.Vault.AddAsync("Bank of Examples", "ada@bank.example", "the one that counts");

        await ada.Transfer.ReadAsync(TransferPage.BitwardenFile, "bitwarden.json");
        await Expect(ada.Transfer.Rows).ToHaveCountAsync(3);
        await Expect(ada.Transfer.Rows.Filter(new() { HasText = "Bank of Examples" })).ToContainTextAsync("In the vault");
        await Expect(ada.Page.GetByText("Item 2 “Shop”").First).ToBeVisibleAsync();
        (await ada.Page.ContentAsync()).ShouldNotContain("päss");
        await ada.Transfer.Take.ClickAsync();
        await Expect(ada.Page.GetByText("2 entries are in your vault now. 1 that was there already was left out.")).ToBeVisibleAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(3);
        await ada.Vault.Search.FillAsync("shop");
        await Expect(ada.Vault.Entries).ToHaveCountAsync(1);

        await ada.Transfer.ProveAsync(Pictures.AdaNow);
        await ada.Transfer.ForTheFile.FillAsync(Passphrase);
        await ada.Transfer.Again.FillAsync("something else, as long");
        await ada.Transfer.Make.ClickAsync();
        await Expect(ada.Page.GetByText("This is not the same passphrase.")).ToBeVisibleAsync();
        await ada.Transfer.ForTheFile.FillAsync(Passphrase);
        await ada.Transfer.Again.FillAsync(Passphrase);
        var (name, text) = await ada.Transfer.DownloadAsync();
        name.ShouldEndWith("-encrypted.json");
        text.ShouldNotContain("Shop");
        await ada.Page.ReloadAsync();
        await Expect(ada.Transfer.Over).ToBeVisibleAsync();

        foreach (var entry in new[] { "Bank of Examples", "Shop", "Alarm" })
        {
            await ada.GoAsync(VaultPage.Path);
            await ada.Vault.Search.FillAsync("");
            await ada.Vault.Entry(entry).ClickAsync();
            await ada.Entry.IntoTheBin.ClickAsync();
            await Expect(ada.Page.GetByText("The entry is in the bin.")).ToBeVisibleAsync();
        }
        await ada.Transfer.ReadAsync(text, name, "not the passphrase");
        await Expect(ada.Page.GetByText("The passphrase is wrong, or the file was changed.")).ToBeVisibleAsync();
        await ada.Transfer.ReadAsync(text, name, Passphrase);
        await Expect(ada.Transfer.Rows).ToHaveCountAsync(3);
        await ada.Transfer.Take.ClickAsync();
        await Expect(ada.Page.GetByText("3 entries are in your vault now.")).ToBeVisibleAsync();
        await ada.Vault.Entry("Shop").ClickAsync();
        (await ada.Entry.RevealAsync("password", Pictures.AdaNow)).ShouldBe("päss \"1\", \\ 🔑");
    });

    [BrowserFact]
    public Task A_damaged_file_says_where_and_takes_nothing() => WalkAsync(async () =>
    {
        var ada = (await ArriveAsync()).Expecting(422);
        await ada.JoinAsync(new Member("Ada Example", "ada.damaged@example.org"), Pictures.Ada);

        await ada.Transfer.ReadAsync("name,url,username,password\nMail,https://mail.example,ada,waltz of the otters\nBank,https://bank.example,ada\n", "chrome.csv");

        await Expect(ada.Transfer.Refusal).ToContainTextAsync("Line 3");
        (await ada.Page.ContentAsync()).ShouldNotContain("waltz of the otters");
        await ada.GoAsync(VaultPage.Path);
        await Expect(ada.Page.GetByText("There is nothing in it yet.")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task Without_JavaScript_a_plain_file_wants_the_tick_and_can_be_thrown_away_again() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync(script: false);
        await ada.JoinAsync(new Member("Ada Example", "ada.noscript@example.org"), Pictures.Ada);
        await ada.Transfer.ReadAsync(TransferPage.BitwardenFile, "bitwarden.json");
        await ada.Transfer.Take.ClickAsync();
        await Expect(ada.Page.GetByText("3 entries are in your vault now.")).ToBeVisibleAsync();

        await ada.Transfer.ProveAsync(Pictures.AdaNow);
        await ada.Transfer.PlainJson.CheckAsync();
        await ada.Transfer.Make.ClickAsync();
        await Expect(ada.Page.GetByText("Tick the box to say that you know what this means.")).ToBeVisibleAsync();
        await Expect(ada.Transfer.PlainJson).ToBeCheckedAsync();
        await ada.Transfer.IKnow.CheckAsync();
        var (name, text) = await ada.Transfer.DownloadAsync();
        name.ShouldEndWith(".json");
        text.ShouldContain("Alarm");
        await ada.GoAsync(VaultPage.Path);
        await Expect(ada.Page.GetByText("Your file was made, with 3 entries.")).ToBeVisibleAsync();

        await ada.Transfer.ReadAsync(text, name);
        await Expect(ada.Page.GetByText("In the vault", new() { Exact = true })).ToHaveCountAsync(3);
        await ada.Transfer.TakeNothing.ClickAsync();
        await Expect(ada.Page.GetByText("Nothing was taken, and what was read is thrown away.")).ToBeVisibleAsync();
        await Expect(ada.Vault.Entries).ToHaveCountAsync(3);
    });
}
