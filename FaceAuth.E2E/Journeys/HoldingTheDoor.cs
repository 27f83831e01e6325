using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>
/// The attackers of docs/threat-model.md at the door, each in a browser of their own: with a photo of the member from the
/// web and their mailbox, with fifty other faces, with a picture that was used before.
/// </summary>
public sealed class HoldingTheDoor(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    /// <summary>What protects the account, or reveals something, and asks for a session that is not on hold.</summary>
    private static readonly string[] ClosedToAHeldSession =
        [RecoveryCodesPage.Path, AddressPage.Path, PasskeysPage.Path, DeletePage.Path];

    [BrowserFact]
    public Task Who_has_a_photo_and_the_mailbox_can_do_nothing_for_a_day_and_the_member_undoes_it_all() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = (await ArriveAsync()).Expecting(422);
        await ada.JoinAsync(member, Pictures.Ada);
        var codes = await ada.RecoveryCodes.MakeAsync();

        // The attacker found another photo of hers, and reads her mail.
        var attacker = (await ArriveAsync()).Expecting(422);
        await attacker.SignInWithCodeAsync(member, Pictures.AdaAgain, remember: true);
        await ShouldBeHeldAsync(attacker);

        // A fresh face confirms the face, and not the mailbox.
        await attacker.GoAsync($"{StepUpPage.Path}?next={RecoveryCodesPage.Path}");
        await attacker.StepUp.WithFileAsync(Pictures.AdaNow);
        await Expect(attacker.Hold.Heading).ToBeVisibleAsync();
        await attacker.SignOutAsync();

        // An hour before the day is over they come back: the browser is remembered now, and still on hold.
        Site.Clock.Advance(TimeSpan.FromHours(23));
        await attacker.SignInAsync(member, Pictures.AdaNow);
        await ShouldBeHeldAsync(attacker);
        var cookies = await attacker.Context.CookiesAsync();

        await ada.Mailbox.OpenAsync(member.Email, Mails.SignedIn, number: 2);
        await ada.GoAsync(await ada.Mailbox.LinkAsync("/account/not-me/"));
        await Expect(ada.NotMe.Fact("From")).ToHaveTextAsync("127.0.0.1");
        await ada.NotMe.EndItAll.ClickAsync();
        await Expect(ada.NotMe.Done).ToBeVisibleAsync();
        await ada.Mailbox.OpenAsync(member.Email, Mails.Disowned);

        // Their session is over at the next request, whatever the browser kept,
        await attacker.GoAsync(AccountPage.Path);
        await Expect(attacker.SignIn.Heading).ToBeVisibleAsync();
        await attacker.Context.AddCookiesAsync(cookies.Select(cookie => new Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = true,
        }));
        foreach (var address in (string[])[AccountPage.Path, DevicesPage.Path, .. ClosedToAHeldSession])
        {
            var answer = await attacker.Context.APIRequest.GetAsync(address, new() { MaxRedirects = 0 });
            answer.Status.ShouldBe(302, address);
            new Uri(answer.Headers["location"]).AbsolutePath.ShouldBe(SignInPage.Path);
        }
        // and the face opens nothing, in their browser or in hers.
        foreach (var anybody in new[] { attacker, ada })
        {
            await anybody.GoAsync(SignInPage.Path);
            await anybody.SignIn.WithFileAsync(member.Email, Pictures.AdaNow);
            await Expect(anybody.SignIn.Refusal).ToBeVisibleAsync();
        }

        // Who kept the codes gets in, and the face with her.
        await ada.RecoverAsync(member, codes[0]);
        await ada.GoAsync(DevicesPage.Path);
        await Expect(ada.Devices.Devices).ToHaveCountAsync(0);
        await Expect(ada.Devices.Sessions).ToHaveCountAsync(1);
        await ada.GoAsync(RecoveryCodesPage.Path);
        await Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "9 codes left" })).ToBeVisibleAsync();
        await ada.SignOutAsync();
        await ada.SignInWithCodeAsync(member, Pictures.AdaNow);
    });

    [BrowserFact]
    public Task Fifty_faces_close_the_way_from_afar_and_the_member_still_comes_in_at_home() => WalkAsync(async () =>
    {
        const int faces = 50, closedAt = 30;
        // Not the one who looks like her: at the default threshold one stranger in 10,000 passes, and some shot may.
        var strangers = SamplePictures.Strangers.Except([SamplePictures.LookAlike]).ToArray();
        var member = new Member("Ada Example", "ada.besieged@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);

        var attacker = await ArriveAsync();
        var answers = new HashSet<string>();
        for (var i = 0; i < faces; i++)
        {
            // A wait that is not kept costs nothing and is no try: this attacker keeps it.
            Site.Clock.Advance(TimeSpan.FromSeconds(30));
            var face = strangers[i % strangers.Length];
            var answer = await (await attacker.OpenSignInFormAsync()).SendAsync(member.Email, Shots.Of(face));
            answer.Status.ShouldBe(422);
            answers.Add(ByHand.WithoutTokens(await answer.TextAsync()));
        }
        answers.Count.ShouldBe(1, "what is answered tells how far the attacker is");
        // Nor does a photo of hers tell that the way is closed.
        var right = await (await attacker.OpenSignInFormAsync()).SendAsync(member.Email, Pictures.AdaNow);
        answers.ShouldContain(ByHand.WithoutTokens(await right.TextAsync()));

        var mail = await ada.Mailbox.OpenAsync(member.Email, Mails.NewDevicesClosed);
        mail.ShouldContain($"{closedAt} tries in a row");
        (await ada.Mailbox.CountAsync(member.Email, Mails.NewDevicesClosed)).ShouldBe(1);
        (await ada.Mailbox.CountAsync(member.Email, Mails.Refused)).ShouldBe(3);
        (await ada.Mailbox.CountAsync(member.Email, Mails.Code)).ShouldBe(0);

        await ada.SignInAsync(member, Pictures.AdaAgain);
        await ada.GoAsync(DevicesPage.Path);
        await ada.Devices.OpenAgain.ClickAsync();
        await Expect(ada.Page.GetByText("That way in is open again.")).ToBeVisibleAsync();
        await Expect(ada.Devices.OpenAgain).ToHaveCountAsync(0);

        var phone = await ArriveAsync();
        await phone.SignInWithCodeAsync(member, Pictures.AdaNow);
    });

    [BrowserFact]
    public Task The_link_finishes_in_the_browser_that_began_and_only_shows_and_stops_in_another() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.linked@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);

        var phone = await ArriveAsync();
        await phone.BeginSignInAsync(member, Pictures.AdaAgain);
        var link = await phone.Mailbox.LinkAsync("/account/sign-in/link/");
        await ada.GoAsync(link);
        await Expect(ada.SignInLink.Fact("From")).ToHaveTextAsync("127.0.0.1");
        await Expect(ada.SignInLink.Fact("With")).ToHaveTextAsync("Chrome on Linux");
        await Expect(ada.SignInLink.Yes).ToHaveCountAsync(0);
        await phone.GoAsync(link);
        await phone.SignInLink.Yes.ClickAsync();
        await Expect(phone.Account.Greeting).ToBeVisibleAsync();
        await ada.GoAsync(link);
        await Expect(ada.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();

        var attacker = await ArriveAsync();
        await attacker.BeginSignInAsync(member, Pictures.AdaNow);
        link = await attacker.Mailbox.LinkAsync("/account/sign-in/link/");
        await ada.GoAsync(link);
        await ada.SignInLink.StopIt.ClickAsync();
        await Expect(ada.Page.GetByText("That sign-in is stopped")).ToBeVisibleAsync();
        await attacker.GoAsync(SignInCodePage.Path);
        await Expect(attacker.Page.GetByText("There is no sign-in waiting for a code in this browser.")).ToBeVisibleAsync();
        await attacker.GoAsync(link);
        await Expect(attacker.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();

        // From now on her own browser is asked for a code too.
        await ada.SignInWithCodeAsync(member, Pictures.AdaNow);
    });

    [BrowserFact]
    public Task A_picture_used_before_is_refused_at_home_with_the_reason_and_elsewhere_without() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.repeated@example.org");
        var ada = (await ArriveAsync()).Expecting(422);
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);
        await ada.SignOutAsync();

        var smaller = Pictures.SavedSmaller(SamplePictures.Ada2);
        foreach (var again in new[] { Pictures.AdaAgain, smaller })
        {
            await ada.GoAsync(SignInPage.Path);
            await ada.SignIn.WithFileAsync(member.Email, again);
            await Expect(ada.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "This picture was used before" })).ToBeVisibleAsync();
        }

        var attacker = (await ArriveAsync()).Expecting(422);
        await attacker.GoAsync(SignInPage.Path);
        await attacker.SignIn.WithFileAsync("nobody@example.org", smaller);
        await Expect(attacker.SignIn.Refusal).ToBeVisibleAsync();
        var wordsToAnybody = await attacker.SignIn.Refusal.InnerTextAsync();
        foreach (var again in new[] { Pictures.AdaAgain, smaller })
        {
            await attacker.GoAsync(SignInPage.Path);
            await attacker.SignIn.WithFileAsync(member.Email, again);
            await Expect(attacker.SignIn.Refusal).ToHaveTextAsync(wordsToAnybody);
        }
        (await ada.Mailbox.OpenAsync(member.Email, Mails.Refused)).ShouldContain("picture that was used before");
        await ada.SignInAsync(member, Pictures.AdaNow);
    });

    [BrowserFact]
    public Task A_form_sent_twice_is_one_sign_in_and_one_mail() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.hasty@example.org");
        var ada = await ArriveAsync(script: false);
        await ada.EnrolAsync(member, Pictures.Ada);

        await ada.SignIn.Email.FillAsync(member.Email);
        await ada.SignIn.Photo.ChooseAsync(Pictures.AdaAgain);
        await ada.SignIn.Send.DblClickAsync();
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        // The head of the table, this one, and the registration.
        await Expect(ada.Account.SignIns).ToHaveCountAsync(3);
        await ada.SignOutAsync();

        var form = await ada.OpenSignInFormAsync();
        var photo = Pictures.AdaNow;
        var answers = await Task.WhenAll(form.SendAsync(member.Email, photo), form.SendAsync(member.Email, photo));
        answers.Select(answer => answer.Headers["location"]).ShouldBe([AccountPage.Path, AccountPage.Path]);
        await ada.GoAsync(AccountPage.Path);
        await Expect(ada.Account.SignIns).ToHaveCountAsync(4);

        await ada.Mailbox.OpenAsync(member.Email, Mails.SignedIn, number: 2);
        (await ada.Mailbox.CountAsync(member.Email, Mails.SignedIn)).ShouldBe(2);
    });

    /// <summary>A session on hold: every page that protects or reveals is refused, and so is every form sent by hand.</summary>
    private static async Task ShouldBeHeldAsync(Visitor attacker)
    {
        foreach (var address in ClosedToAHeldSession)
        {
            await attacker.GoAsync(address);
            await Expect(attacker.Hold.Heading).ToBeVisibleAsync();
            (await attacker.PostAsync(address)).ShouldLeadTo(HoldPage.Path, address);
        }
        await Expect(attacker.Page.GetByText("You signed in with a photo and a code from your mailbox")).ToBeVisibleAsync();

        await attacker.GoAsync(AccountPage.Path);
        await Expect(attacker.Page.GetByText("none is added or removed")).ToBeVisibleAsync();
        await Expect(attacker.Account.MyPhotos).ToHaveCountAsync(0);
        await Expect(attacker.Account.AddThisPhoto).ToHaveCountAsync(0);
        var photo = Guid.CreateVersion7().ToString();
        (await attacker.PostAsync($"{AccountPage.Path}?handler=Add")).ShouldLeadTo(HoldPage.Path, "adding a photo");
        (await attacker.PostAsync($"{AccountPage.Path}?handler=Remove", ("photo", photo))).ShouldLeadTo(HoldPage.Path, "removing a photo");

        await attacker.GoAsync(DevicesPage.Path);
        await Expect(attacker.Devices.Devices).ToHaveCountAsync(2);
        await Expect(DevicesPage.Approve(attacker.Devices.ThisDevice)).ToHaveCountAsync(0);
        var mine = await attacker.Devices.ThisDevice.Locator("input[name=device]").First.GetAttributeAsync("value") ?? "";
        (await attacker.PostAsync($"{DevicesPage.Path}?handler=Approve", ("device", mine))).ShouldLeadTo(HoldPage.Path, "approving one's own device");
        (await attacker.PostAsync($"{DevicesPage.Path}?handler=Policy", ("policy", "NewDevice"))).ShouldLeadTo(HoldPage.Path, "the policy");
        (await attacker.PostAsync($"{DevicesPage.Path}?handler=Open", ("way", "NewDevice"))).ShouldLeadTo(HoldPage.Path, "opening a way");
        await DevicesPage.Forget(attacker.Devices.OtherDevices).ClickAsync();
        await Expect(attacker.Page.GetByText("so it cannot forget other devices")).ToBeVisibleAsync();
        await attacker.Devices.ForgetOthers.ClickAsync();
        await Expect(attacker.Page.GetByText("so it cannot forget other devices")).ToBeVisibleAsync();
        await Expect(attacker.Devices.Devices).ToHaveCountAsync(2);
    }
}

/// <summary>What is asked of an answer to a form sent by hand.</summary>
file static class Answers
{
    public static void ShouldLeadTo(this IAPIResponse answer, string path, string what)
    {
        answer.Status.ShouldBe(302, what);
        answer.Headers["location"].ShouldStartWith(path, customMessage: what);
    }
}
