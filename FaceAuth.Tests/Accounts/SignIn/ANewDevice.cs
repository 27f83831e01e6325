using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.SignIn;

public sealed class ANewDevice
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_matching_face_alone_signs_nobody_in(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();

        (await site.SignInFromAsync(browser, Ada, "ada1")).ShouldBeOfType<FaceSignInResult.CodeSent>();

        var finished = (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        finished.HeldUntil.ShouldBe(site.Clock.GetUtcNow().AddHours(24));
        finished.NewDeviceToken.ShouldBeNull("it was not asked for");
        await site.DeliverAsync();
        site.Mail[^1].Text.ShouldContain("on hold until");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Once_remembered_it_needs_no_code_but_its_hold_goes_on_for_the_day(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var end = (await site.FinishAsync(browser, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn.HeldUntil;

        site.Clock.Advance(TimeSpan.FromHours(23));
        (await site.SignInFromAsync(browser, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.HeldUntil.ShouldBe(end);
        site.Clock.Advance(TimeSpan.FromHours(2));
        (await site.SignInFromAsync(browser, Ada, "ada3")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.HeldUntil.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_code_works_in_the_browser_that_began_and_nowhere_else(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var (mine, theirs) = (new TestBrowser(), new TestBrowser());
        await site.SignInFromAsync(mine, Ada, "ada1");
        await site.DeliverAsync();
        var (code, link) = (site.LastCode(), site.LastLink());
        await site.SignInFromAsync(theirs, Ada, "ada2");

        var codes = site.Get<SignInCodes>();
        (await codes.FinishByCodeAsync(await site.PendingAsync(theirs), code, default, Ct)).ShouldBeOfType<FinishPendingResult.WrongCode>();
        (await codes.FinishByLinkAsync(await site.PendingAsync(theirs), link, default, Ct)).ShouldBeOfType<FinishPendingResult.Over>();
        (await codes.FinishByLinkAsync(await site.PendingAsync(mine), link, default, Ct)).ShouldBeOfType<FinishPendingResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_a_code_and_a_link_used_at_once_one_finishes(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        await site.DeliverAsync();
        var (code, link, pending) = (site.LastCode(), site.LastLink(), await site.PendingAsync(browser));
        var codes = site.Get<SignInCodes>();

        var results = await Task.WhenAll(
            Task.Run(() => codes.FinishByCodeAsync(pending, code, default, Ct)),
            Task.Run(() => codes.FinishByCodeAsync(pending, code, default, Ct)),
            Task.Run(() => codes.FinishByLinkAsync(pending, link, default, Ct)),
            Task.Run(() => codes.FinishByLinkAsync(pending, link, default, Ct)));

        results.OfType<FinishPendingResult.Finished>().Count().ShouldBe(1);
        results.OfType<FinishPendingResult.Over>().Count().ShouldBe(3);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Fifty_guesses_at_once_get_five_tries_and_count_as_failures(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        await site.DeliverAsync();
        var wrong = site.LastCode() == "000000" ? "000001" : "000000";
        var pending = await site.PendingAsync(browser);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            Task.Run(() => site.Get<SignInCodes>().FinishByCodeAsync(pending, wrong, default, Ct))));

        results.OfType<FinishPendingResult.WrongCode>().Count().ShouldBe(5);
        results.OfType<FinishPendingResult.Over>().Count().ShouldBe(45);
        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Over>("the tries are used up, also for the right code");
        (await site.SignInFromAsync(new TestBrowser(), Ada, "eve")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await Failures(site, "NewDevice")).ShouldBe(5, "the fifth wrong code makes the next try wait");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Thirty_wrong_codes_close_the_way_and_leave_the_remembered_device_open(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var codes = site.Get<SignInCodes>();
        for (var i = 0; i < 6; i++)
        {
            var browser = new TestBrowser();
            await site.SignInFromAsync(browser, Ada, $"ada{100 + i}1");
            await site.DeliverAsync();
            var wrong = site.LastCode() == "000000" ? "000001" : "000000";
            for (var tries = 0; tries < 5; tries++)
                await codes.FinishByCodeAsync(await site.PendingAsync(browser), wrong, default, Ct);
            site.Clock.Advance(TimeSpan.FromMinutes(61));
        }
        (await Failures(site, "NewDevice")).ShouldBe(30);
        await site.DeliverAsync();
        site.Mail.Count(mail => mail.Subject.Contains("is closed")).ShouldBe(1);
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada9")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await site.SignInAsync(Ada, "ada8")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_is_over_after_ten_minutes_and_after_a_later_one(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        await site.DeliverAsync();
        var first = site.LastLink();
        var pending = await site.PendingAsync(browser);

        (await site.Get<PendingSignIns>().SendAgainAsync(pending, Ct)).ShouldBeOfType<SendCodeResult.Sent>();
        (await site.Get<SignInCodes>().FinishByLinkAsync(pending, first, default, Ct)).ShouldBeOfType<FinishPendingResult.Over>();
        await site.DeliverAsync();
        var second = site.LastCode();
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await site.Get<SignInCodes>().FinishByCodeAsync(pending, second, default, Ct)).ShouldBeOfType<FinishPendingResult.Over>();
        (await site.Get<PendingSignIns>().FindAsync(browser.Token, Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Five_codes_are_mailed_in_an_hour_also_when_asked_for_at_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var pending = await site.PendingAsync(browser);

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => site.Get<PendingSignIns>().SendAgainAsync(pending, Ct))));
        results.OfType<SendCodeResult.Sent>().Count().ShouldBe(4);
        results.OfType<SendCodeResult.TooMany>().Count().ShouldBe(8);
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Refused>().Told
            .ShouldBe(RefusalReason.NoCodesLeft, "told to a matching face");

        site.Clock.Advance(TimeSpan.FromMinutes(61));
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada3")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_link_opened_elsewhere_can_stop_the_sign_in_and_has_a_code_asked_for_at_home_too(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        await site.DeliverAsync();
        var link = site.LastLink();
        var until = site.Clock.GetUtcNow().AddDays(7);

        var disowned = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => site.Get<SignInCodes>().DisownAsync(link, until, Ct))));

        disowned.Count(done => done).ShouldBe(1);
        (await site.Get<PendingSignIns>().FindAsync(browser.Token, Ct)).ShouldBeNull();
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
        (await site.FinishAsync(site.Home)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn.HeldUntil.ShouldBeNull("the device is remembered");
        site.Clock.Advance(TimeSpan.FromDays(8));
        (await site.SignInAsync(Ada, "ada3")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_browser_remembered_for_two_members_gets_a_new_token_that_serves_both(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var before = site.Home.Device;
        await site.EnrolAsync("eve@example.org", "eve");

        site.Home.Device.ShouldNotBe(before);
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
        (await site.SignInAsync("eve@example.org", "eve1")).ShouldBeOfType<FaceSignInResult.Finished>();
        (await site.SignInFromAsync(new TestBrowser { Device = before }, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>(
            "who read the old token holds nothing");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_device_that_was_not_used_for_ninety_days_is_forgotten(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        site.Clock.Advance(TimeSpan.FromDays(89));
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
        site.Clock.Advance(TimeSpan.FromDays(90));
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();

        await site.Get<SignInPurge>().PurgeAsync(Ct);
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM devices"), Ct)).ShouldBe(0);
    }

    internal static async Task<long> Failures(TestSite site, string way) =>
        await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COALESCE(SUM(failures), 0) FROM failures WHERE way = @Way", new { Way = way }), Ct);
}
