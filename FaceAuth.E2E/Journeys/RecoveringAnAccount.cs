using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>The ways back in, in a browser: a recovery code, the end of a hold, and an administrator's reset.</summary>
public sealed class RecoveringAnAccount(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task A_code_from_paper_and_one_from_the_mailbox_open_the_account_on_a_new_device_without_a_hold() => WalkAsync(async () =>
    {
        var ada = new Member("Ada Example", "ada-recovers@example.org");
        var home = await ArriveAsync();
        await home.JoinAsync(ada, Pictures.Ada);
        var codes = await home.RecoveryCodes.MakeAsync();

        var elsewhere = await ArriveAsync(script: false);
        await elsewhere.RecoverAsync(ada, codes[0].ToLowerInvariant().Replace('-', ' '));

        await elsewhere.GoAsync(RecoveryCodesPage.Path);
        await Expect(elsewhere.Page.GetByText("9 codes left")).ToBeVisibleAsync();
        (await elsewhere.RecoveryCodes.MakeAsync()).ShouldNotContain(codes[1]);
    });

    [BrowserFact]
    public Task A_code_ends_a_hold_and_leads_on_to_where_the_member_wanted_to_go() => WalkAsync(async () =>
    {
        var ada = new Member("Ada Example", "ada-held@example.org");
        var home = await ArriveAsync();
        await home.JoinAsync(ada, Pictures.Ada);
        var codes = await home.RecoveryCodes.MakeAsync();

        var elsewhere = (await ArriveAsync()).Expecting(422);
        await elsewhere.SignInWithCodeAsync(ada, Pictures.AdaAgain);
        await elsewhere.GoAsync(RecoveryCodesPage.Path);
        await Expect(elsewhere.Hold.Heading).ToBeVisibleAsync();
        await elsewhere.Hold.Code.FillAsync("000000-000000-000000-000000");
        await elsewhere.Hold.End.ClickAsync();
        await Expect(elsewhere.Page.GetByText("This is not one of your recovery codes")).ToBeVisibleAsync();
        await elsewhere.Hold.Code.FillAsync(codes[3]);
        await elsewhere.Hold.End.ClickAsync();
        await Expect(elsewhere.Page.GetByText("9 codes left")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task An_administrator_resets_and_the_member_enrols_themselves_anew() => WalkAsync(async () =>
    {
        var (ada, root) = (new Member("Ada Example", "ada-reset@example.org"), new Member("Root Example", "root-reset@example.org"));
        var home = await ArriveAsync();
        await home.JoinAsync(ada, Pictures.Ada);
        var office = (await ArriveAsync()).Expecting(404);
        await office.JoinAsync(root, Pictures.Stranger);
        await office.GoAsync(PeoplePage.Path);
        await Expect(office.People.Heading).ToBeHiddenAsync();
        EmailAddress.TryParse(root.Email, out var address);
        await Site.Services.GetRequiredService<Db>().WriteAsync(
            tx => Site.Services.GetRequiredService<AccountStore>().GrantAdminAsync(tx, address), CancellationToken.None);

        await office.GoAsync($"{PeoplePage.Path}?search={ada.Email}");
        await office.People.Reset(ada.Email).ClickAsync();
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Reset and mail the link" }).ClickAsync();
        await Expect(office.Page.GetByText("is reset, and the link is on its way")).ToBeVisibleAsync();

        await home.GoAsync(AccountPage.Path);
        await Expect(home.SignIn.Heading).ToBeVisibleAsync();
        await home.Mailbox.OpenAsync(ada.Email, Mails.Reset);
        await home.GoAsync(await home.Mailbox.LinkAsync());
        await home.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await new PhotoField(home.Page, "New photos of your face").ChooseAsync(Pictures.AdaAgain);
        await home.Page.GetByRole(AriaRole.Button, new() { Name = "Use these photos" }).ClickAsync();
        await Expect(home.Page.GetByText("Your new photos are there.")).ToBeVisibleAsync();
        await home.SignInWithCodeAsync(ada, Pictures.Ada);
    });
}
