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
        await home.EnrolAsync(ada, Pictures.Ada);
        var codes = await home.RecoveryCodes.MakeAsync();

        var elsewhere = await ArriveAsync(script: false);
        await elsewhere.GoAsync(RecoverPage.Path);
        await elsewhere.Recover.WithAsync(ada.Email, codes[0].ToLowerInvariant().Replace('-', ' '));
        var mail = await elsewhere.Mailbox.OpenAsync(ada.Email, Mails.SignInCode);
        await elsewhere.GoAsync("/account/sign-in/code");
        await elsewhere.Page.GetByLabel("Code from the e-mail").FillAsync(Mailbox.CodeIn(mail));
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(elsewhere.Account.Greeting).ToBeVisibleAsync();

        await elsewhere.GoAsync(RecoveryCodesPage.Path);
        await Expect(elsewhere.Page.GetByText("9 codes left")).ToBeVisibleAsync();
        (await elsewhere.RecoveryCodes.MakeAsync()).ShouldNotContain(codes[1]);
    });

    [BrowserFact]
    public Task A_code_ends_a_hold_and_leads_on_to_where_the_member_wanted_to_go() => WalkAsync(async () =>
    {
        var ada = new Member("Ada Example", "ada-held@example.org");
        var home = await ArriveAsync();
        await home.EnrolAsync(ada, Pictures.Ada);
        var codes = await home.RecoveryCodes.MakeAsync();

        var elsewhere = (await ArriveAsync()).Expecting(422);
        await elsewhere.SignInFromNewDeviceAsync(ada, Pictures.AdaAgain);
        await elsewhere.GoAsync(RecoveryCodesPage.Path);
        await Expect(elsewhere.Page.GetByRole(AriaRole.Heading, new() { Name = "This sign-in is on hold" })).ToBeVisibleAsync();
        var code = elsewhere.Page.GetByLabel("Recovery code");
        var end = elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "End the hold" });
        await code.FillAsync("000000-000000-000000-000000");
        await end.ClickAsync();
        await Expect(elsewhere.Page.GetByText("This is not one of your recovery codes")).ToBeVisibleAsync();
        await code.FillAsync(codes[3]);
        await end.ClickAsync();
        await Expect(elsewhere.Page.GetByText("9 codes left")).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task An_administrator_resets_and_the_member_enrols_themselves_anew() => WalkAsync(async () =>
    {
        var (ada, root) = (new Member("Ada Example", "ada-reset@example.org"), new Member("Root Example", "root-reset@example.org"));
        var home = await ArriveAsync();
        await home.EnrolAsync(ada, Pictures.Ada);
        var office = (await ArriveAsync()).Expecting(404);
        await office.EnrolAsync(root, Pictures.Stranger);
        await office.GoAsync("/admin/people");
        await Expect(office.Page.GetByRole(AriaRole.Heading, new() { Name = "People" })).ToBeHiddenAsync();
        EmailAddress.TryParse(root.Email, out var address);
        await Site.Services.GetRequiredService<Db>().WriteAsync(
            tx => Site.Services.GetRequiredService<AccountStore>().GrantAdminAsync(tx, address), CancellationToken.None);

        await office.GoAsync($"/admin/people?search={ada.Email}");
        await office.Page.GetByRole(AriaRole.Link, new() { Name = $"Reset {ada.Email}" }).ClickAsync();
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Reset and mail the link" }).ClickAsync();
        await Expect(office.Page.GetByText("is reset, and the link is on its way")).ToBeVisibleAsync();

        await home.GoAsync(AccountPage.Path);
        await Expect(home.SignIn.Heading).ToBeVisibleAsync();
        await home.Mailbox.OpenAsync(ada.Email, Mails.AccountReset);
        await home.GoAsync(await home.Mailbox.LinkAsync());
        await home.Page.GetByRole(AriaRole.Checkbox).CheckAsync();
        await new PhotoField(home.Page, "New photos of your face").ChooseAsync(Pictures.AdaAgain);
        await home.Page.GetByRole(AriaRole.Button, new() { Name = "Use these photos" }).ClickAsync();
        await Expect(home.Page.GetByText("Your new photos are there.")).ToBeVisibleAsync();
        await home.SignInFromNewDeviceAsync(ada, Pictures.Ada);
    });
}
