using FaceAuth.E2E.PageObjects;
using FaceAuth.E2E.Support;
using static Microsoft.Playwright.Assertions;

namespace FaceAuth.E2E.Journeys;

/// <summary>A sign-in ends 30 minutes after it began, whatever is done in between, or when it is told to.</summary>
public sealed class EndingASession(SiteUnderTest site, Browsers browsers) : Journey(site, browsers)
{
    [BrowserFact]
    public Task After_30_minutes_the_next_request_is_refused_though_the_member_was_busy_all_the_time() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.busy@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);

        Site.Clock.Advance(TimeSpan.FromMinutes(29));
        await ada.GoAsync(AccountPage.Path);
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("Less than a minute left");

        Site.Clock.Advance(TimeSpan.FromMinutes(1));
        await ada.GoAsync(AccountPage.Path);
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
        ada.Page.Url.ShouldBe($"{Site.Address}/account/sign-in?next=%2Faccount");
        await Expect(ada.Header.TimeLeft).ToHaveCountAsync(0);
    });

    [BrowserFact]
    public Task The_page_warns_leaves_by_itself_when_the_time_is_over_and_lets_the_member_in_again() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.away@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.Page.Clock.InstallAsync();
        await ada.SignInAsync(member, Pictures.AdaAgain);
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("30 min left");

        await ada.Page.Clock.FastForwardAsync("28:30");
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("2 min left");
        await Expect(ada.Page.GetByText("You will be signed out in less than two minutes.")).ToBeAttachedAsync();

        Site.Clock.Advance(TimeSpan.FromMinutes(30));
        await ada.Page.Clock.FastForwardAsync("01:31");
        await Expect(ada.Page.GetByText("Your session has ended, as it does 30 minutes after sign-in.")).ToBeVisibleAsync();

        await ada.SignIn.WithFileAsync(member.Email, Pictures.AdaNow);
        await Expect(ada.Account.Greeting).ToBeVisibleAsync();
        await Expect(ada.Header.TimeLeft).ToHaveTextAsync("30 min left");
    });

    [BrowserFact]
    public Task Signing_out_ends_the_session_on_the_server_too() => WalkAsync(async () =>
    {
        var member = new Member("Ada Example", "ada.leaving@example.org");
        var ada = await ArriveAsync();
        await ada.EnrolAsync(member, Pictures.Ada);
        await ada.SignInAsync(member, Pictures.AdaAgain);
        var cookies = await ada.Context.CookiesAsync();

        await ada.Header.SignOut.ClickAsync();
        await Expect(ada.Page.GetByText("You are signed out.")).ToBeVisibleAsync();

        await ada.Context.AddCookiesAsync(cookies.Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = true,
        }));
        await ada.GoAsync(AccountPage.Path);
        await Expect(ada.SignIn.Heading).ToBeVisibleAsync();
    });
}
