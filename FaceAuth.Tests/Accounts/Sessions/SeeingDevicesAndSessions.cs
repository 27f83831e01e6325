using System.Net;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.Sessions;

public sealed class SeeingDevicesAndSessions
{
    private const string Ada = "ada@example.org", Page = "/account/devices";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_member_sees_their_live_sessions_and_ends_one_or_all_others(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var keys = new List<string>();
        for (var i = 0; i < 3; i++)
            keys.Add(await BeingSignedIn.BeginAsync(site, account));
        await BeingSignedIn.BeginAsync(site, await site.EnrolAsync("bob@example.org", "bob"));
        var sessions = site.Get<MemberSessions>();

        var list = await sessions.ListAsync(account.AccountId, Ct);
        list.Count.ShouldBe(3);
        list.ShouldAllBe(one => one.Method == SignInMethod.Passkey && one.Origin == site.Origin && one.HeldUntil == null);
        var mine = await SessionIdAsync(site, keys[0]);
        var other = await SessionIdAsync(site, keys[1]);

        (await sessions.EndAsync(account.AccountId, other, Ct)).ShouldBeTrue();
        (await sessions.EndAsync(account.AccountId, other, Ct)).ShouldBeFalse();
        (await site.Get<SessionTickets>().RetrieveAsync(keys[1], Ct)).ShouldBeNull();
        await sessions.EndOthersAsync(account.AccountId, mine, Ct);
        (await sessions.ListAsync(account.AccountId, Ct)).ShouldHaveSingleItem().Id.ShouldBe(mine);
        (await site.Get<SessionTickets>().RetrieveAsync(keys[2], Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Somebody_elses_session_or_device_is_not_there(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await site.EnrolAsync(Ada, "ada");
        var adas = await SessionIdAsync(site, await BeingSignedIn.BeginAsync(site, ada));
        var device = (await site.Get<MemberDevices>().ListAsync(ada.AccountId, Ct)).ShouldHaveSingleItem();
        var bob = await site.EnrolAsync("bob@example.org", "bob");

        (await site.Get<MemberSessions>().EndAsync(bob.AccountId, adas, Ct)).ShouldBeFalse();
        (await site.Get<MemberDevices>().ForgetAsync(bob.AccountId, device.Id, Ct)).ShouldBeFalse();
        (await site.Get<MemberSessions>().ListAsync(ada.AccountId, Ct)).Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Forgetting_a_device_ends_its_sessions_and_the_next_sign_in_there_asks_for_a_code(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var home = (await site.Get<MemberDevices>().ListAsync(account.AccountId, Ct)).ShouldHaveSingleItem();
        home.Origin.ShouldBe(site.Origin);
        var signIn = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        var there = await BeingSignedIn.BeginAsync(site, account, signIn.SignInId, signIn.DeviceId);
        var elsewhere = await BeingSignedIn.BeginAsync(site, account);

        (await site.Get<MemberDevices>().ForgetAsync(account.AccountId, home.Id, Ct)).ShouldBeTrue();

        (await site.Get<SessionTickets>().RetrieveAsync(there, Ct)).ShouldBeNull();
        (await site.Get<SessionTickets>().RetrieveAsync(elsewhere, Ct)).ShouldNotBeNull();
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Approving_a_device_ends_its_hold_and_is_mailed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var signIn = (await site.FinishAsync(browser, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        var key = await BeingSignedIn.BeginAsync(site, account, signIn.SignInId, signIn.DeviceId);
        var devices = site.Get<MemberDevices>();
        var member = await ChangingTheAddress.MemberAsync(site, account);
        (await devices.ListAsync(account.AccountId, Ct)).Single(one => one.Id == signIn.DeviceId).HeldUntil.ShouldBe(signIn.HeldUntil);

        (await devices.ApproveAsync(member, signIn.DeviceId!, site.Origin, Ct)).ShouldBeTrue();
        (await devices.ApproveAsync(member, signIn.DeviceId!, site.Origin, Ct)).ShouldBeFalse();

        (await site.Get<SessionTickets>().RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.HeldUntil(site.Clock.GetUtcNow()).ShouldBeNull();
        (await devices.ListAsync(account.AccountId, Ct)).ShouldAllBe(one => one.HeldUntil == null);
        await site.DeliverAsync();
        site.Mail.Count(mail => mail.Subject.EndsWith("was approved", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_chosen_policy_counts_from_the_next_sign_in_on_and_is_mailed_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var protection = site.Get<SignInProtection>();
        var member = await ChangingTheAddress.MemberAsync(site, account);

        await protection.ChooseAsync(member, SecondFactorPolicy.Always, site.Origin, Ct);
        await protection.ChooseAsync(member, SecondFactorPolicy.Always, site.Origin, Ct);

        (await protection.FindAsync(account.AccountId, Ct)).ShouldNotBeNull().Policy.ShouldBe(SecondFactorPolicy.Always);
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.CodeSent>();
        await protection.ChooseAsync(member, SecondFactorPolicy.NewDevice, site.Origin, Ct);
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>();
        await site.DeliverAsync();
        site.Mail.Count(mail => mail.Subject.Contains("now asks for a code", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_way_that_failures_closed_is_shown_and_opened_again(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var protection = site.Get<SignInProtection>();
        await CloseNewDevicesAsync(site.Database.Db, site.Get<FailureStore>(), account, site.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        (await protection.FindAsync(account.AccountId, Ct)).ShouldNotBeNull().Closed.ShouldBe([SignInWay.NewDevice]);
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>();

        await protection.OpenAsync(await ChangingTheAddress.MemberAsync(site, account), SignInWay.NewDevice, Ct);

        (await protection.FindAsync(account.AccountId, Ct)).ShouldNotBeNull().Closed.ShouldBeEmpty();
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Fact]
    public async Task A_session_on_hold_ends_and_forgets_only_its_own()
    {
        await using var site = await HttpSite.StartAsync();
        var account = await site.AddMemberAsync(Ada);
        var trusted = new HttpVisitor(site);
        await trusted.BeginAsync(account, byMailOnly: false);
        var held = new HttpVisitor(site);
        await held.BeginAsync(account, byMailOnly: true);

        var page = await held.GetAsync(Page);
        page.ShouldContain("this session ends no other session");
        var others = await site.Get<MemberSessions>().ListAsync(account.AccountId, Ct);
        foreach (var (handler, fields) in new (string, (string, string)[])[]
        {
            ("End", [("session", others.Single(one => one.HeldUntil is null).Id)]), ("EndOthers", []), ("Forget", [("device", "any")]), ("ForgetOthers", []),
        })
        {
            (await held.PostAsync($"{Page}?handler={handler}", page, fields)).Headers.Location!.ToString().ShouldBe(Page);
            page = await held.GetAsync(Page);
            page.ShouldContain("so it cannot", Case.Sensitive, handler);
        }
        foreach (var handler in new[] { "Approve", "Open", "Policy" })
        {
            var answer = await held.PostAsync($"{Page}?handler={handler}", page, ("device", "any"), ("way", "NewDevice"), ("policy", "NewDevice"));
            answer.Headers.Location!.ToString().ShouldStartWith("/account/hold", Case.Sensitive, handler);
        }
        (await held.PostAsync($"{Page}?handler=Policy", page, ("policy", "Always"))).Headers.Location!.ToString().ShouldBe(Page, "stricter is always allowed");
        (await site.Get<SignInProtection>().FindAsync(account.AccountId, Ct)).ShouldNotBeNull().Policy.ShouldBe(SecondFactorPolicy.Always);
        (await site.Get<MemberSessions>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(2);

        var mine = (await site.Get<MemberSessions>().ListAsync(account.AccountId, Ct)).Single(one => one.HeldUntil is not null).Id;
        (await held.PostAsync($"{Page}?handler=End", page, ("session", mine))).Headers.Location!.ToString().ShouldBe("/account/sign-in");
        (await trusted.GetAsync(Page)).ShouldContain("This session");
    }

    [Fact]
    public async Task Loosening_asks_for_a_fresh_face()
    {
        await using var site = await HttpSite.StartAsync();
        var account = await site.AddMemberAsync(Ada);
        var visitor = new HttpVisitor(site);
        await visitor.BeginAsync(account, byMailOnly: false);
        var page = await visitor.GetAsync(Page);
        await visitor.PostAsync($"{Page}?handler=Policy", page, ("policy", "Always"));

        site.Clock.Advance(TimeSpan.FromMinutes(11));
        page = await visitor.GetAsync(Page);
        (await visitor.PostAsync($"{Page}?handler=Policy", page, ("policy", "NewDevice"))).Headers.Location!.ToString().ShouldStartWith("/account/confirm");
        (await site.Get<SignInProtection>().FindAsync(account.AccountId, Ct)).ShouldNotBeNull().Policy.ShouldBe(SecondFactorPolicy.Always);
        (await visitor.PostAsync($"{Page}?handler=Policy", page, ("policy", "7"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    internal static Task CloseNewDevicesAsync(FaceAuth.Database.Db db, FailureStore failures, Account account, long now) =>
        db.WriteAsync(async tx =>
        {
            for (var i = 0; i < 30; i++)
                await failures.CountAsync(tx, account.Id, SignInWay.NewDevice, now);
        }, Ct);

    private static async Task<string> SessionIdAsync(TestSite site, string key) =>
        (await site.Get<SessionTickets>().RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.SessionId();
}
