using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.SignIn;

public sealed class SendingAPictureTwice
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_is_refused_and_why_is_told_at_home_and_by_mail_only(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();

        (await site.SignInAsync(Ada, "ada1")).ShouldBe(new FaceSignInResult.Refused(RefusalReason.Replayed, null));
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada1")).ShouldBe(new FaceSignInResult.Refused(null, null));
        await site.DeliverAsync();
        site.Mail.Last(mail => mail.Subject.Contains("refused", StringComparison.Ordinal)).Text.ShouldContain("used before");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Strangers_pictures_are_not_kept_and_push_none_of_the_members_out(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        (await site.SignInAsync(Ada, "eve1")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await site.SignInAsync(Ada, "eve1")).ShouldBe(new FaceSignInResult.Refused(RefusalReason.NoMatch, null));
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM seen_pictures"), Ct)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_many_copies_at_once_from_two_processes_one_signs_in(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var other = await site.StartSecondAsync();
        await site.EnrolAsync(Ada, "ada");
        other.Home.Device = site.Home.Device;

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.Run(() => (i % 2 == 0 ? site : other).SignInAsync(Ada, "ada1"))));

        results.OfType<FaceSignInResult.Finished>().Count().ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_belongs_to_one_account(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        await site.EnrolAsync("twin@example.org", "ada");
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
        (await site.SignInAsync("twin@example.org", "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_same_form_gets_the_same_answer(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        site.Home.NextForm = "one-form";

        var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var finished = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
            return (finished.SignInId, Key: await BeingSignedIn.BeginAsync(site, finished.Account, finished.SignInId, finished.DeviceId));
        })));

        sessions.Select(one => one.SignInId).Distinct().Count().ShouldBe(1);
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>("with another picture it is another form");
        foreach (var (_, key) in sessions)
            await site.Get<SessionTickets>().RemoveAsync(key, Ct);
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>("back and send again after a sign-out let nobody in");
        (await site.SignInFromAsync(new TestBrowser { NextForm = "one-form" }, Ada, "ada1")).ShouldBe(
            new FaceSignInResult.Refused(null, null), "another browser's form is another form");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_same_form_on_a_new_device_goes_on_with_one_code(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser { NextForm = "one-form" };
        var token = browser.Token;
        await site.SignInFromAsync(browser, Ada, "ada1");
        browser.Token = token; // the first answer was lost
        (await site.SignInFromAsync(browser, Ada, "ada1")).ShouldBeOfType<FaceSignInResult.CodeSent>();

        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>();
        site.Mail.Count(mail => mail.Subject.Contains("sign-in code")).ShouldBe(1);
    }

    [Fact]
    public async Task A_form_whose_photo_could_not_be_used_may_be_sent_again()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync(Ada, "ada");
        site.Home.NextForm = "one-form";
        site.Engine.Down = true;
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.NotUsable>();
        site.Engine.Down = false;
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
    }
}
