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
    public Task The_camera_is_not_offered_where_no_script_can_open_it() => WalkAsync(async () =>
    {
        var visitor = await ArriveAsync(script: false);
        await visitor.GoAsync(SignInPage.Path);
        await Expect(visitor.SignIn.Photo.Input).ToBeVisibleAsync();
        await Expect(visitor.SignIn.Photo.UseTheCamera).ToBeHiddenAsync();
    });
}
