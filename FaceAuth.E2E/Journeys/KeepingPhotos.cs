using FaceAuth.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>What a member does with their photos.</summary>
public sealed class KeepingPhotos(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task Ada_adds_a_photo_and_removes_one_but_never_the_last() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);

        await ada.Account.AddGoodAsync(Pictures.AdaAgain, number: 2);
        await Expect(ada.Page.GetByText("The photo is added.")).ToBeVisibleAsync();
        await ada.Account.Remove(1).ClickAsync();
        await Expect(ada.Page.GetByText("The photo is removed and its picture deleted.")).ToBeVisibleAsync();
        await Expect(ada.Account.MyPhotos).ToHaveCountAsync(1);

        await ada.Account.Remove(1).ClickAsync();
        await Expect(ada.Page.GetByText("This is your only photo.")).ToBeVisibleAsync();
        await Expect(ada.Account.MyPhotos).ToHaveCountAsync(1);
    });

    [BrowserFact]
    public Task Somebody_elses_photo_is_not_taken_among_them() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.alone@example.org");
        var ada = (await ArriveAsync()).Expecting(422);
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);

        await ada.Account.AddAsync(Pictures.Stranger);

        await Expect(ada.Page.GetByText("This photo does not match your other photos.")).ToBeVisibleAsync();
        await Expect(ada.Account.MyPhotos).ToHaveCountAsync(1);
    });

    [BrowserFact]
    public Task A_photo_is_shown_to_its_owner_only() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.seen@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);
        var picture = await ada.Account.MyPhotos.First.GetAttributeAsync("src") ?? "";
        var shown = await ada.Context.APIRequest.GetAsync(Site.Address + picture);
        shown.Status.ShouldBe(200);
        shown.Headers["cache-control"].ShouldBe("no-store");

        var other = new Member("Bea Example", "bea@example.org");
        var bea = await ArriveAsync();
        await bea.EnrolAsync(other, Pictures.Stranger);
        await bea.SignInAsync(other, Shots.Of(Pictures.StrangersFace));
        (await bea.Context.APIRequest.GetAsync(Site.Address + picture)).Status.ShouldBe(404);
    });
}
