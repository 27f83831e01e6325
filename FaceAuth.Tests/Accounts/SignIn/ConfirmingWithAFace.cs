using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Faces;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.SignIn;

public sealed class ConfirmingWithAFace
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_takes_a_new_picture_of_the_member_and_nothing_else(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var signIn = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;

        (await ConfirmAsync(site, signIn, "ada1")).ShouldBe(new ConfirmResult.Refused(RefusalReason.Replayed, null));
        (await ConfirmAsync(site, signIn, "eve1")).ShouldBe(new ConfirmResult.Refused(RefusalReason.NoMatch, null));
        (await ConfirmAsync(site, signIn, "nobody")).ShouldBeOfType<ConfirmResult.NotUsable>();
        (await ConfirmAsync(site, signIn, "ada2")).ShouldBeOfType<ConfirmResult.Confirmed>();
        (await site.SignInAsync(Ada, "ada2")).ShouldBe(new FaceSignInResult.Refused(RefusalReason.Replayed, null));
        site.Engine.Down = true;
        (await ConfirmAsync(site, signIn, "ada3")).ShouldBeOfType<ConfirmResult.NotUsable>().Reading.ShouldBeOfType<FaceReading.Unavailable>();
        site.Engine.Down = false;
        (await ANewDevice.Failures(site, "RememberedDevice")).ShouldBe(1, "the one that did not match");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Wrong_faces_wait_and_close_as_at_the_door(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var signIn = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        for (var i = 1; i <= 5; i++)
            await ConfirmAsync(site, signIn, $"eve{i}");

        (await ConfirmAsync(site, signIn, "ada2")).ShouldBe(new ConfirmResult.Refused(RefusalReason.Waiting, TimeSpan.FromSeconds(30)));
        for (var i = 6; i <= 20; i++)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(30));
            await ConfirmAsync(site, signIn, $"eve{i}");
        }
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        (await ConfirmAsync(site, signIn, "ada3")).ShouldBe(new ConfirmResult.Refused(RefusalReason.WayClosed, null));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Whoever_fails_in_a_session_is_told_to_the_member_with_a_button_that_ends_that_session(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var signIn = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        await site.DeliverAsync();
        await ConfirmAsync(site, signIn, "eve1");
        await site.DeliverAsync();

        site.Mail[^1].Subject.ShouldContain("could not show that it is you");
        site.Mail[^1].Text.ShouldNotContain("Nobody got in");
        (await site.Get<SignInDisowning>().DisownAsync(site.LastLink(), Ct)).ShouldBe(new DisownResult.Done(WasRefused: false));
        (await site.Database.Db.ReadAsync(session => site.Get<AccountStore>().FindAsync(session, account.AccountId), Ct)).ShouldNotBeNull()
            .FaceClosedAt.ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Little_alive_it_asks_for_a_code_where_a_face_alone_had_begun_the_session(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var home = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada2");
        var elsewhere = ((FinishPendingResult.Finished)await site.FinishAsync(browser)).SignIn;

        site.Home.Token = (await ConfirmAsync(site, home, "ada30")).ShouldBeOfType<ConfirmResult.CodeSent>().BrowserToken;
        (await site.FinishAsync(site.Home)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn.HeldUntil.ShouldBeNull();
        (await ConfirmAsync(site, elsewhere, "ada40")).ShouldBeOfType<ConfirmResult.Confirmed>("a code was mailed for this session already");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Little_alive_before_a_secret_it_asks_for_a_code_in_every_session_and_without_a_device_that_is_on_hold(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada2");
        var elsewhere = ((FinishPendingResult.Finished)await site.FinishAsync(browser)).SignIn;

        browser.Token = (await ConfirmAsync(site, elsewhere, "ada30", strict: true)).ShouldBeOfType<ConfirmResult.CodeSent>().BrowserToken;
        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn.HeldUntil.ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_that_was_asked_for_with_a_stolen_session_finishes_nothing_without_the_devices_own_cookie(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var home = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;

        var thief = new TestBrowser { Token = (await ConfirmAsync(site, home, "ada30")).ShouldBeOfType<ConfirmResult.CodeSent>().BrowserToken };
        (await site.FinishAsync(thief)).ShouldBeOfType<FinishPendingResult.Over>();
    }

    private static Task<ConfirmResult> ConfirmAsync(TestSite site, FinishedSignIn signIn, string photo, bool strict = false) =>
        site.Get<FaceConfirmation>().ConfirmAsync(
            signIn.Account.AccountId, signIn.SignInId, signIn.DeviceId, [FakeFaceEngine.Photo(photo)], site.Origin, strict, Ct);
}
