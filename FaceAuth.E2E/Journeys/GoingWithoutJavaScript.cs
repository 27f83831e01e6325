using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>Everything works as plain forms and links.</summary>
public sealed class GoingWithoutJavaScript(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task Ada_registers_proves_her_address_by_the_link_signs_in_by_file_and_signs_out() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = await ArriveAsync(script: false);
        await ada.BeginWithPhotosAsync(member, Pictures.Ada, Pictures.AdaAgain);

        await ada.Mailbox.OpenAsync(member.Email, Mails.Confirm);
        await ada.GoAsync(await ada.Mailbox.LinkAsync());
        await Expect(ada.Page.GetByText($"This makes {member.Email} the address of your account.")).ToBeVisibleAsync();
        await ada.Confirm.Yes.ClickAsync();
        await Expect(ada.Page.GetByText("Welcome, Ada Example. Your account is ready")).ToBeVisibleAsync();
        (await ada.RecoveryCodes.MakeAsync()).Distinct().Count().ShouldBe(10);
        await ada.SignOutAsync();

        await ada.SignIn.WithFileAsync(member.Email, Pictures.AdaAgain);
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        await Expect(ada.Account.MyPhotos).ToHaveCountAsync(2);
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("30 min left");

        await ada.Header.SignOut.ClickAsync();
        await Expect(ada.Page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await ada.GoAsync(AccountPage.Path);
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task A_second_browser_is_remembered_approved_forgotten_and_a_sign_in_undone() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.twice@example.org");
        var home = await ArriveAsync(script: false);
        await home.EnrolAsync(member, Pictures.Ada);
        var other = await ArriveAsync(script: false);
        await other.SignInWithCodeAsync(member, Pictures.AdaAgain, remember: true);
        await other.GoAsync(AddressPage.Path);
        await Expect(other.Hold.Heading).ToBeVisibleAsync();

        await home.SignInAsync(member, Pictures.AdaNow);
        await home.GoAsync(DevicesPage.Path);
        await Expect(home.Devices.OtherDevices).ToContainTextAsync("On hold until");
        await DevicesPage.Approve(home.Devices.OtherDevices).ClickAsync();
        await Expect(home.Page.GetByText("That device is approved")).ToBeVisibleAsync();
        await other.GoAsync(AddressPage.Path);
        await Expect(other.Address.Heading).ToBeVisibleAsync();
        await home.Mailbox.OpenAsync(member.Email, Mails.DeviceApproved);

        await home.GoAsync(DevicesPage.Path);
        await DevicesPage.Forget(home.Devices.OtherDevices).ClickAsync();
        await Expect(home.Page.GetByText("That device is forgotten and its sessions are ended.")).ToBeVisibleAsync();
        await other.GoAsync(AccountPage.Path);
        await Expect(other.SignIn.Heading).ToBeVisibleAsync();

        await home.Devices.AtEverySignIn.CheckAsync();
        await home.Devices.Save.ClickAsync();
        await Expect(home.Page.GetByText("From now on a code is asked for at every sign-in.")).ToBeVisibleAsync();

        await home.Mailbox.OpenAsync(member.Email, Mails.SignedIn, number: 2);
        await home.GoAsync(await home.Mailbox.LinkAsync("/account/not-me/"));
        await home.NotMe.EndItAll.ClickAsync();
        await Expect(home.NotMe.Done).ToBeVisibleAsync();
        await home.GoAsync(AccountPage.Path);
        await Expect(home.SignIn.Heading).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task The_camera_is_not_offered_where_no_script_can_open_it() => WalkAsync(async () =>
    {
        var visitor = await ArriveAsync(script: false);
        await visitor.GoAsync(SignInPage.Path);
        await Expect(visitor.SignIn.Photo.Input).ToBeVisibleAsync();
        await Expect(visitor.SignIn.Photo.UseTheCamera).ToBeHiddenAsync();
    });
}
