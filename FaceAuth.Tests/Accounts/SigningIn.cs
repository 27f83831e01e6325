using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Faces;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts;

public sealed class SigningIn
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_finished_sign_in_is_listed_and_mailed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");

        (await site.SignInAsync("ADA@example.org", "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.Account.Id.ShouldBe(account.Id);
        await site.DeliverAsync();

        var past = (await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct))[0];
        past.Outcome.ShouldBe(SignInOutcome.Finished);
        past.Origin.ShouldBe(site.Origin);
        past.At.ShouldBe(site.Clock.GetUtcNow());
        site.Mail[^1].To.ShouldBe("ada@example.org");
        site.Mail[^1].Subject.ShouldContain("New sign-in");
        site.Mail[^1].Text.ShouldContain("192.0.2.7");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_strangers_face_is_refused_listed_and_mailed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");

        (await site.SignInAsync("ada@example.org", "eve")).ShouldBeOfType<FaceSignInResult.Refused>();
        await site.DeliverAsync();

        (await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct))[0].Outcome.ShouldBe(SignInOutcome.Refused);
        site.Mail[^1].Subject.ShouldContain("refused");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Refusals_are_mailed_a_few_times_a_day_and_all_are_listed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        for (var i = 1; i <= 6; i++)
        {
            await site.SignInAsync("ada@example.org", $"eve{i}");
            site.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        await site.DeliverAsync();

        site.Mail.Count(mail => mail.Subject.Contains("refused")).ShouldBe(3);
        (await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct)).Count(past => past.Outcome == SignInOutcome.Refused).ShouldBe(6);

        site.Clock.Advance(TimeSpan.FromHours(25));
        await site.SignInAsync("ada@example.org", "eve7");
        await site.DeliverAsync();
        site.Mail.Count(mail => mail.Subject.Contains("refused")).ShouldBe(4);
    }

    [Theory, OnSqlite]
    public async Task An_unknown_address_is_refused_like_a_stranger(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        (await site.SignInAsync("nobody@example.org", "ada")).ShouldBeOfType<FaceSignInResult.Refused>();
    }

    [Theory]
    [InlineData("nobody", typeof(FaceReading.NoFace))]
    [InlineData("crowd", typeof(FaceReading.SeveralFaces))]
    [InlineData("blurred", typeof(FaceReading.Unfit))]
    [InlineData("broken", typeof(FaceReading.Refused))]
    [InlineData("busy", typeof(FaceReading.Unavailable))]
    public async Task A_photo_that_cannot_be_used_is_answered_alike_with_and_without_an_account_and_leaves_no_trace(string photo, Type reading)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var account = await site.EnrolAsync("ada@example.org", "ada");

        (await site.SignInAsync("ada@example.org", photo)).ShouldBeOfType<FaceSignInResult.NotUsable>().Reading.ShouldBeOfType(reading);
        (await site.SignInAsync("unknown@example.org", photo)).ShouldBeOfType<FaceSignInResult.NotUsable>().Reading.ShouldBeOfType(reading);
        (await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct)).ShouldHaveSingleItem().Outcome
            .ShouldBe(SignInOutcome.Finished, "that of the registration");
    }

    [Theory]
    [InlineData("ada", "eve", "ada")]
    [InlineData("eve", "ada", "ada")]
    public async Task Frames_of_two_people_are_refused(params string[] frames)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync("ada@example.org", "ada");
        (await site.SignInAsync("ada@example.org", frames)).ShouldBeOfType<FaceSignInResult.Refused>();
    }

    [Fact]
    public async Task A_blurred_frame_beside_good_ones_does_no_harm()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync("ada@example.org", "ada");
        (await site.SignInAsync("ada@example.org", "blurred", "ada", "nobody")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Fact]
    public async Task A_second_face_in_any_frame_is_told()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        await site.EnrolAsync("ada@example.org", "ada");
        (await site.SignInAsync("ada@example.org", "ada", "crowd", "ada")).ShouldBeOfType<FaceSignInResult.NotUsable>()
            .Reading.ShouldBeOfType<FaceReading.SeveralFaces>();
    }

    [Theory]
    [InlineData("ada0", "ada1", "ada2", false)]
    [InlineData("ada0", "ada0", "ada2", true)]
    public async Task The_median_frame_decides_liveness(string one, string two, string three, bool low)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var check = site.Get<FaceCheck>();
        var reading = await check.ReadAsync([.. new[] { one, two, three }.Select(FakeFaceEngine.Photo)], Ct);
        reading.ShouldBeOfType<FramesReading.Usable>().LowLiveness.ShouldBe(low);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_photo_or_record_that_was_altered_in_the_database_does_not_take_the_others_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        await site.SignInAsync("ada@example.org", "ada");
        await site.Database.Db.WriteAsync(async tx =>
        {
            var first = await tx.ScalarAsync<string>("SELECT MIN(id) FROM photos");
            await tx.ExecuteAsync("UPDATE photos SET sealed_template = @Junk WHERE id = @Id", new { Junk = new byte[100], Id = first });
            await tx.ExecuteAsync("UPDATE sign_ins SET sealed_origin = @Junk", new { Junk = new byte[100] });
        }, Ct);

        (await site.SignInAsync("ada@example.org", "ada3")).ShouldBeOfType<FaceSignInResult.Finished>();
        var past = await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct);
        past.Count.ShouldBe(3);
        past.ShouldContain(one => one.Origin.NetworkAddress == "cannot be opened");
        past.ShouldContain(one => one.Origin == site.Origin);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Refusals_push_no_sign_in_off_the_list_and_a_disowned_one_is_marked(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var signIn = (await site.SignInAsync("ada@example.org", "ada1")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        for (var i = 1; i <= 4; i++)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(1));
            await site.SignInAsync("ada@example.org", $"eve{i}");
        }
        await site.Database.Db.WriteAsync(tx => site.Get<SignInStore>().DisownAsync(tx, account.AccountId, signIn.SignInId, 1), Ct);

        var past = await site.Get<SignInHistory>().ListAsync(account.AccountId, 3, Ct);

        past.Select(one => (one.Outcome, one.Disowned)).ShouldBe(
            [(SignInOutcome.Refused, false), (SignInOutcome.Refused, false), (SignInOutcome.Refused, false), .. past.Skip(3).Select(one => (SignInOutcome.Finished, one.Disowned))]);
        past.Skip(3).Select(one => one.Disowned).ShouldBe([true, false], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_history_is_pruned_after_a_year(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        await site.SignInAsync("ada@example.org", "ada");
        site.Clock.Advance(TimeSpan.FromDays(364));
        await site.SignInAsync("ada@example.org", "eve");
        site.Clock.Advance(TimeSpan.FromDays(2));

        await site.Database.Db.WriteAsync(
            tx => site.Get<AccountEventStore>().InsertAsync(tx, account.AccountId, AccountEventStore.Reset, null, 1), Ct);
        await site.Get<SignInHistory>().PruneAsync(Ct);
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM account_events"), Ct)).ShouldBe(0);

        (await site.Get<SignInHistory>().ListAsync(account.AccountId, 20, Ct)).Count.ShouldBe(1);
    }
}
