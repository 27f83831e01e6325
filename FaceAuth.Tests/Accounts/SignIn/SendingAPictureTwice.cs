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
    public async Task A_face_that_did_not_match_is_remembered_too(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        await site.SignInAsync(Ada, "eve1");
        (await site.SignInAsync(Ada, "eve1")).ShouldBe(new FaceSignInResult.Refused(RefusalReason.Replayed, null));
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

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => site.SignInAsync(Ada, "ada1"))));

        results.ShouldAllBe(result => result is FaceSignInResult.Finished);
        results.Cast<FaceSignInResult.Finished>().Select(finished => finished.SignIn.SignInId).Distinct().Count().ShouldBe(1);
        (await site.SignInFromAsync(new TestBrowser { NextForm = "one-form" }, Ada, "ada1")).ShouldBe(
            new FaceSignInResult.Refused(null, null), "another browser's form is another form");
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>("a form is answered again for a minute");
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
