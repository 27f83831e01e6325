using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts.SignIn;

public sealed class Guessing
{
    private const string Ada = "ada@example.org";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData(DatabaseKind.Sqlite, Ada)]
    [InlineData(DatabaseKind.Sqlite, "nobody@example.org")]
    [InlineData(DatabaseKind.MariaDb, Ada)]
    [InlineData(DatabaseKind.MariaDb, "nobody@example.org")]
    public async Task Fifty_faces_at_once_from_two_processes_get_five_tries_whether_there_is_an_account_or_not(DatabaseKind kind, string email)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var other = await site.StartSecondAsync();
        await site.EnrolAsync(Ada, "ada");
        site.Engine.Decoys = 0;

        var results = await Task.WhenAll(Enumerable.Range(1, 50).Select(i =>
            Task.Run(() => (i % 2 == 0 ? site : other).SignInFromAsync(new TestBrowser(), email, $"eve{i}"))));

        results.ShouldAllBe(result => result is FaceSignInResult.Refused);
        results.Cast<FaceSignInResult.Refused>().ShouldAllBe(refused => refused.Told == null && refused.Wait == null);
        (await ANewDevice.Failures(site, "NewDevice")).ShouldBe(5);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Fifty_strangers_close_the_way_of_new_devices_and_the_member_still_signs_in_at_home(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        for (var i = 1; i <= 50; i++)
        {
            (await site.SignInFromAsync(new TestBrowser(), Ada, $"eve{i}")).ShouldBeOfType<FaceSignInResult.Refused>();
            site.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        await site.DeliverAsync();

        (await ANewDevice.Failures(site, "NewDevice")).ShouldBe(30);
        site.Mail.Count(mail => mail.Subject.Contains("is closed")).ShouldBe(1);
        site.Mail.Count(mail => mail.Subject.Contains("refused")).ShouldBe(3);
        (await site.Get<SignInHistory>().ListAsync(account.AccountId, 100, Ct)).Count(past => past.Outcome == SignInOutcome.Refused)
            .ShouldBe(30, "what a closed way turns away is not written down");
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>("also with the right face");
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>();
        (await ANewDevice.Failures(site, "NewDevice")).ShouldBe(30, "a sign-in at home does not set the strangers' counter back");

        await site.Database.Db.WriteAsync(tx => site.Get<FailureCounters>().OpenAsync(tx, account.AccountId, SignInWay.NewDevice), Ct);
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada3")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Twenty_wrong_faces_at_home_close_that_way_and_leave_new_devices_open(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        for (var i = 1; i <= 20; i++)
        {
            (await site.SignInAsync(Ada, $"eve{i}")).ShouldBeOfType<FaceSignInResult.Refused>().Told.ShouldBe(RefusalReason.NoMatch);
            site.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>().Told.ShouldBe(RefusalReason.WayClosed);
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_five_failures_each_try_waits_thirty_seconds_and_a_success_ends_the_row(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        for (var i = 1; i <= 5; i++)
            await site.SignInAsync(Ada, $"eve{i}");

        site.Clock.Advance(TimeSpan.FromSeconds(29));
        var refused = (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Refused>();
        (refused.Told, refused.Wait).ShouldBe((RefusalReason.Waiting, TimeSpan.FromSeconds(1)));
        site.Clock.Advance(TimeSpan.FromSeconds(1));
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>("what waited was not recorded as seen");
        (await ANewDevice.Failures(site, "RememberedDevice")).ShouldBe(0);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("crowd")]
    [InlineData("blurred")]
    [InlineData("busy")]
    public async Task Neither_a_bad_photo_nor_an_outage_nor_a_replay_counts(string photo)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync(Ada, "ada");
        await site.SignInAsync(Ada, "ada1");

        await site.SignInAsync(Ada, photo);
        await site.SignInAsync(Ada, "ada1");
        site.Engine.Down = true;
        (await site.SignInAsync(Ada, "eve1")).ShouldBeOfType<FaceSignInResult.NotUsable>();
        site.Engine.Down = false;

        (await ANewDevice.Failures(site, "RememberedDevice")).ShouldBe(0);
        (await site.SignInAsync(Ada, "eve1")).ShouldBeOfType<FaceSignInResult.Refused>().Told.ShouldBe(RefusalReason.NoMatch, "an outage decided nothing");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Failures_from_one_network_stop_new_devices_there_and_nobody_else(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        for (var i = 0; i < 100; i++)
            await site.SignInFromAsync(new TestBrowser(), $"nobody{i}@example.org", "eve");

        (await site.SignInFromAsync(new TestBrowser(), "somebody@example.org", "eve")).ShouldBeOfType<FaceSignInResult.TooManyFromHere>();
        (await site.SignInAsync(Ada, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>("a team shares one address");
        site.Origin = new RequestOrigin("198.51.100.9", "Firefox on Linux");
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada2")).ShouldBeOfType<FaceSignInResult.CodeSent>();
        site.Origin = new RequestOrigin("192.0.2.7", "Firefox on Linux");
        site.Clock.Advance(TimeSpan.FromMinutes(16));
        (await site.SignInFromAsync(new TestBrowser(), Ada, "ada3")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory]
    [InlineData(Ada, false)]
    [InlineData(Ada, true)]
    [InlineData("nobody@example.org", false)]
    public async Task The_same_picture_again_and_again_counts_alike_with_and_without_an_account_and_for_a_closed_one(string email, bool closed)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var account = await site.EnrolAsync(Ada, "ada");
        if (closed)
            await site.Database.Db.WriteAsync(tx => site.Get<AccountStore>().CloseFaceAsync(tx, account.AccountId, 1), Ct);
        for (var i = 0; i < 120; i++)
        {
            (await site.SignInFromAsync(new TestBrowser(), email, "eve1")).ShouldBe(new FaceSignInResult.Refused(null, null));
            site.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        // Five at once, then one each 30 s in ten minutes.
        (await ANewDevice.Failures(site, "NewDevice")).ShouldBe(24);
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT SUM(failures) FROM network_failures"), Ct)).ShouldBe(24);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_device_on_hold_closes_none_of_the_members_own(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        var theirs = new TestBrowser();
        await site.SignInFromAsync(theirs, Ada, "ada1");
        await site.FinishAsync(theirs, remember: true);
        for (var i = 1; i <= 30; i++)
        {
            await site.SignInFromAsync(theirs, Ada, $"eve{i}");
            site.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        (await ANewDevice.Failures(site, "NewDevice")).ShouldBe(30);
        (await site.SignInAsync(Ada, "ada2")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Codes_asked_for_by_a_photo_leave_those_of_the_members_own_device(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Ada, "ada");
        await site.Database.Db.WriteAsync(tx => site.Get<AccountStore>().SetSecondFactorAsync(tx, account.AccountId, SecondFactorPolicy.Always), Ct);
        for (var i = 1; i <= 6; i++)
            await site.SignInFromAsync(new TestBrowser(), Ada, $"ada{i}");
        (await site.SignInAsync(Ada, "ada7")).ShouldBeOfType<FaceSignInResult.CodeSent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Counters_of_unknown_addresses_are_forgotten_and_those_of_accounts_are_not(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync(Ada, "ada");
        await site.SignInFromAsync(new TestBrowser(), Ada, "eve1");
        await site.SignInFromAsync(new TestBrowser(), "nobody@example.org", "eve2");
        site.Clock.Advance(TimeSpan.FromDays(31));

        await site.Get<SignInPurge>().PurgeAsync(Ct);

        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM failures WHERE failures > 0"), Ct)).ShouldBe(1);
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM network_failures"), Ct)).ShouldBe(0);
    }

    [Theory]
    [InlineData(Ada, "eve", 0)]
    [InlineData("nobody@example.org", "ada", 1)]
    [InlineData("nobody@example.org", "eve", 1)]
    public async Task An_unknown_address_is_compared_with_a_decoy(string email, string photo, int decoys)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync(Ada, "ada");
        site.Engine.Decoys = 0;
        (await site.SignInFromAsync(new TestBrowser(), email, photo)).ShouldBeOfType<FaceSignInResult.Refused>().ShouldBe(new FaceSignInResult.Refused(null, null));
        site.Engine.Decoys.ShouldBe(decoys);
    }
}
