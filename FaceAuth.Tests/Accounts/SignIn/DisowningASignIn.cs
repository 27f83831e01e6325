using FaceAuth.Accounts;
using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Accounts.Recovery;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Accounts.SignIn;

public sealed class DisowningASignIn
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_refused_try_has_a_code_asked_for_and_changes_nothing_else(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var session = await BeingSignedIn.BeginAsync(site, account);
        await site.SignInFromAsync(new TestBrowser(), Ada, "eve");
        await site.DeliverAsync();

        (await DisownAsync(site)).ShouldBe(new DisownResult.Done(WasRefused: true));

        (await site.Get<SessionTickets>().RetrieveAsync(session, Ct)).ShouldNotBeNull();
        var now = await AccountAsync(site, account);
        now.AlwaysUntil.ShouldBe(site.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds());
        now.FaceClosedAt.ShouldBeNull();
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.CodeSent>("the device is still remembered, and a code asked for");
        (await DisownAsync(site, site.Mail.Last(mail => mail.Text.Contains("not-me", StringComparison.Ordinal)))).ShouldBeOfType<DisownResult.DoneAlready>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_finished_one_is_undone_whole(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var mine = await BeingSignedIn.BeginAsync(site, account);
        var (signIn, theirs) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        (await site.Get<MemberPhotos>().AddAsync(Session(account, signIn), FakeFaceEngine.Photo("ada7"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        await site.SignInFromAsync(new TestBrowser(), Ada, "ada8");

        (await DisownAsync(site, mail)).ShouldBe(new DisownResult.Done(WasRefused: false));

        (await site.Get<SessionTickets>().RetrieveAsync(mine, Ct)).ShouldBeNull();
        (await site.Get<SessionTickets>().RetrieveAsync(theirs, Ct)).ShouldBeNull();
        foreach (var table in new[] { "sessions", "devices", "pending_sign_ins", "photos WHERE sign_in_id IS NOT NULL" })
            (await CountAsync(site, table)).ShouldBe(0, table);
        (await CountAsync(site, "photos")).ShouldBe(1);
        (await CountAsync(site, "photo_deletions")).ShouldBe(1);
        (await CountAsync(site, $"account_events WHERE kind = '{AccountEventStore.SignInDisowned}' AND sign_in_id = '{signIn.SignInId}'")).ShouldBe(1);
        var after = await AccountAsync(site, account);
        (after.FaceClosedAt, after.SessionsSince, after.ClosedAt).ShouldBe((Now(site), Now(site), null));
        after.SecondFactor.ShouldBe(nameof(SecondFactorPolicy.Always));
        (await site.SignInAsync(Ada, "ada9")).ShouldBeOfType<FaceSignInResult.Refused>();

        await site.DeliverAsync();
        var told = site.Mail.Last(one => one.Text.Contains("/account/recover", StringComparison.Ordinal));
        Words(told).ShouldContain("a code from your mailbox is asked for at every sign-in");
        var shown = (await site.Get<SignInDisowning>().FindAsync(TokenOf(mail), Ct)).ShouldNotBeNull();
        (shown.Done, shown.HasPhotos, shown.Outcome).ShouldBe((true, true, SignInOutcome.Finished));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_came_of_it_is_undone_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var first = ((FinishPendingResult.Finished)await site.FinishAsync(browser, remember: true)).SignIn;
        await site.DeliverAsync();
        var mail = site.Mail[^1];
        // A day later, from the device that they had remembered, and not on hold any more.
        site.Clock.Advance(TimeSpan.FromHours(25));
        var second = (await site.SignInFromAsync(browser, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        (await site.Get<MemberPhotos>().AddAsync(Session(account, second), FakeFaceEngine.Photo("ada7"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();

        (await DisownAsync(site, mail)).ShouldBe(new DisownResult.Done(WasRefused: false));

        (await CountAsync(site, "photos")).ShouldBe(1);
        (await CountAsync(site, $"sign_ins WHERE disowned_at IS NOT NULL AND id IN ('{first.SignInId}', '{second.SignInId}')")).ShouldBe(2);
        (await CountAsync(site, "sign_ins WHERE disowned_at IS NULL")).ShouldBe(1, "the registration is the member's");
        (await CountAsync(site, "account_events")).ShouldBe(2, "what either revealed is to be rotated");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Whoever_forgets_the_device_first_does_not_break_the_chain(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var first = ((FinishPendingResult.Finished)await site.FinishAsync(browser, remember: true)).SignIn;
        await site.DeliverAsync();
        var mail = site.Mail[^1];
        site.Clock.Advance(TimeSpan.FromHours(25));
        var mine = (await site.SignInAsync(Ada, "ada4")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        var second = (await site.SignInFromAsync(browser, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        (await site.Get<MemberPhotos>().AddAsync(Session(account, second), FakeFaceEngine.Photo("ada7"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        (await site.Get<MemberDevices>().ForgetAsync(account.AccountId, first.DeviceId!, Ct)).ShouldBeTrue();

        (await DisownAsync(site, mail)).ShouldBe(new DisownResult.Done(WasRefused: false));

        (await CountAsync(site, "photos")).ShouldBe(1);
        (await DisownedAsync(site)).ShouldBe([first.SignInId, second.SignInId], ignoreOrder: true);
        mine.DeviceId.ShouldNotBe(first.DeviceId);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sign_in_from_the_members_own_device_takes_none_of_theirs_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        site.Clock.Advance(TimeSpan.FromHours(1));
        var lent = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        await site.DeliverAsync();
        var mail = site.Mail[^1];
        site.Clock.Advance(TimeSpan.FromHours(1));
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>();
        // Also once the row of the registration is older than the list of sign-ins: the device knows who had it remembered.
        await site.Database.Db.WriteAsync(tx => tx.ExecuteAsync("DELETE FROM sign_ins WHERE method = 'Registration'"), Ct);

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();

        (await DisownedAsync(site)).ShouldBe([lent.SignInId]);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sign_in_with_a_recovery_code_that_the_session_made_goes_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var mine = await site.MakeCodesAsync(account);
        var (first, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        var codes = await site.MakeCodesAsync(account, first.SignInId);
        site.Clock.Advance(TimeSpan.FromHours(1));
        // With one they sign in from elsewhere, with another they free a session of theirs from its hold.
        var browser = new TestBrowser();
        (await site.RecoverAsync(browser, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
        var second = (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        var held = new TestBrowser();
        await site.SignInFromAsync(held, Ada, "ada1");
        var third = (await site.FinishAsync(held)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        (await site.Get<RecoveryStepUp>().ProveAsync(account.AccountId, third.SignInId, null, codes[1], site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.Proven>();
        foreach (var (signIn, photo) in new[] { (second, "ada7"), (third, "ada8") })
            (await site.Get<MemberPhotos>().AddAsync(Session(account, signIn), FakeFaceEngine.Photo(photo), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        // A new set in the place of the one that was used hides nothing.
        await site.MakeCodesAsync(account, second.SignInId);

        (await DisownAsync(site, mail)).ShouldBe(new DisownResult.Done(WasRefused: false));

        (await DisownedAsync(site)).ShouldBe([first.SignInId, second.SignInId, third.SignInId], ignoreOrder: true);
        (await CountAsync(site, "photos")).ShouldBe(1);
        (await site.LeftAsync(account)).ShouldBe(10, "the member's own");
        (await site.RecoverAsync(new TestBrowser(), Ada, mine[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_that_broke_the_glass_is_known_again(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(
            kind, services => services.Configure<RecoveryOptions>(options => options.EnginePause = TimeSpan.Zero));
        var account = await site.EnrolAsync(Ada, "ada");
        var (first, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        var codes = await site.MakeCodesAsync(account, first.SignInId);
        site.Engine.Down = true;
        var second = (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.Finished>().SignIn;

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();

        (await DisownedAsync(site)).ShouldBe([first.SignInId, second.SignInId], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_the_mailbox_that_was_put_in_place_let_in_goes_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (first, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        site.Clock.Advance(TimeSpan.FromHours(1));
        await ChangingTheAddress.ChangeAsync(site, new SessionOfMember(account.AccountId, "theirs", first.SignInId), "eve@example.org");
        site.Clock.Advance(TimeSpan.FromHours(1));
        var mine = (await site.SignInAsync("eve@example.org", "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        // From a browser that knows nothing of the first: face and a code that went to their mailbox. And again from there.
        var other = new TestBrowser();
        await site.SignInFromAsync(other, "eve@example.org", "ada4");
        var second = (await site.FinishAsync(other, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        site.Clock.Advance(TimeSpan.FromHours(25));
        var third = (await site.SignInFromAsync(other, "eve@example.org", "ada5")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        (await site.Get<MemberPhotos>().AddAsync(Session(account, third), FakeFaceEngine.Photo("ada7"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        await ChangingTheAddress.ChangeAsync(site, new SessionOfMember(account.AccountId, "theirs", third.SignInId), "eve@example.net");
        // Somebody else has the address in between by now: it is not in the way.
        await site.EnrolAsync("eve@example.org", "bob");
        await site.DeliverAsync();
        var before = site.Mail.Count;

        (await DisownAsync(site, mail)).ShouldBe(new DisownResult.Done(WasRefused: false));

        (await AccountAsync(site, account)).Email.ShouldBe(Ada);
        (await DisownedAsync(site)).ShouldBe([first.SignInId, second.SignInId, third.SignInId], ignoreOrder: true);
        mine.DeviceId.ShouldNotBeNull("from a remembered device no mailbox took part");
        (await CountAsync(site, $"photos WHERE account_id = '{account.Id}'")).ShouldBe(1);
        await site.DeliverAsync();
        site.Mail.Skip(before).Select(one => one.To).ShouldBe([Ada, "eve@example.net"], ignoreOrder: true);
        foreach (var told in site.Mail.Skip(before))
            Words(told).ShouldContain($"{Ada} again");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_address_that_the_member_chose_later_stays(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (first, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        var member = await ChangingTheAddress.MemberAsync(site, account);
        await ChangingTheAddress.ChangeAsync(site, new SessionOfMember(account.AccountId, "theirs", first.SignInId), "eve@example.org");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        await ChangingTheAddress.ChangeAsync(site, member, "ada@example.net");

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();

        (await AccountAsync(site, account)).Email.ShouldBe("ada@example.net");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_of_an_earlier_sign_in_does_not_begin_also_once_a_recovery_has_opened_the_face(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        var waiting = (await site.SignInAsync(Ada, "ada5")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();
        var browser = new TestBrowser();
        (await site.RecoverAsync(browser, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
        var recovered = (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        (await AccountAsync(site, account)).FaceClosedAt.ShouldBeNull();

        var late = await BeingSignedIn.BeginAsync(site, account, waiting.SignInId, null);
        var mine = await BeingSignedIn.BeginAsync(site, account, recovered.SignInId, null);

        (await site.Get<SessionTickets>().RetrieveAsync(late, Ct)).ShouldBeNull();
        (await site.Get<SessionTickets>().RetrieveAsync(mine, Ct)).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_registration_that_somebody_made_with_my_address_is_closed_until_a_reset(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "eve");
        var welcome = site.Mail[^1];
        Words(welcome).ShouldContain("within 7 days: it is closed, and nothing signs in to it unless the people who run this site reset it");
        // The page of the registration makes the ten codes, in the session of that sign-in.
        var registration = await site.Database.Db.ReadAsync(session => session.ScalarAsync<string>("SELECT id FROM sign_ins"), Ct);
        var codes = await site.MakeCodesAsync(account, registration);
        var shown = (await site.Get<SignInDisowning>().FindAsync(TokenOf(welcome), Ct)).ShouldNotBeNull();
        shown.IsRegistration.ShouldBeTrue();

        (await DisownAsync(site, welcome)).ShouldBe(new DisownResult.Done(WasRefused: false));
        await site.DeliverAsync();

        var told = site.Mail[^1];
        told.Subject.ShouldBe("Your FaceAuth account is closed");
        Words(told).ShouldContain("Ask the people who run this site");
        told.Text.ShouldNotContain("/account/recover");
        (await site.SignInAsync(Ada, "eve1")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await site.RecoverAsync(new TestBrowser(), Ada, codes[0])).ShouldBeOfType<RecoveryResult.Refused>();
        foreach (var method in new[] { SignInMethod.Passkey, SignInMethod.BreakGlass, SignInMethod.Recovery })
            (await site.Get<SignInFinisher>().FinishAsync(account, new SignInProof(method, false, null, false), site.Origin, Ct)).ShouldBeNull(method.ToString());
        (await AccountAsync(site, account)).ClosedAt.ShouldBe(Now(site));
        (await CountAsync(site, "devices")).ShouldBe(0);

        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await site.Get<AccountResets>().ResetAsync(account.AccountId, madeBy: null, Ct)).ShouldBeOfType<AccountActResult.Done>();
        await site.DeliverAsync();
        (await site.Get<Reenrolment>().EnrolAsync(site.LastLink(), [FakeFaceEngine.Photo("ada")], site.Origin, Ct)).ShouldBeOfType<ReplacePhotosResult.Replaced>();
        (await site.SignInFromAsync(new TestBrowser(), Ada, "eve2")).ShouldBeOfType<FaceSignInResult.Refused>();
        var browser = new TestBrowser();
        (await site.SignInFromAsync(browser, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_link_works_once_and_another_mail_about_the_same_sign_in_says_done_already(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (signIn, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        await site.Get<SignInProtection>().ChooseAsync(
            new SessionOfMember(account.AccountId, "session", signIn.SignInId), SecondFactorPolicy.Always, site.Origin, Ct);
        await site.DeliverAsync();
        var other = site.Mail[^1];
        TokenOf(other).ShouldNotBe(TokenOf(mail));

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();
        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.DoneAlready>();
        (await DisownAsync(site, other)).ShouldBeOfType<DisownResult.DoneAlready>();
        (await CountAsync(site, "account_events")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_seven_days_the_link_is_over(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await BreakInAsync(site, await site.EnrolAsync(Ada, "ada"));
        var token = TokenOf(site.Mail[^1]);

        site.Clock.Advance(TimeSpan.FromDays(7));
        (await site.Get<SignInDisowning>().FindAsync(token, Ct)).ShouldBeNull();
        (await site.Get<SignInDisowning>().DisownAsync(token, Ct)).ShouldBeOfType<DisownResult.Over>();
        (await site.Get<SignInDisowning>().DisownAsync("nothing", Ct)).ShouldBeOfType<DisownResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_uses_at_once_in_two_processes_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        await BreakInAsync(site, await site.EnrolAsync(Ada, "ada"));
        var token = TokenOf(site.Mail[^1]);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => (i % 2 == 0 ? site : second).Get<SignInDisowning>().DisownAsync(token, Ct))));

        results.Count(result => result is DisownResult.Done).ShouldBe(1);
        results.Count(result => result is DisownResult.DoneAlready).ShouldBe(7);
        (await CountAsync(site, "account_events")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_that_begins_before_at_or_after_that_moment_does_not_survive(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var account = await site.EnrolAsync(Ada, "ada");
        var (signIn, before) = await BreakInAsync(site, account);
        var token = TokenOf(site.Mail[^1]);
        // Another one of theirs: finished, but its session has not begun yet.
        var waiting = (await site.SignInAsync(Ada, "ada5")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;

        var atOnce = Enumerable.Range(0, 6).Select(i => Task.Run(
            () => BeingSignedIn.BeginAsync(i % 2 == 0 ? site : second, account, i < 3 ? signIn.SignInId : waiting.SignInId, null))).ToList();
        var disowned = Task.Run(() => second.Get<SignInDisowning>().DisownAsync(token, Ct));
        var steppedUp = Task.Run(() => site.Get<SessionTickets>().ReplaceAsync(before, Ct));
        var begun = await Task.WhenAll(atOnce);
        var (result, replaced) = (await disowned, await steppedUp);
        var after = new[]
        {
            await BeingSignedIn.BeginAsync(site, account, signIn.SignInId, null), await BeingSignedIn.BeginAsync(site, account, waiting.SignInId, null),
        };

        result.ShouldBeOfType<DisownResult.Done>();
        foreach (var key in begun.Concat(after).Append(before).Append(replaced ?? "none"))
            (await site.Get<SessionTickets>().RetrieveAsync(key, Ct)).ShouldBeNull();
        (await CountAsync(site, "sessions")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_photo_that_is_being_added_in_that_session_does_not_stay(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (signIn, _) = await BreakInAsync(site, account);
        var token = TokenOf(site.Mail[^1]);
        var photos = site.Get<MemberPhotos>();

        await Task.WhenAll(
            Task.Run(() => photos.AddAsync(Session(account, signIn), FakeFaceEngine.Photo("ada6"), site.Origin, Ct)),
            Task.Run(() => site.Get<SignInDisowning>().DisownAsync(token, Ct)));
        (await photos.AddAsync(Session(account, signIn), FakeFaceEngine.Photo("ada7"), site.Origin, Ct)).ShouldNotBeOfType<AddPhotoResult.Added>();

        (await CountAsync(site, "photos")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_address_that_the_session_changed_is_put_back_and_both_mailboxes_are_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (signIn, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        await ChangingTheAddress.ChangeAsync(site, new SessionOfMember(account.AccountId, "theirs", signIn.SignInId), "eve@example.org");
        (await AccountAsync(site, account)).Email.ShouldBe("eve@example.org");

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();

        (await AccountAsync(site, account)).Email.ShouldBe(Ada);
        await site.DeliverAsync();
        site.Mail.Where(one => System.Text.RegularExpressions.Regex.Replace(one.Text, @"\s+", " ").Contains($"{Ada} again", StringComparison.Ordinal))
            .Select(one => one.To).ShouldBe([Ada, "eve@example.org"], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_address_that_another_account_has_by_now_stays_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (signIn, _) = await BreakInAsync(site, account);
        var mail = site.Mail[^1];
        await ChangingTheAddress.ChangeAsync(site, new SessionOfMember(account.AccountId, "theirs", signIn.SignInId), "eve@example.org");
        await site.EnrolAsync(Ada, "bob");

        (await DisownAsync(site, mail)).ShouldBeOfType<DisownResult.Done>();

        var now = await AccountAsync(site, account);
        now.Email.ShouldBe("eve@example.org");
        now.FaceClosedAt.ShouldNotBeNull();
    }

    /// <summary>Somebody signs in from a new device with a photo and the mailbox, and has it remembered.</summary>
    private static async Task<(FinishedSignIn SignIn, string Session)> BreakInAsync(TestSite site, Account account)
    {
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, account.Email, "ada3");
        var signIn = (await site.FinishAsync(browser, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        await site.DeliverAsync();
        return (signIn, await BeingSignedIn.BeginAsync(site, account, signIn.SignInId, signIn.DeviceId));
    }

    private static SessionOfMember Session(Account account, FinishedSignIn signIn) => new(account.AccountId, "theirs", signIn.SignInId);

    private static long Now(TestSite site) => site.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Words(FaceAuth.Email.EmailMessage mail) => System.Text.RegularExpressions.Regex.Replace(mail.Text, @"\s+", " ");

    private static Task<IReadOnlyList<string>> DisownedAsync(TestSite site) =>
        site.Database.Db.ReadAsync(session => session.QueryAsync<string>("SELECT id FROM sign_ins WHERE disowned_at IS NOT NULL"), Ct);

    private static Task<DisownResult> DisownAsync(TestSite site, FaceAuth.Email.EmailMessage? mail = null) =>
        site.Get<SignInDisowning>().DisownAsync(TokenOf(mail ?? site.Mail.Last(one => one.Text.Contains("not-me", StringComparison.Ordinal))), Ct);

    internal static string TokenOf(FaceAuth.Email.EmailMessage mail)
    {
        var match = System.Text.RegularExpressions.Regex.Match(mail.Text, "/account/not-me/([A-Za-z0-9_-]{43})");
        match.Success.ShouldBeTrue("the message should hold a link");
        return match.Groups[1].Value;
    }

    internal static async Task<Account> AccountAsync(TestSite site, Account account) =>
        (await site.Database.Db.ReadAsync(session => site.Get<AccountStore>().FindAsync(session, account.AccountId), Ct)).ShouldNotBeNull();

    internal static Task<long> CountAsync(TestSite site, string from) =>
        site.Database.Db.ReadAsync(session => session.ScalarAsync<long>($"SELECT COUNT(*) FROM {from}"), Ct);
}
