using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>Everything can be reached and done with the keyboard alone, and one sees where one is.</summary>
public sealed class UsingOnlyTheKeyboard(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    /// <summary>Whether the ring is drawn around the focused element, or around the tile that it lies invisible over.</summary>
    private const string RingIsDrawn =
        """
        element => {
          for (let at = element; at && at !== document.body; at = at.parentElement) {
            const style = getComputedStyle(at);
            if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return true;
            if (at !== element && !at.contains(element)) return false;
          }
          return false;
        }
        """;

    [BrowserFact]
    public Task The_first_stop_is_a_link_past_the_header() => WalkAsync(async () =>
    {
        var visitor = await ArriveAsync();
        await visitor.GoAsync("/");
        await StopAsync(visitor, visitor.Header.SkipLink);
        await Expect(visitor.Header.SkipLink).ToBeInViewportAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
        await StopAsync(visitor, visitor.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Create account" }));
    });

    [BrowserFact]
    public Task Ada_registers_and_signs_in_with_the_keyboard_alone() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = await ArriveAsync(camera: SamplePictures.Ada2);
        var keyboard = ada.Page.Keyboard;

        await ada.GoAsync(RegisterPage.Path);
        await PassTheHeaderAsync(ada);
        await StopAsync(ada, ada.Register.Name);
        await keyboard.TypeAsync(member.Name);
        await StopAsync(ada, ada.Register.Email);
        await keyboard.TypeAsync(member.Email);
        await StopAsync(ada, ada.Register.Accept);
        await keyboard.PressAsync("Space");
        await StopAsync(ada, ada.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "notice on biometric data" }));
        await StopAsync(ada, ada.Register.GoOn);
        await keyboard.PressAsync("Enter");

        await Expect(ada.Photos.Check).ToBeVisibleAsync();
        await PassTheHeaderAsync(ada);
        await StopAsync(ada, ada.Photos.First.UseTheCamera);
        await StopAsync(ada, ada.Photos.First.Input);
        var chooser = await ada.Page.RunAndWaitForFileChooserAsync(() => keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync(Pictures.Ada);
        await StopAsync(ada, ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove photo 1" }));
        await StopAsync(ada, ada.Photos.Check);
        await keyboard.PressAsync("Enter");
        await Expect(ada.Photos.Taken).ToHaveCountAsync(1);
        await StopAsync(ada, ada.Page.GetByRole(AriaRole.Button, new() { Name = "Remove photo 1" }));
        await StopAsync(ada, ada.Photos.GoOn);
        await keyboard.PressAsync("Enter");
        await Expect(ada.Prove.Heading).ToBeVisibleAsync();

        var code = Mailbox.CodeIn(await ada.Mailbox.OpenAsync(member.Email, Mails.Confirm));
        await ada.GoAsync("/account/register/prove");
        await PassTheHeaderAsync(ada);
        await StopAsync(ada, ada.Prove.Code);
        await keyboard.TypeAsync(code);
        await keyboard.PressAsync("Enter");

        await Expect(ada.RecoveryCodes.Heading).ToBeVisibleAsync();
        await PassTheMembersHeaderAsync(ada);
        await StopAsync(ada, ada.RecoveryCodes.Make);
        await keyboard.PressAsync("Enter");
        await Expect(ada.RecoveryCodes.Made).ToHaveCountAsync(10);
        await PassTheMembersHeaderAsync(ada);
        await StopAsync(ada, ada.RecoveryCodes.Kept);
        await keyboard.PressAsync("Shift+Tab");
        await Expect(ada.Header.SignOut).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");

        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
        await PassTheHeaderAsync(ada);
        await StopAsync(ada, ada.SignIn.Email);
        await keyboard.TypeAsync(member.Email);
        await StopAsync(ada, ada.SignIn.Photo.UseTheCamera);
        await keyboard.PressAsync("Enter");
        // The shutter takes the focus once the camera runs.
        await Expect(ada.SignIn.Photo.TakeThePhoto).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(ada.SignIn.Photo.Previews).ToHaveCountAsync(1);
        await Expect(ada.SignIn.Photo.UseTheCamera).ToBeFocusedAsync();
        await StopAsync(ada, ada.SignIn.Photo.Input);
        await StopAsync(ada, ada.Page.GetByRole(AriaRole.Button, new() { Name = "Take again" }));
        await StopAsync(ada, ada.SignIn.Send);
        await keyboard.PressAsync("Enter");

        await Expect(ada.Account.Greeting).ToBeFocusedAsync();
    });

    [BrowserFact]
    public Task The_code_the_devices_and_this_was_not_me_are_done_with_the_keyboard_alone() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.typing@example.org");
        var ada = await ArriveAsync();
        var keyboard = ada.Page.Keyboard;
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.Context.ClearCookiesAsync();
        var code = await ada.BeginSignInAsync(member, Pictures.AdaAgain);

        await ada.GoAsync(SignInCodePage.Path);
        await PassTheHeaderAsync(ada);
        await StopAsync(ada, ada.SignInCode.Code);
        await keyboard.TypeAsync(code);
        await StopAsync(ada, ada.SignInCode.Remember);
        await keyboard.PressAsync("Space");
        await StopAsync(ada, ada.SignInCode.Send);
        await keyboard.PressAsync("Enter");
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();

        await ada.GoAsync(DevicesPage.Path);
        await PassTheMembersHeaderAsync(ada);
        await EveryStopInTheMainPartAsync(ada);
        await ada.Devices.OnNewDevices.FocusAsync();
        await keyboard.PressAsync("ArrowDown");
        await Expect(ada.Devices.AtEverySignIn).ToBeCheckedAsync();
        await StopAsync(ada, ada.Devices.Save);
        await keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByText("From now on a code is asked for at every sign-in.")).ToBeVisibleAsync();

        await ada.Mailbox.OpenAsync(member.Email, Mails.SignedIn);
        await ada.GoAsync(await ada.Mailbox.LinkAsync("/account/not-me/"));
        await PassTheMembersHeaderAsync(ada);
        await EveryStopInTheMainPartAsync(ada);
        await Expect(ada.NotMe.EndItAll).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(ada.NotMe.Done).ToBeVisibleAsync();
        await PassTheHeaderAsync(ada);
        await EveryStopInTheMainPartAsync(ada);
    });

    [BrowserFact]
    public Task Escape_closes_the_camera() => WalkAsync(async () =>
    {
        var ada = await ArriveAsync(camera: SamplePictures.Ada2);
        await ada.GoAsync(SignInPage.Path);
        await ada.SignIn.Photo.UseTheCamera.PressAsync("Enter");
        await Expect(ada.SignIn.Photo.TakeThePhoto).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.SignIn.Photo.TakeThePhoto).ToBeHiddenAsync();
        await Expect(ada.SignIn.Photo.UseTheCamera).ToBeFocusedAsync();
    });

    private static async Task PassTheHeaderAsync(Visitor visitor)
    {
        await StopAsync(visitor, visitor.Header.SkipLink);
        await StopAsync(visitor, visitor.Header.Home);
        await StopAsync(visitor, visitor.Header.SignIn);
        await StopAsync(visitor, visitor.Header.CreateAccount);
    }

    private static async Task PassTheMembersHeaderAsync(Visitor visitor)
    {
        await StopAsync(visitor, visitor.Header.SkipLink);
        await StopAsync(visitor, visitor.Header.Home);
        await StopAsync(visitor, visitor.Header.MyVault);
        await StopAsync(visitor, visitor.Header.MyAccount);
        await StopAsync(visitor, visitor.Header.SignOut);
    }

    /// <summary>Tab after Tab leads to everything that can be used, in the order in which it is read.</summary>
    private static async Task EveryStopInTheMainPartAsync(Visitor visitor)
    {
        var stops = visitor.Page.GetByRole(AriaRole.Main)
            .Locator("a[href], button, input:not([type=hidden], [type=radio]), input[type=radio]:checked")
            .Filter(new() { Visible = true });
        var count = await stops.CountAsync();
        count.ShouldBeGreaterThan(0);
        for (var i = 0; i < count; i++)
            await StopAsync(visitor, stops.Nth(i));
    }

    /// <summary>One press of Tab leads here, and one sees it.</summary>
    private static async Task StopAsync(Visitor visitor, ILocator here)
    {
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(here).ToBeFocusedAsync();
        (await here.EvaluateAsync<bool>(RingIsDrawn)).ShouldBeTrue($"The focus is not visible on {here}.");
    }
}
