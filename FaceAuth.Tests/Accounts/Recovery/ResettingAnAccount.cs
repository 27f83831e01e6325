using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.People;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Faces;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.Recovery;

public sealed class ResettingAnAccount
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_takes_away_all_that_signed_in_before_and_mails_a_link(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var admin = await site.EnrolAsync("root@example.org", "root");
        var codes = await site.MakeCodesAsync(account);
        var session = await BeingSignedIn.BeginAsync(site, account);
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, Ada, "ada1");
        await site.Database.Db.WriteAsync(async tx =>
        {
            for (var i = 0; i < 30; i++)
                await site.Get<FailureStore>().CountAsync(tx, account.Id, SignInWay.NewDevice, 1);
        }, Ct);

        await site.DeliverAsync();
        (await site.Get<AccountResets>().ResetAsync(account.AccountId, admin.AccountId, Ct)).ShouldBeOfType<AccountActResult.Done>();
        await site.DeliverAsync();

        (await site.Get<SessionTickets>().RetrieveAsync(session, Ct)).ShouldBeNull();
        (await site.Get<PendingSignIns>().FindAsync(browser.Token, Ct)).ShouldBeNull();
        (await site.LeftAsync(account)).ShouldBe(0);
        (await site.RecoverAsync(site.Home, Ada, codes[0])).ShouldBeOfType<RecoveryResult.Refused>();
        await site.Database.Db.ReadAsync(async db =>
        {
            (await site.Get<DeviceStore>().ListAsync(db, account.AccountId, 0)).ShouldBeEmpty();
            (await site.Get<FailureCounters>().IsClosedAsync(db, account.AccountId, SignInWay.NewDevice)).ShouldBeFalse();
            var row = (await site.Get<AccountResetStore>().ListAsync(db, account.AccountId)).ShouldHaveSingleItem();
            row.MadeBy.ShouldBe(admin.Id);
            (await db.ScalarAsync<string>("SELECT kind FROM account_events WHERE account_id = @Id", new { account.Id })).ShouldBe("account-reset");
            return 0;
        }, Ct);
        site.Mail.Last(mail => mail.Subject.Contains("was reset")).To.ShouldBe(Ada);
        (await site.Get<Reenrolment>().FindAsync(site.LastLink(), Ct)).ShouldNotBeNull().Id.ShouldBe(account.Id);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_member_enrols_anew_and_then_signs_in_on_hold(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada", "ada2");
        await site.Database.Db.WriteAsync(tx => site.Get<AccountStore>().CloseFaceAsync(tx, account.AccountId, 1), Ct);
        var link = await ResetAsync(site, account);
        (await site.AgainAsync(account)).FaceClosedAt.ShouldNotBeNull("the old photos may be what somebody got in with");

        (await EnrolAsync(site, link, "newada", "newada2", "newada3")).ShouldBeOfType<ReplacePhotosResult.Replaced>();
        await site.Get<PictureSweep>().RunAsync(Ct);
        await site.DeliverAsync();

        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(3);
        Directory.EnumerateFiles(Path.Combine(site.Database.Folder.Path, "photos"), "*", SearchOption.AllDirectories).Count().ShouldBe(3);
        site.Mail.ShouldContain(mail => mail.Subject.Contains("New photos"));
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM consents WHERE account_id = @Id", new { account.Id }), Ct)).ShouldBe(2);
        var browser = new TestBrowser();
        (await site.SignInFromAsync(browser, Ada, "ada5")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await site.SignInFromAsync(site.Home, Ada, "newada5")).ShouldBeOfType<FaceSignInResult.CodeSent>("no device is remembered any more");
        (await site.FinishAsync(site.Home)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn.HeldUntil.ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_link_works_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var account = await site.EnrolAsync(Ada, "ada");
        var link = await ResetAsync(site, account);

        var results = await Task.WhenAll(EnrolAsync(site, link, "one"), EnrolAsync(second, link, "two"));

        results.Count(result => result is ReplacePhotosResult.Replaced).ShouldBe(1);
        results.Count(result => result is ReplacePhotosResult.Over).ShouldBe(1);
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(1);
        (await EnrolAsync(site, link, "three")).ShouldBeOfType<ReplacePhotosResult.Over>();
        site.Clock.Advance(TimeSpan.FromHours(2));
        await site.Get<PictureSweep>().RunAsync(Ct);
        Directory.EnumerateFiles(Path.Combine(site.Database.Folder.Path, "photos"), "*", SearchOption.AllDirectories).Count()
            .ShouldBe(1, "the picture of who lost stays nobody's");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_second_reset_replaces_the_link_and_time_ends_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var (first, second) = (await ResetAsync(site, account), await ResetAsync(site, account));

        (await site.Get<Reenrolment>().FindAsync(first, Ct)).ShouldBeNull();
        (await EnrolAsync(site, first, "one")).ShouldBeOfType<ReplacePhotosResult.Over>();
        site.Clock.Advance(TimeSpan.FromHours(24));
        (await site.Get<Reenrolment>().FindAsync(second, Ct)).ShouldBeNull();
        (await EnrolAsync(site, second, "one")).ShouldBeOfType<ReplacePhotosResult.Over>();
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada1")).ShouldBeOfType<FaceSignInResult.CodeSent>("the old photos are there");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Photos_that_will_not_do_use_nothing_up(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var link = await ResetAsync(site, account);

        (await EnrolAsync(site, link, "newada", "blurred")).ShouldBe(new ReplacePhotosResult.NotUsable(2, new FaceReading.Unfit([PhotoAdvice.HoldStill])), new SameWords());
        (await EnrolAsync(site, link, "newada", "newada2", "eve")).ShouldBe(new ReplacePhotosResult.SomebodyElse(3));
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(1);
        (await EnrolAsync(site, link, "newada")).ShouldBeOfType<ReplacePhotosResult.Replaced>();
    }

    [Theory, OnSqlite]
    public async Task No_administrator_resets_or_closes_themselves_and_what_is_not_there_is_said(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var admin = await site.EnrolAsync("root@example.org", "root");
        var resets = site.Get<AccountResets>();
        (await resets.ResetAsync(admin.AccountId, admin.AccountId, Ct)).ShouldBeOfType<AccountActResult.Yourself>();
        (await resets.CloseAsync(admin.AccountId, admin.AccountId, Ct)).ShouldBeOfType<AccountActResult.Yourself>();
        (await resets.ResetAsync(AccountId.New(), admin.AccountId, Ct)).ShouldBeOfType<AccountActResult.NotThere>();
        (await site.SignInAsync("root@example.org", "root1")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_closed_account_lets_nobody_in_by_any_way_until_a_reset(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var codes = await site.MakeCodesAsync(account);
        var session = await BeingSignedIn.BeginAsync(site, account);
        (await site.Get<AccountResets>().CloseAsync(account.AccountId, madeBy: null, Ct)).ShouldBeOfType<AccountActResult.Done>();
        await site.DeliverAsync();

        (await site.Get<SessionTickets>().RetrieveAsync(session, Ct)).ShouldBeNull();
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>();
        (await site.RecoverAsync(new TestBrowser(), Ada, codes[0])).ShouldBeOfType<RecoveryResult.Refused>();
        foreach (var method in new[] { SignInMethod.Passkey, SignInMethod.BreakGlass, SignInMethod.Recovery })
            (await site.Get<SignInFinisher>().FinishAsync(account, new SignInProof(method, false, null, false), site.Origin, Ct)).ShouldBeNull(method.ToString());
        site.Mail.ShouldContain(mail => mail.Subject.Contains("was closed"));

        var link = await ResetAsync(site, account);
        (await EnrolAsync(site, link, "ada2")).ShouldBeOfType<ReplacePhotosResult.Replaced>();
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada3")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sign_in_finished_just_before_begins_no_session(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        var finished = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        site.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await ResetAsync(site, account);

        var late = await BeingSignedIn.BeginAsync(site, account, finished.SignInId, null);
        (await site.Get<SessionTickets>().RetrieveAsync(late, Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task People_are_listed_page_by_page_and_found_by_a_part_of_their_address(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.Database.Db.WriteAsync(async tx =>
        {
            for (var i = 0; i < 120; i++)
            {
                await site.Get<AccountStore>().TryInsertAsync(tx, new Account
                {
                    Id = RecoverySteps.NewId(), Email = $"p{i:D3}@{(i % 2 == 0 ? "even_example" : "odd.example")}.org", Name = "P", IsAdmin = false, CreatedAt = i,
                });
            }
        }, Ct);
        var people = site.Get<PeopleList>();

        var seen = new List<string>();
        for (string? after = null; ;)
        {
            var page = await people.ListAsync(null, after, Ct);
            page.People.Count.ShouldBeLessThanOrEqualTo(PeopleList.PageSize);
            seen.AddRange(page.People.Select(person => person.Email));
            if ((after = page.Next) is null)
                break;
        }
        seen.Count.ShouldBe(120);
        seen.ShouldBeInOrder();
        (await people.ListAsync("P007@", null, Ct)).People.ShouldHaveSingleItem().Email.ShouldBe("p007@odd.example.org");
        (await people.ListAsync("n_example", null, Ct)).People.ShouldAllBe(person => person.Email.Contains("even_example"));
        (await people.ListAsync("d_example", null, Ct)).People.ShouldBeEmpty("an underscore is an underscore");
        (await people.ListAsync("%", null, Ct)).People.ShouldBeEmpty();
    }

    private static async Task<string> ResetAsync(TestSite site, Account account)
    {
        await site.DeliverAsync();
        (await site.Get<AccountResets>().ResetAsync(account.AccountId, madeBy: null, Ct)).ShouldBeOfType<AccountActResult.Done>();
        await site.DeliverAsync();
        return site.LastLink();
    }

    private static Task<ReplacePhotosResult> EnrolAsync(TestSite site, string link, params string[] photos) =>
        site.Get<Reenrolment>().EnrolAsync(link, [.. photos.Select(FakeFaceEngine.Photo)], site.Origin, Ct);

    // Lists of advice are compared by what is in them.
    private sealed class SameWords : IEqualityComparer<ReplacePhotosResult>
    {
        public bool Equals(ReplacePhotosResult? x, ReplacePhotosResult? y) =>
            x is ReplacePhotosResult.NotUsable { Number: var one, Reading: FaceReading.Unfit { Advice: var first } }
            && y is ReplacePhotosResult.NotUsable { Number: var other, Reading: FaceReading.Unfit { Advice: var second } }
            && one == other && first.SequenceEqual(second);

        public int GetHashCode(ReplacePhotosResult obj) => 0;
    }
}
