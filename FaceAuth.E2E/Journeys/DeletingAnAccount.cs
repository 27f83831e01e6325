using FaceAuth.Accounts;
using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>The end: a fresh photo of the owner's face, and nothing of it is left.</summary>
public sealed class DeletingAnAccount(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task A_fresh_face_deletes_the_account_its_photos_and_the_way_in() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = (await ArriveAsync()).Expecting(422);
        await ada.EnrolAsync(member, Pictures.Ada, Pictures.AdaAgain);
        await ada.SignInAsync(member, Pictures.AdaAgain);
        StoredPhotos().Count.ShouldBe(2);

        // At a screen left open, the photo of somebody else does nothing.
        Site.Clock.Advance(TimeSpan.FromMinutes(11));
        await ada.Account.Delete.ClickAsync();
        await ada.StepUp.WithFileAsync(Pictures.Stranger);
        await Expect(ada.Page.GetByText("This photo does not match yours.")).ToBeVisibleAsync();
        await ada.StepUp.WithFileAsync(Pictures.AdaNow);

        await ada.Delete.Sure.CheckAsync();
        await ada.Delete.Send.ClickAsync();
        await Expect(ada.Page.GetByText("Your account is deleted.")).ToBeVisibleAsync();
        await Expect(ada.Header.SignIn).ToBeVisibleAsync();

        (await ada.Mailbox.OpenAsync(member.Email, Mails.Deleted)).ShouldContain("your account was deleted");
        await ada.GoAsync(SignInPage.Path);
        await ada.SignIn.WithFileAsync(member.Email, Pictures.AdaNow);
        await Expect(ada.SignIn.Refusal).ToBeVisibleAsync();

        // The job runs each minute; the test does not wait for it.
        await Site.Services.GetRequiredService<PictureSweep>().RunAsync(CancellationToken.None);
        StoredPhotos().ShouldBeEmpty();
    });

    private List<string> StoredPhotos() =>
        [.. Directory.EnumerateFiles(Site.DataFolder.Resolve("photos"), "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 1000)];
}
