using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>The mailed link proves an address only in the browser that registered; anywhere else it can only undo.</summary>
public sealed class OpeningTheLinkElsewhere(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task It_shows_what_was_asked_and_not_me_deletes_it() => WalkAsync(async () =>
    {
        var asked = new Member("Mallory Example", "owner@example.org");
        var mallory = await ArriveAsync();
        await mallory.BeginWithPhotosAsync(asked, Pictures.Stranger);

        var owner = await ArriveAsync();
        await owner.Mailbox.OpenAsync(asked.Email, Mails.Confirm);
        var link = await owner.Mailbox.LinkAsync();
        await owner.GoAsync(link);
        await Expect(owner.Confirm.Fact("Name")).ToHaveTextAsync(asked.Name);
        await Expect(owner.Confirm.Fact("Address")).ToHaveTextAsync(asked.Email);
        await Expect(owner.Confirm.Fact("From")).ToHaveTextAsync("127.0.0.1");
        await Expect(owner.Confirm.Yes).ToBeHiddenAsync();

        await owner.Confirm.NotMe.ClickAsync();
        await Expect(owner.Page.GetByText("The registration and everything sent with it is deleted.")).ToBeVisibleAsync();

        await mallory.GoAsync("/account/register/prove");
        await Expect(mallory.Register.GoOn).ToBeVisibleAsync();
        await mallory.GoAsync(link);
        await Expect(mallory.Page.GetByText("This link no longer works.")).ToBeVisibleAsync();
    });
}
