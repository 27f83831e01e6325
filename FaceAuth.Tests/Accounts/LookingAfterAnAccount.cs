using FaceAuth.Accounts;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Keys;
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
        var signIn = (await ChangingTheAddress.MemberAsync(site, account)).SignInId;

        (await photos.AddAsync(account.AccountId, FakeFaceEngine.Photo("eve"), signIn, Ct)).ShouldBeOfType<AddPhotoResult.SomebodyElse>();
        (await photos.AddAsync(account.AccountId, FakeFaceEngine.Photo("ada2"), signIn, Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_last_photo_stays_also_when_two_are_removed_at_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada", "ada2");
        var ids = (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Select(photo => photo.Id).ToList();

        var results = await Task.WhenAll(ids.Select(id => Task.Run(() =>
            site.Get<MemberPhotos>().RemoveAsync(account.AccountId, id, Ct))));

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
        (await site.Get<MemberPhotos>().RemoveAsync(eve.AccountId, adas, Ct)).ShouldBeOfType<RemovePhotoResult.NotThere>();
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
