using FaceAuth.Accounts;
using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.Recovery;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Keys;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts;

public sealed class LookingAfterAnAccount
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_new_photo_must_match_the_old_ones(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var photos = site.Get<MemberPhotos>();
        var member = await ChangingTheAddress.MemberAsync(site, account);

        (await photos.AddAsync(member, FakeFaceEngine.Photo("eve"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.SomebodyElse>();
        (await photos.AddAsync(member, FakeFaceEngine.Photo("ada2"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_photo_that_comes_or_goes_is_mailed_with_a_way_to_end_that_session(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var photos = site.Get<MemberPhotos>();
        var member = await ChangingTheAddress.MemberAsync(site, account);
        await site.DeliverAsync();
        var before = site.Mail.Count;

        var added = (await photos.AddAsync(member, FakeFaceEngine.Photo("ada2"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        (await photos.AddAsync(member, FakeFaceEngine.Photo("eve"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.SomebodyElse>();
        (await photos.RemoveAsync(member, added.PhotoId, site.Origin, Ct)).ShouldBeOfType<RemovePhotoResult.Removed>();
        (await photos.RemoveAsync(member, added.PhotoId, site.Origin, Ct)).ShouldBeOfType<RemovePhotoResult.NotThere>();
        await site.DeliverAsync();

        site.Mail.Skip(before).Select(mail => mail.Subject).ShouldBe(
            ["A photo was added to your FaceAuth account", "A photo was removed from your FaceAuth account"], ignoreOrder: true);
        foreach (var mail in site.Mail.Skip(before))
            mail.To.ShouldBe("ada@example.org");
        (await site.Get<SignInDisowning>().DisownAsync(DisowningASignIn.TokenOf(site.Mail[^1]), Ct)).ShouldBe(new DisownResult.Done(WasRefused: false));
        (await DisowningASignIn.CountAsync(site, $"sign_ins WHERE id = '{member.SignInId}' AND disowned_at IS NOT NULL")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_that_was_ended_by_a_closing_or_a_reset_changes_nothing_any_more(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        var member = await ChangingTheAddress.MemberAsync(site, account);
        var photo = (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct))[0].Id;
        var resets = site.Get<AccountResets>();
        site.Clock.Advance(TimeSpan.FromSeconds(1));

        foreach (var endAsync in new Func<Task>[]
        {
            () => resets.CloseAsync(account.AccountId, madeBy: null, Ct), () => resets.ResetAsync(account.AccountId, madeBy: null, Ct),
        })
        {
            await endAsync();
            (await site.Get<MemberPhotos>().AddAsync(member, FakeFaceEngine.Photo("ada3"), site.Origin, Ct)).ShouldBeOfType<AddPhotoResult.Full>();
            (await site.Get<MemberPhotos>().RemoveAsync(member, photo, site.Origin, Ct)).ShouldBeOfType<RemovePhotoResult.NotThere>();
            (await site.Get<RecoveryCodes>().MakeAsync(account.AccountId, member.SignInId, site.Origin, Ct)).ShouldBeNull();
            (await site.Get<Holds>().LiftAsync(account.AccountId, member.SignInId, null, null, Ct)).ShouldBeFalse();
            await site.Get<SignInProtection>().ChooseAsync(member, SecondFactorPolicy.Always, site.Origin, Ct);
            EmailAddress.TryParse("eve@example.org", out var other).ShouldBeTrue();
            (await site.Get<AddressChanges>().AskAsync(member, other, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.Over>();
        }
        (await DisowningASignIn.AccountAsync(site, account)).SecondFactor.ShouldBe(nameof(SecondFactorPolicy.NewDevice));
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_last_photo_stays_also_when_two_are_removed_at_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        var member = await ChangingTheAddress.MemberAsync(site, account);
        var ids = (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Select(photo => photo.Id).ToList();

        var results = await Task.WhenAll(ids.Select(id => Task.Run(() =>
            site.Get<MemberPhotos>().RemoveAsync(member, id, site.Origin, Ct))));

        results.OfType<RemovePhotoResult.Removed>().Count().ShouldBe(1);
        results.OfType<RemovePhotoResult.LastOne>().Count().ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_photo_of_somebody_else_is_not_there(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        var eve = await site.EnrolAsync("eve@example.org", "eve");
        var adas = (await site.Get<EnrolledPhotos>().ListAsync(ada.AccountId, Ct))[0].Id;

        (await site.Get<EnrolledPhotos>().OpenPictureAsync(ada.AccountId, adas, Ct)).ShouldNotBeNull();
        (await site.Get<EnrolledPhotos>().OpenPictureAsync(eve.AccountId, adas, Ct)).ShouldBeNull();
        (await site.Get<MemberPhotos>().RemoveAsync(await ChangingTheAddress.MemberAsync(site, eve), adas, site.Origin, Ct)).ShouldBeOfType<RemovePhotoResult.NotThere>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deleted_account_leaves_only_the_proof_of_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        var signIn = (await site.SignInAsync("ada@example.org", "ada")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn;
        await BeingSignedIn.BeginAsync(site, account);
        (await site.Get<FaceAuth.Accounts.Recovery.RecoveryCodes>().MakeAsync(account.AccountId, signIn.SignInId, site.Origin, Ct)).ShouldNotBeNull();

        await site.Get<AccountDeletion>().DeleteAsync(account.AccountId, Ct);
        await site.Get<PictureSweep>().RunAsync(Ct);
        await site.DeliverAsync();

        await site.Database.Db.ReadAsync(async session =>
        {
            foreach (var table in new[] { "accounts", "consents", "photos", "photo_deletions", "sessions", "sign_ins", "registrations", "outbox",
                "devices", "pending_sign_ins", "mailed_codes", "failures", "seen_pictures", "disown_links", "account_events", "recovery_codes", "account_resets" })
                (await session.ScalarAsync<long>($"SELECT COUNT(*) FROM {table}")).ShouldBe(0, table);
            (await session.ScalarAsync<long>("SELECT COUNT(*) FROM data_keys WHERE purpose = @Account", new { KeyPurposes.Account })).ShouldBe(0);
            (await session.ScalarAsync<string>("SELECT email_hash FROM deletions")).ShouldBe(
                site.Get<LookupHash>().Of(LookupKinds.DeletedAddress, "ada@example.org"));
            return 0;
        }, Ct);
        Directory.EnumerateFiles(Path.Combine(site.Database.Folder.Path, "photos"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        site.Mail.ShouldContain(mail => mail.Subject.Contains("deleted"));
        (await site.SignInAsync("ada@example.org", "ada4")).ShouldBeOfType<FaceSignInResult.Refused>();
    }
}
