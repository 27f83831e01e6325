using FaceAuth.Accounts;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.Recovery;

public sealed class RecoveringAnAccount
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public void A_code_is_read_as_people_type_it()
    {
        for (var i = 0; i < 200; i++)
        {
            var code = RecoveryCode.New();
            code.Show().ShouldMatch("^[0-9A-HJKMNP-TV-Z]{6}(-[0-9A-HJKMNP-TV-Z]{6}){3}$");
            code.ToString().ShouldNotContain(code.Show()[..6]);
            foreach (var typed in new[]
            {
                code.Show(), code.Show().ToLowerInvariant(), code.Show().Replace("-", ""), $"  {code.Show().Replace('-', ' ')}\t",
                code.Show().Replace('-', '–'), code.Show().Replace('0', 'O').Replace('1', 'l'), code.Show().Replace('0', 'o').Replace('1', 'I'),
            })
            {
                RecoveryCode.TryParse(typed, out var read).ShouldBeTrue(typed);
                read.ShouldBe(code);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("123456")]
    [InlineData("UUUUUU-UUUUUU-UUUUUU-UUUUUU")]
    [InlineData("000000-000000-000000-00000")]
    [InlineData("000000-000000-000000-0000000")]
    [InlineData("000000.000000.000000.000000")]
    public void What_is_no_code_is_not_read(string? typed) => RecoveryCode.TryParse(typed, out _).ShouldBeFalse();

    [Theory, OnSqlite, OnMariaDb]
    public async Task Ten_codes_are_made_stored_as_hashes_only_and_told_by_mail(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        (await site.Get<RecoveryCodes>().CountAsync(account.AccountId, Ct)).ShouldBe(new RecoveryCodesLeft(0, AnyMade: false));

        var codes = await site.MakeCodesAsync(account);
        await site.DeliverAsync();

        codes.Distinct().Count().ShouldBe(10);
        (await site.LeftAsync(account)).ShouldBe(10);
        var stored = await site.Database.Db.ReadAsync(session => session.QueryAsync<string>("SELECT code_hash FROM recovery_codes"), Ct);
        stored.Count.ShouldBe(10);
        foreach (var code in codes)
            stored.ShouldNotContain(one => one.Contains(code.Show().Replace("-", ""), StringComparison.OrdinalIgnoreCase));
        site.Mail.ShouldContain(mail => mail.Subject.Contains("new recovery codes"));
        site.Mail.ShouldNotContain(mail => mail.Text.Contains(codes[0].Show()));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_and_the_mailed_code_sign_in_without_a_hold_and_open_every_way(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        await site.Database.Db.WriteAsync(async tx =>
        {
            await site.Get<AccountStore>().CloseFaceAsync(tx, account.AccountId, 1);
            foreach (var way in Enum.GetValues<SignInWay>())
            {
                for (var i = 0; i < 40; i++)
                    await site.Get<FailureStore>().CountAsync(tx, account.Id, way, 1);
            }
        }, Ct);
        var browser = new TestBrowser();

        (await site.RecoverAsync(browser, "ADA@example.org", codes[3])).ShouldBeOfType<RecoveryResult.CodeSent>();
        var finished = (await site.FinishAsync(browser, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;

        finished.Method.ShouldBe(SignInMethod.Recovery);
        finished.HeldUntil.ShouldBeNull();
        (await site.AgainAsync(account)).FaceClosedAt.ShouldBeNull();
        foreach (var way in new[] { SignInWay.NewDevice, SignInWay.RememberedDevice })
            (await site.Database.Db.ReadAsync(session => site.Get<FailureCounters>().IsClosedAsync(session, account.AccountId, way), Ct)).ShouldBeFalse();
        (await site.LeftAsync(account)).ShouldBe(9);
        (await site.SignInFromAsync(browser, Ada, "ada7")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.HeldUntil.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_works_once_and_is_used_up_also_where_the_sign_in_is_not_finished(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);

        (await site.RecoverAsync(new TestBrowser(), Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
        site.Clock.Advance(TimeSpan.FromMinutes(11));
        (await site.RecoverAsync(new TestBrowser(), Ada, codes[0])).ShouldBeOfType<RecoveryResult.Refused>().Told.ShouldBeNull();
        (await site.LeftAsync(account)).ShouldBe(9);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_uses_of_one_code_at_once_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        foreach (var code in codes.Take(4))
        {
            var results = await Task.WhenAll(
                site.RecoverAsync(new TestBrowser(), Ada, code), second.RecoverAsync(new TestBrowser(), Ada, code));
            results.Count(result => result is RecoveryResult.CodeSent).ShouldBe(1);
            results.Count(result => result is RecoveryResult.Refused).ShouldBe(1);
        }
        (await site.LeftAsync(account)).ShouldBe(6);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Every_refusal_is_one_answer(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var closed = await site.EnrolAsync("closed@example.org", "eve");
        var (mine, theirs) = (await site.MakeCodesAsync(account), await site.MakeCodesAsync(closed));
        await site.Get<AccountResets>().CloseAsync(closed.AccountId, madeBy: null, Ct);
        await site.DeliverAsync();
        var browser = new TestBrowser();

        foreach (var (email, code) in new[]
        {
            (Ada, RecoveryCode.New()), ("nobody@example.org", RecoveryCode.New()), ("nobody@example.org", mine[0]),
            ("closed@example.org", theirs[0]), (Ada, theirs[1]),
        })
            (await site.RecoverAsync(browser, email, code)).ShouldBe(new RecoveryResult.Refused(null, null));
        await site.DeliverAsync();

        site.Mail.Count(mail => mail.To == Ada && mail.Subject.Contains("refused")).ShouldBe(2);
        site.Mail.Last(mail => mail.To == Ada && mail.Subject.Contains("refused")).Text.ReplaceLineEndings(" ").ShouldContain("recovery code that is not one of yours");
        var past = await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct);
        past.Count(one => one.Outcome == SignInOutcome.Refused).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Failures_make_everybody_wait_alike_and_never_close_the_way(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        var counters = site.Get<FailureCounters>();
        EmailAddress.TryParse("nobody@example.org", out var unknown).ShouldBeTrue();
        foreach (var (email, subject) in new[] { (Ada, account.Id), (unknown.Value, counters.SubjectOf(null, unknown)) })
        {
            for (var i = 0; i < 8; i++)
                (await site.RecoverAsync(new TestBrowser(), email, RecoveryCode.New())).ShouldBe(new RecoveryResult.Refused(null, null));
            (await site.Database.Db.ReadAsync(session => site.Get<FailureStore>().FindAsync(session, subject, SignInWay.Recovery), Ct))
                .ShouldNotBeNull().Failures.ShouldBe(5, "what waits is not counted");
        }

        (await site.RecoverAsync(site.Home, Ada, RecoveryCode.New())).ShouldBeOfType<RecoveryResult.Refused>().Told.ShouldBe(RefusalReason.Waiting);
        (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>("120 bits need no wait");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Fifty_wrong_codes_of_a_stranger_do_not_keep_the_right_one_out(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        // One more as soon as it may be, for ever: each begins the wait anew.
        for (var i = 0; i < 50; i++)
        {
            (await site.RecoverAsync(new TestBrowser(), Ada, RecoveryCode.New())).ShouldBeOfType<RecoveryResult.Refused>();
            site.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        await site.RecoverAsync(new TestBrowser(), Ada, RecoveryCode.New());
        var failures = (await FailuresAsync(site, account)).Failures;

        (await site.RecoverAsync(site.Home, Ada, RecoveryCode.New())).ShouldBeOfType<RecoveryResult.Refused>().Told.ShouldBe(RefusalReason.Waiting);
        (await FailuresAsync(site, account)).Failures.ShouldBe(failures, "what waits is not counted");
        var browser = new TestBrowser();
        (await site.RecoverAsync(browser, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>();
        (await FailuresAsync(site, account)).Failures.ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_network_with_many_failures_does_not_keep_the_right_code_out_either(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        for (var i = 0; i < 100; i++)
            await site.Get<NetworkFailures>().CountAsync(site.Origin, Ct);

        (await site.RecoverAsync(new TestBrowser(), Ada, RecoveryCode.New())).ShouldBeOfType<RecoveryResult.TooManyFromHere>();
        (await site.RecoverAsync(new TestBrowser(), Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Whoever_uses_up_the_mails_of_an_hour_does_not_shut_the_way_back_in(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        for (var i = 1; i <= 5; i++)
            (await site.SignInFromAsync(new TestBrowser(), Ada, $"ada{i}")).ShouldBeOfType<FaceSignInResult.CodeSent>();
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada6")).ShouldBeOfType<FaceSignInResult.Refused>();

        await site.DeliverAsync();
        var browser = new TestBrowser();
        (await site.RecoverAsync(browser, Ada, codes[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
        (await site.FinishAsync(browser)).ShouldBeOfType<FinishPendingResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_is_not_used_up_where_no_mail_goes_out_any_more(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        for (var i = 0; i < 5; i++)
            (await site.RecoverAsync(new TestBrowser(), Ada, codes[i])).ShouldBeOfType<RecoveryResult.CodeSent>();

        (await site.RecoverAsync(new TestBrowser(), Ada, codes[5])).ShouldBe(new RecoveryResult.Refused(RefusalReason.NoCodesLeft, null));
        (await site.LeftAsync(account)).ShouldBe(5);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task When_few_are_left_a_mail_says_so(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        for (var i = 0; i < 8; i++)
        {
            site.Mail.ShouldNotContain(mail => mail.Subject.Contains("few recovery codes"));
            (await site.RecoverAsync(new TestBrowser(), Ada, codes[i])).ShouldBeOfType<RecoveryResult.CodeSent>();
            await site.DeliverAsync();
            site.Clock.Advance(TimeSpan.FromMinutes(15));
        }
        site.Mail.Count(mail => mail.Subject.Contains("few recovery codes")).ShouldBe(1);
        (await site.Get<RecoveryCodes>().CountAsync(account.AccountId, Ct)).Few.ShouldBeTrue();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task New_codes_take_the_place_of_the_old_ones(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (old, fresh) = (await site.MakeCodesAsync(account), await site.MakeCodesAsync(account));

        (await site.LeftAsync(account)).ShouldBe(10);
        (await site.RecoverAsync(new TestBrowser(), Ada, old[0])).ShouldBeOfType<RecoveryResult.Refused>();
        (await site.RecoverAsync(new TestBrowser(), Ada, fresh[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Taking_a_sign_in_back_deletes_its_codes_and_brings_back_the_unused_ones_before(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var mine = await site.MakeCodesAsync(account);
        await site.RecoverAsync(new TestBrowser(), Ada, mine[0]);
        var theirs = await site.SignInIdAsync(account);
        await site.MakeCodesAsync(account, theirs);
        var stolen = await site.MakeCodesAsync(account, theirs);

        await UndoAsync(site, account, theirs);

        (await site.LeftAsync(account)).ShouldBe(9);
        (await site.RecoverAsync(new TestBrowser(), Ada, stolen[1])).ShouldBeOfType<RecoveryResult.Refused>();
        (await site.RecoverAsync(new TestBrowser(), Ada, mine[0])).ShouldBeOfType<RecoveryResult.Refused>("it was used before");
        (await site.RecoverAsync(new TestBrowser(), Ada, mine[1])).ShouldBeOfType<RecoveryResult.CodeSent>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Taking_two_sign_ins_back_brings_the_codes_before_both_back_in_either_order(bool firstFirst)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var account = await site.EnrolAsync(Ada, "ada");
        var mine = await site.MakeCodesAsync(account);
        var (one, two) = (await site.SignInIdAsync(account), await site.SignInIdAsync(account));
        await site.MakeCodesAsync(account, one);
        await site.MakeCodesAsync(account, two);

        await UndoAsync(site, account, firstFirst ? one : two);
        await UndoAsync(site, account, firstFirst ? two : one);

        (await site.LeftAsync(account)).ShouldBe(10);
        (await site.RecoverAsync(new TestBrowser(), Ada, mine[0])).ShouldBeOfType<RecoveryResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sign_in_that_was_disowned_makes_none(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var theirs = await site.SignInIdAsync(account);
        await site.Database.Db.WriteAsync(tx => site.Get<SignInStore>().DisownAsync(tx, account.AccountId, theirs, 1), Ct);

        (await site.Get<RecoveryCodes>().MakeAsync(account.AccountId, theirs, site.Origin, Ct)).ShouldBeNull();
        (await site.LeftAsync(account)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Replaced_codes_are_deleted_once_no_link_can_bring_them_back(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        await site.MakeCodesAsync(account);
        await site.MakeCodesAsync(account);

        foreach (var (days, rows) in new[] { (8, 20), (1, 10) })
        {
            site.Clock.Advance(TimeSpan.FromDays(days));
            await site.Get<RecoveryPurge>().PurgeAsync(Ct);
            (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM recovery_codes"), Ct)).ShouldBe(rows);
        }
        (await site.LeftAsync(account)).ShouldBe(10);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_ends_a_hold_once_and_is_told_by_mail(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        var held = (await site.FinishAsync(browser, remember: true)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        held.HeldUntil.ShouldNotBeNull();
        var stepUp = site.Get<RecoveryStepUp>();

        (await stepUp.ProveAsync(account.AccountId, held.SignInId, held.DeviceId, RecoveryCode.New(), site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.WrongCode>();
        (await site.Database.Db.ReadAsync(session => site.Get<SignInStore>().FindAsync(session, held.SignInId), Ct))!.HeldUntil.ShouldNotBeNull();
        (await stepUp.ProveAsync(account.AccountId, held.SignInId, held.DeviceId, codes[0], site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.Proven>();
        await site.DeliverAsync();

        (await site.Database.Db.ReadAsync(session => site.Get<SignInStore>().FindAsync(session, held.SignInId), Ct))!.HeldUntil.ShouldBeNull();
        (await site.SignInFromAsync(browser, Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.HeldUntil.ShouldBeNull();
        site.Mail.ShouldContain(mail => mail.Subject.Contains("recovery code of your") && mail.Subject.Contains("was used"));
        (await stepUp.ProveAsync(account.AccountId, held.SignInId, held.DeviceId, codes[0], site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.WrongCode>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Guesses_in_a_session_wait_too_and_the_right_code_does_not(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        var signIn = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        var stepUp = site.Get<RecoveryStepUp>();

        for (var i = 0; i < 5; i++)
            (await stepUp.ProveAsync(account.AccountId, signIn.SignInId, null, RecoveryCode.New(), site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.WrongCode>();
        (await stepUp.ProveAsync(account.AccountId, signIn.SignInId, null, RecoveryCode.New(), site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.Wait>();
        (await stepUp.ProveAsync(account.AccountId, signIn.SignInId, null, codes[0], site.Origin, Ct)).ShouldBeOfType<RecoveryStepUpResult.Proven>();
    }

    private static async Task<FailureRow> FailuresAsync(TestSite site, Account account) =>
        (await site.Database.Db.ReadAsync(session => site.Get<FailureStore>().FindAsync(session, account.Id, SignInWay.Recovery), Ct)).ShouldNotBeNull();

    private static Task UndoAsync(TestSite site, Account account, string signInId) =>
        site.Database.Db.WriteAsync(
            tx => site.Get<RecoveryCodeStore>().UndoAsync(tx, account.AccountId, signInId, site.Clock.GetUtcNow().ToUnixTimeMilliseconds()), Ct);
}
