using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts;

public sealed class LookingAtMyAccount
{
    private const string Confirm = "Confirm that it is you to change photos", Add = "Add this photo";

    [Fact]
    public async Task Photos_are_changed_with_a_fresh_proof_only()
    {
        await using var site = await HttpSite.StartAsync();
        var ada = new HttpVisitor(site);
        await ada.BeginAsync(await site.AddMemberAsync("ada@example.org"), byMailOnly: false);
        var page = await ada.GetAsync("/account");
        page.ShouldContain(Add);
        page.ShouldNotContain(Confirm);
        page.ShouldContain("You have no recovery codes yet");

        site.Clock.Advance(TimeSpan.FromMinutes(11));

        var later = await ada.GetAsync("/account");
        later.ShouldContain(Confirm);
        later.ShouldNotContain(Add);
        foreach (var handler in new[] { "Add", "Remove" })
            (await ada.PostAsync($"/account?handler={handler}", page)).Headers.Location!.ToString().ShouldBe("/account/confirm?next=/account");
    }

    [Fact]
    public async Task A_held_session_sees_no_photos_and_changes_none()
    {
        await using var site = await HttpSite.StartAsync();
        var eve = new HttpVisitor(site);
        await eve.BeginAsync(await site.AddMemberAsync("ada@example.org"), byMailOnly: true);

        var page = await eve.GetAsync("/account");

        page.ShouldContain("your photos are not shown");
        page.ShouldNotContain("photo-grid");
        page.ShouldNotContain(Add);
        foreach (var handler in new[] { "Add", "Remove" })
            (await eve.PostAsync($"/account?handler={handler}", page)).Headers.Location!.ToString().ShouldBe("/account/hold?next=/account");
        (await eve.AskAsync($"/account/photos/{Guid.CreateVersion7()}")).Headers.Location!.ToString().ShouldStartWith("/account/hold");
        (await eve.GetAsync("/account/confirm/passkey?next=/account/passkeys")).ShouldContain("/account/hold?next=%2Faccount%2Fpasskeys");
    }

    [Fact]
    public async Task Where_one_was_going_is_kept_between_the_ways_to_sign_in()
    {
        await using var site = await HttpSite.StartAsync();
        var anybody = new HttpVisitor(site);

        (await anybody.GetAsync("/account/sign-in?next=/account/devices")).ShouldContain("/account/recover?next=%2Faccount%2Fdevices");
        (await anybody.GetAsync("/account/recover?next=/account/devices")).ShouldContain("/account/sign-in?next=%2Faccount%2Fdevices");
    }
}
