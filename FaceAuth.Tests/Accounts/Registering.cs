using FaceAuth.Accounts;
using FaceAuth.Accounts.Registration;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Photos;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts;

public sealed class Registering
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_mailed_code_makes_an_account_in_the_browser_that_began(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("Ada@Example.org ", "ada", "ada2");

        account.Email.ShouldBe("ada@example.org");
        (await site.Get<EnrolledPhotos>().ListAsync(account.AccountId, Ct)).Count.ShouldBe(2);
        (await site.SignInAsync("ada@example.org", "ada3")).ShouldBeOfType<FaceSignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Until_the_address_is_proven_nothing_of_it_can_sign_in(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.BeginAsync("ada@example.org", "ada");

        (await site.SignInAsync("ada@example.org", "ada")).ShouldBeOfType<FaceSignInResult.Refused>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_link_proves_only_in_the_browser_that_began(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var mine = await site.BeginAsync("ada@example.org", "ada");
        var link = site.LastLink();
        var other = await site.BeginAsync("eve@example.org", "eve");
        var proof = site.Get<AddressProof>();

        (await proof.ProveByLinkAsync(await site.HeldAsync(other), link, Ct)).ShouldBeOfType<ProveResult.CodeOver>();
        (await proof.ProveByLinkAsync(await site.HeldAsync(mine), link, Ct)).ShouldBeOfType<ProveResult.Proven>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_uses_of_one_link_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var (registration, link) = (await site.HeldAsync(browser), site.LastLink());

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => site.Get<AddressProof>().ProveByLinkAsync(registration, link, Ct))));

        results.OfType<ProveResult.Proven>().Count().ShouldBe(1);
        results.OfType<ProveResult.CodeOver>().Count().ShouldBe(7);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Fifty_parallel_guesses_get_no_more_tries_than_the_code_has(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var registration = await site.HeldAsync(browser);
        var wrong = site.LastCode() == "000000" ? "000001" : "000000";

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            Task.Run(() => site.Get<AddressProof>().ProveByCodeAsync(registration, wrong, Ct))));

        results.OfType<ProveResult.WrongCode>().Count().ShouldBe(5);
        results.OfType<ProveResult.CodeOver>().Count().ShouldBe(45);
        // The right code comes too late, and a new one helps.
        (await site.Get<AddressProof>().ProveByCodeAsync(registration, site.LastCode(), Ct)).ShouldBeOfType<ProveResult.CodeOver>();
        (await site.Get<ProofSender>().SendAsync(registration, Ct)).ShouldBeOfType<SendProofResult.Sent>();
        await site.DeliverAsync();
        (await site.Get<AddressProof>().ProveByCodeAsync(registration, site.LastCode(), Ct)).ShouldBeOfType<ProveResult.Proven>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_new_mail_ends_the_code_and_link_before_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var (code, link) = (site.LastCode(), site.LastLink());
        await site.Get<ProofSender>().SendAsync(await site.HeldAsync(browser), Ct);
        await site.DeliverAsync();

        if (site.LastCode() != code)
            (await site.Get<AddressProof>().ProveByCodeAsync(await site.HeldAsync(browser), code, Ct)).ShouldBeOfType<ProveResult.WrongCode>();
        (await site.Get<AddressProof>().ProveByLinkAsync(await site.HeldAsync(browser), link, Ct)).ShouldBeOfType<ProveResult.CodeOver>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_code_is_over_after_an_hour_and_everything_after_a_day(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var registration = await site.HeldAsync(browser);
        site.Clock.Advance(TimeSpan.FromHours(1));
        (await site.Get<AddressProof>().ProveByCodeAsync(registration, site.LastCode(), Ct)).ShouldBeOfType<ProveResult.CodeOver>();

        site.Clock.Advance(TimeSpan.FromHours(23));
        (await site.Get<Registrations>().FindAsync(browser, Ct)).ShouldBeNull("also before the purge has run");
        await site.Get<AddressProof>().PurgeExpiredAsync(Ct);
        await site.Get<PictureSweep>().RunAsync(Ct);

        (await site.Get<EnrolledPhotos>().ListAsync(registration.Owner, Ct)).ShouldBeEmpty();
        StoredPictures(site).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Not_me_deletes_the_attempt_and_its_photos(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "eve");
        StoredPictures(site).Count.ShouldBe(1);

        (await site.Get<AddressProof>().DisownAsync(site.LastLink(), Ct)).ShouldBeTrue();
        await site.Get<PictureSweep>().RunAsync(Ct);

        (await site.Get<Registrations>().FindAsync(browser, Ct)).ShouldBeNull();
        StoredPictures(site).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_address_that_has_an_account_looks_the_same_and_its_owner_is_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync("ada@example.org", "ada");
        var sent = site.Mail.Count;

        var browser = await site.BeginAsync("ada@example.org", "eve");

        site.Mail.Count.ShouldBe(sent + 1);
        site.Mail[^1].Subject.ShouldContain("account already");
        site.Mail[^1].Text.ShouldNotContain("/confirm/");
        var registration = await site.HeldAsync(browser);
        registration.LinkHash.ShouldNotBeNull();
        registration.CodeTriesLeft.ShouldBe(5);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Several_attempts_stand_side_by_side_and_the_first_proven_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var first = await site.BeginAsync("ada@example.org", "ada");
        var firstCode = site.LastCode();
        var second = await site.BeginAsync("ada@example.org", "ada2");
        var secondLink = site.LastLink();

        (await site.Get<AddressProof>().ProveByCodeAsync(await site.HeldAsync(first), firstCode, Ct)).ShouldBeOfType<ProveResult.Proven>();
        (await site.Get<AddressProof>().ProveByLinkAsync(await site.HeldAsync(second), secondLink, Ct)).ShouldBeOfType<ProveResult.HasAccount>();
        await site.Get<PictureSweep>().RunAsync(Ct);
        StoredPictures(site).Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_address_gets_at_most_five_mails_an_hour_over_all_attempts(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = "";
        for (var i = 0; i < 5; i++)
            browser = await site.BeginAsync("ada@example.org", "ada");

        (await site.Get<ProofSender>().SendAsync(await site.HeldAsync(browser), Ct)).ShouldBeOfType<SendProofResult.TooMany>();
        site.Clock.Advance(TimeSpan.FromMinutes(61));
        (await site.Get<ProofSender>().SendAsync(await site.HeldAsync(browser), Ct)).ShouldBeOfType<SendProofResult.Sent>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sixth_photo_is_refused_also_when_two_come_at_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada", "ada", "ada");
        var registration = await site.HeldAsync(browser);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() =>
            site.Get<Registrations>().AddPhotoAsync(registration, FakeFaceEngine.Photo("ada"), Ct))));

        results.OfType<AddPhotoResult.Added>().Count().ShouldBe(2);
        results.OfType<AddPhotoResult.Full>().Count().ShouldBe(4);
        site.Clock.Advance(TimeSpan.FromHours(2));
        await site.Get<PictureSweep>().RunAsync(Ct);
        StoredPictures(site).Count.ShouldBe(5, "what was stored for the refused ones is swept");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Photos_of_several_people_sent_at_the_same_moment_are_not_one_person(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        EmailAddress.TryParse("ada@example.org", out var address).ShouldBeTrue();
        var browser = await site.Get<Registrations>().StartAsync(address, "Ada", site.Origin, Ct);
        var registration = await site.HeldAsync(browser);

        var results = await Task.WhenAll(new[] { "ada", "eve", "mallory", "trudy" }.Select(who => Task.Run(() =>
            site.Get<Registrations>().AddPhotoAsync(registration, FakeFaceEngine.Photo(who), Ct))));

        results.OfType<AddPhotoResult.Added>().Count().ShouldBe(1);
        results.OfType<AddPhotoResult.SomebodyElse>().Count().ShouldBe(3);
    }

    [Theory, OnSqlite]
    public async Task A_photo_is_not_added_unseen_beside_one_that_cannot_be_opened(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        await site.Database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE photos SET sealed_template = @Junk", new { Junk = new byte[100] }), Ct);

        (await site.Get<Registrations>().AddPhotoAsync(await site.HeldAsync(browser), FakeFaceEngine.Photo("eve"), Ct))
            .ShouldBeOfType<AddPhotoResult.NotComparable>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Without_a_photo_the_right_code_makes_no_account(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var registration = await site.HeldAsync(browser);
        var photo = (await site.Get<EnrolledPhotos>().ListAsync(registration.Owner, Ct))[0];
        await site.Get<Registrations>().RemovePhotoAsync(registration, photo.Id, Ct);

        (await site.Get<AddressProof>().ProveByCodeAsync(registration, site.LastCode(), Ct)).ShouldBeOfType<ProveResult.NoPhotos>();
        (await site.Get<Registrations>().AddPhotoAsync(registration, FakeFaceEngine.Photo("ada2"), Ct)).ShouldBeOfType<AddPhotoResult.Added>();
        (await site.Get<AddressProof>().ProveByCodeAsync(registration, site.LastCode(), Ct)).ShouldBeOfType<ProveResult.Proven>();
    }

    [Theory, OnSqlite]
    public async Task The_mail_to_an_unproven_address_carries_no_text_of_whoever_asked(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        EmailAddress.TryParse("ada@example.org", out var address).ShouldBeTrue();
        var browser = await site.Get<Registrations>().StartAsync(address, "Pay at https://evil.example", site.Origin, Ct);
        await site.Get<Registrations>().AddPhotoAsync(await site.HeldAsync(browser), FakeFaceEngine.Photo("ada"), Ct);
        await site.Get<ProofSender>().SendAsync(await site.HeldAsync(browser), Ct);
        await site.DeliverAsync();

        (site.Mail[^1].Text + site.Mail[^1].Html + site.Mail[^1].Subject).ShouldNotContain("evil");
    }

    [Theory, OnSqlite]
    public async Task The_purge_deletes_everything_that_is_over_in_one_run(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        EmailAddress.TryParse("ada@example.org", out var address).ShouldBeTrue();
        for (var i = 0; i < 410; i++)
            await site.Get<Registrations>().StartAsync(address, "Ada", site.Origin, Ct);
        site.Clock.Advance(TimeSpan.FromHours(25));
        await site.Get<AddressProof>().PurgeExpiredAsync(Ct);

        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM registrations"), Ct)).ShouldBe(0);
        (await site.Database.Db.ReadAsync(session => session.ScalarAsync<long>("SELECT COUNT(*) FROM data_keys WHERE purpose = 'account'"), Ct)).ShouldBe(0);
    }

    [Theory, OnSqlite]
    public async Task Photos_of_two_people_are_not_one_person(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");

        (await site.Get<Registrations>().AddPhotoAsync(await site.HeldAsync(browser), FakeFaceEngine.Photo("eve"), Ct))
            .ShouldBeOfType<AddPhotoResult.SomebodyElse>();
    }

    [Theory, OnSqlite]
    public async Task A_photo_store_that_fails_leaves_no_photo_and_no_picture(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var browser = await site.BeginAsync("ada@example.org", "ada");
        var registration = await site.HeldAsync(browser);
        var failing = new FailingPictures(site.Get<IPhotoStore>());
        var photos = Microsoft.Extensions.DependencyInjection.ActivatorUtilities.CreateInstance<EnrolledPhotos>(
            site.Get<IServiceProvider>(), failing);

        await Should.ThrowAsync<IOException>(() =>
            photos.AddAsync(registration.Owner, _ => Task.FromResult(true), FakeFaceEngine.Photo("ada2"), null, null, Ct));

        (await photos.ListAsync(registration.Owner, Ct)).Count.ShouldBe(1);
        site.Clock.Advance(TimeSpan.FromHours(2));
        await site.Get<PictureSweep>().RunAsync(Ct);
        StoredPictures(site).Count.ShouldBe(1, "the picture that was written before the fault is swept");
    }

    private static IReadOnlyList<string> StoredPictures(TestSite site) =>
        [.. Directory.EnumerateFiles(Path.Combine(site.Database.Folder.Path, "photos"), "*", SearchOption.AllDirectories)];

    // Writes and then fails, as a disk does whose answer is lost.
    private sealed class FailingPictures(IPhotoStore inner) : IPhotoStore
    {
        public async Task PutAsync(PhotoKey key, ReadOnlyMemory<byte> sealedPhoto, CancellationToken ct)
        {
            await inner.PutAsync(key, sealedPhoto, ct);
            throw new IOException("No space left on device");
        }

        public Task<byte[]?> GetAsync(PhotoKey key, CancellationToken ct) => inner.GetAsync(key, ct);
        public Task DeleteAsync(PhotoKey key, CancellationToken ct) => inner.DeleteAsync(key, ct);
        public Task DeleteAllAsync(string account, CancellationToken ct) => inner.DeleteAllAsync(account, ct);
        public Task CheckAsync(CancellationToken ct) => inner.CheckAsync(ct);
    }
}
