using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>Another way in, kept by the device.</summary>
public sealed class UsingAPasskey(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task Ada_adds_a_passkey_signs_in_with_it_and_removes_it() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = (await ArriveAsync()).Expecting(422);
        var device = await VirtualAuthenticator.OfAsync(ada);
        await ada.JoinAsync(member, Pictures.Ada);

        await ada.GoAsync(PasskeysPage.Path);
        await ada.Passkeys.Name.FillAsync("My laptop");
        await ada.Passkeys.Add.ClickAsync();
        await Expect(ada.Page.GetByText("The passkey “My laptop” is added.")).ToBeVisibleAsync();
        await Expect(ada.Passkeys.Of("My laptop")).ToContainTextAsync("Never");
        (await device.CountAsync()).ShouldBe(1);

        // The device says itself that it has one already.
        await ada.Passkeys.Add.ClickAsync();
        await Expect(ada.Passkeys.Said).ToHaveTextAsync("This device has a passkey for this account already.");

        await ada.Header.SignOut.ClickAsync();
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
        await ada.Passkeys.Use.ClickAsync();
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        await Expect(ada.Account.SignIns.Nth(1)).ToContainTextAsync("Signed in");

        await ada.GoAsync(PasskeysPage.Path);
        await Expect(ada.Passkeys.Of("My laptop")).Not.ToContainTextAsync("Never");
        await ada.Passkeys.Remove("My laptop").ClickAsync();
        await Expect(ada.Page.GetByText("The passkey is removed.")).ToBeVisibleAsync();
        await Expect(ada.Page.GetByText("There are none yet.")).ToBeVisibleAsync();

        // The device still offers it, and is refused.
        await ada.Header.SignOut.ClickAsync();
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
        await ada.Passkeys.Use.ClickAsync();
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("We could not sign you in with this passkey.");

        await ada.Mailbox.OpenAsync(member.Email, Mails.PasskeyAdded);
        await ada.Mailbox.OpenAsync(member.Email, Mails.PasskeyRemoved);
    });

    [BrowserFact]
    public Task On_a_device_that_is_not_remembered_it_ends_the_hold() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.held@example.org");
        var ada = await ArriveAsync();
        await VirtualAuthenticator.OfAsync(ada);
        await ada.JoinAsync(member, Pictures.Ada);
        await ada.GoAsync(PasskeysPage.Path);
        await ada.Passkeys.Add.ClickAsync();
        await Expect(ada.Page.GetByText("is added.")).ToBeVisibleAsync();
        await ada.Header.SignOut.ClickAsync();
        await ada.Context.ClearCookiesAsync();

        await ada.SignInWithCodeAsync(member, Pictures.AdaAgain);
        await ada.GoAsync(PasskeysPage.Path);
        await Expect(ada.Hold.Heading).ToBeVisibleAsync();

        await ada.Passkeys.Use.ClickAsync();

        await Expect(ada.Page.GetByText("The hold is over")).ToBeVisibleAsync();
        await Expect(ada.Passkeys.Heading).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task After_ten_minutes_it_stands_in_for_a_new_photo() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync();
        await VirtualAuthenticator.OfAsync(ada);
        await ada.JoinAsync(new Member("Ada Example", "ada.later@example.org"), Pictures.Ada);
        await ada.GoAsync(PasskeysPage.Path);
        await ada.Passkeys.Add.ClickAsync();
        await Expect(ada.Page.GetByText("is added.")).ToBeVisibleAsync();

        Site.Clock.Advance(TimeSpan.FromMinutes(11));
        await ada.GoAsync(PasskeysPage.Path);
        await Expect(ada.StepUp.Heading).ToBeVisibleAsync();
        await ada.Passkeys.Use.ClickAsync();

        await Expect(ada.Passkeys.Heading).ToBeVisibleAsync();
    });

    [BrowserFact]
    public Task Who_cancels_is_told_nothing_and_may_try_again() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync();
        var device = await VirtualAuthenticator.OfAsync(ada);
        await device.ShowOwnerAsync(false);
        await ada.GoAsync(SignInPage.Path);

        await ada.Passkeys.Use.ClickAsync();

        await Expect(ada.Passkeys.Use).Not.ToHaveAttributeAsync("aria-busy", "true");
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(ada.Passkeys.Use).ToBeEnabledAsync();
    });

    [BrowserFact]
    public Task Without_script_the_page_says_what_passkeys_need() => WalkAsync(async () =>
    {
        var visitor = await ArriveAsync(script: false);
        await visitor.GoAsync("/account/sign-in/passkey");
        await Expect(visitor.Page.GetByText("Passkeys need JavaScript")).ToBeVisibleAsync();
        await Expect(visitor.Passkeys.Use).ToBeHiddenAsync();
        await visitor.GoAsync(SignInPage.Path);
        await Expect(visitor.Passkeys.Use).ToBeHiddenAsync();
    });
}
