using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using FaceAuth.Faces.Samples;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>The main job: enrol with one photo, be let in with another one on the browser that is remembered, and hear about it.</summary>
public sealed class SigningInWithAFace(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task Ada_enrols_with_a_file_and_is_let_in_by_her_camera_with_another_picture() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = await ArriveAsync(camera: SamplePictures.Ada2);

        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignIn.WithCameraAsync(member.Email);

        await Expect(ada.Account.Greeting).ToHaveTextAsync("Hello, Ada Example");
        ada.Page.Url.ShouldBe(Site.Address + AccountPage.Path);
        await Expect(ada.Account.MyPhotos).ToHaveCountAsync(1);
        await Expect(ada.Account.SignIns.Nth(1)).ToContainTextAsync("Signed in");
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("30 min left");

        var mail = await ada.Mailbox.OpenAsync(member.Email, Mails.SignedIn);
        mail.ShouldContain("Hello Ada Example");
        mail.ShouldContain("From: 127.0.0.1");
        mail.ShouldContain("With: Chrome on Linux");
        mail.ShouldContain("Device: remembered before");
        (await ada.Mailbox.LinkAsync()).ShouldStartWith($"{Site.Address}/account/not-me/");
    });

    [BrowserFact]
    public Task A_strangers_file_is_refused_in_the_words_for_an_unknown_address() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.refusing@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);

        var stranger = (await ArriveAsync()).Expecting(422);
        await stranger.GoAsync(SignInPage.Path);
        await stranger.SignIn.WithFileAsync(member.Email, Pictures.Stranger);
        await Expect(stranger.SignIn.Refusal).ToBeVisibleAsync();
        var wordsForAda = await stranger.SignIn.Refusal.InnerTextAsync();
        await stranger.GoAsync(AccountPage.Path);
        await Expect(stranger.SignIn.Heading).ToBeVisibleAsync();
        await stranger.SignIn.WithFileAsync("nobody@example.org", Pictures.Stranger);
        await Expect(stranger.SignIn.Refusal).ToHaveTextAsync(wordsForAda);
        await Expect(stranger.SignIn.Email).ToHaveValueAsync("nobody@example.org");

        (await ada.Mailbox.OpenAsync(member.Email, Mails.Refused)).ShouldContain("They were refused.");
        await ada.SignInAsync(member, Pictures.AdaAgain);
        await Expect(ada.Account.SignIns.Nth(1)).ToContainTextAsync("Signed in");
        await Expect(ada.Account.SignIns.Nth(2)).ToContainTextAsync("Refused");
        // The head of the table, the two, and the registration, which is a sign-in too.
        await Expect(ada.Account.SignIns).ToHaveCountAsync(4);
    });

    [BrowserFact]
    public Task A_stranger_at_the_camera_is_refused() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.watching@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada, Pictures.AdaAgain);

        var stranger = (await ArriveAsync(camera: Pictures.StrangersFace)).Expecting(422);
        await stranger.GoAsync(SignInPage.Path);
        await stranger.SignIn.WithCameraAsync(member.Email);

        await Expect(stranger.SignIn.Refusal).ToBeVisibleAsync();
        await ada.Mailbox.OpenAsync(member.Email, Mails.Refused);
        (await ada.Mailbox.CountAsync(member.Email, Mails.SignedIn)).ShouldBe(0);
    });
}
