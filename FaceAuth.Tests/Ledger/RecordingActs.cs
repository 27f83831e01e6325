using FaceAuth.Accounts;
using FaceAuth.Accounts.Devices;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.SignIn.Failures;
using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Accounts;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Ledger;

/// <summary>What happens to an account stands on the ledger, once, and only where it happened.</summary>
public sealed class RecordingActs
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Registering_and_signing_in_and_being_refused_are_rows(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");

        await site.SignInAsync("ada@example.org", "ada2");
        await site.SignInAsync("ada@example.org", "eve");

        (await KindsAsync(site, account)).ShouldBe(
        [
            LedgerKinds.Registered, LedgerKinds.SignInFinished, LedgerKinds.DeviceRemembered,
            LedgerKinds.SignInFinished, LedgerKinds.SignInRefused,
        ]);
        await WholeAsync(site);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_a_member_changes_is_a_row_and_what_was_refused_is_none(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var member = await ChangingTheAddress.MemberAsync(site, account);
        var photos = site.Get<MemberPhotos>();
        var before = (await KindsAsync(site, account)).Count;

        var added = (await photos.AddAsync(member, FakeFaceEngine.Photo("ada2"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        await photos.AddAsync(member, FakeFaceEngine.Photo("eve"), site.Origin, Ct);
        await photos.RemoveAsync(member, added.PhotoId, site.Origin, Ct);
        await photos.RemoveAsync(member, added.PhotoId, site.Origin, Ct);
        var codes = (await site.Get<RecoveryCodes>().MakeAsync(account.AccountId, member.SignInId, site.Origin, Ct)).ShouldNotBeNull();
        await site.Get<SignInProtection>().ChooseAsync(member, SecondFactorPolicy.Always, site.Origin, Ct);
        await site.Get<SignInProtection>().ChooseAsync(member, SecondFactorPolicy.Always, site.Origin, Ct);
        await site.Get<SignInProtection>().OpenAsync(member, SignInWay.NewDevice, Ct);
        (await site.Get<RecoveryStepUp>().ProveAsync(account.AccountId, member.SignInId, null, codes[0], site.Origin, Ct))
            .ShouldBeOfType<RecoveryStepUpResult.Proven>();
        await site.Get<MemberDevices>().ForgetOthersAsync(account.AccountId, null, Ct);
        await site.Get<MemberDevices>().ForgetOthersAsync(account.AccountId, null, Ct);

        (await KindsAsync(site, account)).Skip(before).ShouldBe(
        [
            LedgerKinds.PhotoAdded, LedgerKinds.PhotoRemoved, LedgerKinds.RecoveryCodesMade, LedgerKinds.SecondFactorChanged,
            LedgerKinds.WayOpened, LedgerKinds.RecoveryCodeUsed, LedgerKinds.DeviceForgotten,
        ]);
        (await site.AskAsync<string>("SELECT subject_id FROM ledger WHERE kind = @PhotoAdded", new { LedgerKinds.PhotoAdded })).ShouldBe(added.PhotoId);
        await WholeAsync(site);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Sessions_that_a_member_ends_and_a_disowned_sign_in_are_rows(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        for (var i = 0; i < 3; i++)
            await BeingSignedIn.BeginAsync(site, account);
        var sessions = site.Get<MemberSessions>();
        var ids = (await sessions.ListAsync(account.AccountId, Ct)).Select(session => session.Id).ToList();
        var before = (await KindsAsync(site, account)).Count;

        (await sessions.EndAsync(account.AccountId, ids[0], Ct)).ShouldBeTrue();
        (await sessions.EndAsync(account.AccountId, ids[0], Ct)).ShouldBeFalse();
        await sessions.EndOthersAsync(account.AccountId, ids[1], Ct);
        await site.DeliverAsync();
        await site.Get<SignInDisowning>().DisownAsync(DisowningASignIn.TokenOf(site.Mail[^1]), Ct);
        await site.Get<SignInDisowning>().DisownAsync(DisowningASignIn.TokenOf(site.Mail[^1]), Ct);

        (await KindsAsync(site, account)).Skip(before).ShouldBe(
            [LedgerKinds.SessionEnded, LedgerKinds.SessionEnded, LedgerKinds.SignInDisowned]);
        await WholeAsync(site);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Signing_out_is_one_row_by_whatever_identifier_and_however_often(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var tickets = site.Get<SessionTickets>();
        var key = await BeingSignedIn.BeginAsync(site, account);
        var session = (await tickets.RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.SessionId();
        var replaced = (await tickets.ReplaceAsync(key, Ct)).ShouldNotBeNull();
        var twice = await BeingSignedIn.BeginAsync(site, account);
        var byTime = await BeingSignedIn.BeginAsync(site, account);
        var before = (await KindsAsync(site, account)).Count;

        await tickets.RemoveAsync(key, Ct);
        (await tickets.RetrieveAsync(replaced, Ct)).ShouldBeNull();
        await tickets.RemoveAsync(replaced, Ct);
        await tickets.RemoveAsync("no such session", Ct);
        (await KindsAsync(site, account)).Skip(before).ShouldBe([LedgerKinds.SessionEnded]);
        (await site.AskAsync<string>("SELECT subject_id FROM ledger WHERE kind = @SessionEnded", new { LedgerKinds.SessionEnded })).ShouldBe(session);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => tickets.RemoveAsync(twice, Ct))));
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        await tickets.RemoveAsync(byTime, Ct);

        (await KindsAsync(site, account)).Skip(before).ShouldBe([LedgerKinds.SessionEnded, LedgerKinds.SessionEnded], "what ended by time is nobody's act");
        (await site.AskAsync<long>("SELECT COUNT(*) FROM sessions")).ShouldBe(0);
        await WholeAsync(site);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_administrators_acts_name_the_administrator(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var admin = await site.EnrolAsync("admin@example.org", "bob");
        var before = (await KindsAsync(site, account)).Count;

        await site.Get<AccountResets>().CloseAsync(account.AccountId, admin.AccountId, Ct);
        await site.Get<AccountResets>().ResetAsync(account.AccountId, madeBy: null, Ct);

        (await KindsAsync(site, account)).Skip(before).ShouldBe([LedgerKinds.AccountClosed, LedgerKinds.AccountReset, LedgerKinds.AccountOpened]);
        (await site.AskAsync<string>("SELECT actor_id FROM ledger WHERE kind = @AccountClosed", new { LedgerKinds.AccountClosed })).ShouldBe(admin.Id);
        (await site.AskAsync<string>("SELECT actor_id FROM ledger WHERE kind = @AccountReset", new { LedgerKinds.AccountReset }))
            .ShouldBe(LedgerActors.CommandLine);
        await WholeAsync(site);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deleted_account_leaves_rows_without_details_and_a_whole_chain(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var other = await site.EnrolAsync("bob@example.org", "bob");
        await site.SignInAsync("ada@example.org", "ada2");

        await site.Get<AccountDeletion>().DeleteAsync(account.AccountId, Ct);

        (await KindsAsync(site, account))[^1].ShouldBe(LedgerKinds.AccountDeleted);
        (await CountDetailsAsync(site, account)).ShouldBe(0);
        (await CountDetailsAsync(site, other)).ShouldBeGreaterThan(0);
        await WholeAsync(site);
    }

    [Fact]
    public async Task Details_erased_or_changed_for_an_account_that_is_there_are_found()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        await site.SignInAsync("ada@example.org", "eve");
        var seqs = await site.Get<Db>().ReadAsync(
            session => session.QueryAsync<long>("SELECT seq FROM ledger WHERE sealed_details IS NOT NULL ORDER BY seq"), Ct);
        seqs.Count.ShouldBeGreaterThan(2);

        await site.TamperAsync("UPDATE ledger SET sealed_details = NULL WHERE seq = @Seq", new { Seq = seqs[1] });
        (await DetailsAsync(site)).ShouldBe(new LedgerVerdict.DetailsErased(seqs[1], account.Id));

        await site.TamperAsync(
            "UPDATE ledger SET sealed_details = (SELECT sealed_details FROM ledger WHERE seq = @Other) WHERE seq = @Seq",
            new { Seq = seqs[0], Other = seqs[2] });
        (await DetailsAsync(site)).ShouldBe(new LedgerVerdict.DetailsAltered(seqs[0]));

        // The chain commits to details by their hash, so that they can be erased: it is whole without them.
        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_processes_sign_several_members_in_at_once_and_every_row_is_there(DatabaseKind kind)
    {
        await using var first = await TestSite.StartAsync(kind);
        await using var second = await first.StartSecondAsync();
        var accounts = new List<Account>();
        foreach (var name in new[] { "ada", "bob", "eve", "joe" })
            accounts.Add(await first.EnrolAsync($"{name}@example.org", name));
        var before = await first.AskAsync<long>("SELECT COUNT(*) FROM ledger");

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            var site = i % 2 == 0 ? first : second;
            await ChangingTheAddress.MemberAsync(site, accounts[i % 4]);
        })));

        (await first.AskAsync<long>("SELECT COUNT(*) FROM ledger")).ShouldBe(before + 24);
        await WholeAsync(first);
    }

    private static Task<IReadOnlyList<string>> KindsAsync(TestSite site, Account account) => site.Get<Db>().ReadAsync(
        session => session.QueryAsync<string>("SELECT kind FROM ledger WHERE account_id = @Id ORDER BY seq", new { account.Id }), Ct);

    private static Task<long> CountDetailsAsync(TestSite site, Account account) =>
        site.AskAsync<long>("SELECT COUNT(*) FROM ledger WHERE account_id = @Id AND sealed_details IS NOT NULL", new { account.Id });

    private static Task<LedgerVerdict?> DetailsAsync(TestSite site) =>
        site.Get<LedgerDetailsCheck>().FindFaultAsync(long.MaxValue, null, Ct);

    // Nothing that locks comes after an append, and every row that was promised is there.
    private static async Task WholeAsync(TestSite site)
    {
        (await site.VerifyAsync()).ShouldBeOfType<LedgerVerdict.Whole>();
        (await DetailsAsync(site)).ShouldBeNull();
    }
}
