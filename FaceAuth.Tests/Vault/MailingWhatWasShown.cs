using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class MailingWhatWasShown
{
    private const string Subject = "vault was shown", Several = "vault were shown";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_mail_tells_of_a_session_when_it_is_over(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (bank, shop, other) = (await ada.AddAsync("My bank", "bank password", "bank notes"), await ada.AddAsync("The shop", "shop password"), await ada.AddAsync("Not shown"));
        await ada.ShowAsync(bank);
        await ada.ShowAsync(bank, SecretField.Notes);
        await ada.ShowAsync(shop);
        await ada.GrantAsync(other);
        var digests = site.Get<RevealDigests>();

        site.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        (await digests.SendAsync(Ct)).ShouldBe(0, "the session is not over");
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await digests.SendAsync(Ct)).ShouldBe(1);
        (await digests.SendAsync(Ct)).ShouldBe(0);
        await site.DeliverAsync();

        var mail = site.MailAbout(Several).ShouldHaveSingleItem();
        site.Mail[^1].To.ShouldBe(ada.Account.Email);
        site.Mail[^1].Subject.ShouldStartWith("3 secrets of your");
        foreach (var told in new[] { "The password of My bank", "The notes of My bank", "The password of The shop", site.Origin.NetworkAddress, site.Origin.Device })
            mail.ShouldContain(told);
        foreach (var secret in new[] { "bank password", "bank notes", "shop password", "Not shown" })
            site.Mail.ShouldAllBe(one => !one.Text.Contains(secret) && !one.Html.Contains(secret) && !one.Subject.Contains(secret));
        (await site.Get<SignInDisowning>().DisownAsync(DisowningASignIn.TokenOf(site.Mail[^1]), Ct)).ShouldBe(new DisownResult.Done(WasRefused: false));
        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(1);
        (await ada.Cold().FindAsync(bank)).ShouldNotBeNull().MarkedAt.ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Each_session_has_its_own_and_one_without_a_reveal_has_none(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var (id, hers) = (await ada.AddAsync("Bank"), await eve.AddAsync("Hers"));
        var second = await VaultVisitor.SignInAsync(site, ada.Account);
        await VaultVisitor.SignInAsync(site, ada.Account);
        await ada.ShowAsync(id);
        await second.ShowAsync(id);
        await eve.ShowAsync(hers);

        await second.SignOutAsync();
        (await site.Get<RevealDigests>().SendAsync(Ct)).ShouldBe(1, "signing out ends a session too");
        site.Clock.Advance(TimeSpan.FromMinutes(30));
        (await site.Get<RevealDigests>().SendAsync(Ct)).ShouldBe(2);
        await site.DeliverAsync();

        site.MailAbout(Subject).Count.ShouldBe(3);
        site.Mail.Where(mail => mail.Subject.Contains(Subject, StringComparison.Ordinal) && mail.To == eve.Account.Email).ShouldHaveSingleItem().Text.ShouldContain("Hers");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_processes_one_mails(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        for (var i = 0; i < 3; i++)
            await ada.ShowAsync(id);
        await ada.SignOutAsync();

        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => (i % 2 == 0 ? site : second).Get<RevealDigests>().SendAsync(Ct))));
        await site.DeliverAsync();

        sent.Sum().ShouldBe(1);
        site.MailAbout(Several).ShouldHaveSingleItem();
        (await site.CountRowsAsync("reveals WHERE mailed_at IS NULL")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Facts_that_were_altered_do_not_stop_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (bank, shop) = (await ada.AddAsync("My bank"), await ada.AddAsync("The shop"));
        await ada.ShowAsync(bank);
        await ada.ShowAsync(shop);
        await site.TamperAsync("UPDATE reveals SET sealed_facts = @Facts WHERE entry_id = @Bank", new { Facts = new byte[] { 1, 2, 3 }, Bank = bank.ToString() });
        await ada.SignOutAsync();

        (await site.Get<RevealDigests>().SendAsync(Ct)).ShouldBe(1);
        await site.DeliverAsync();

        var mail = site.MailAbout(Several).ShouldHaveSingleItem();
        mail.ShouldContain("an entry whose record was altered");
        mail.ShouldContain("The password of The shop");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_told_is_deleted_with_the_history_of_sign_ins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        await ada.ShowAsync(id);
        await ada.SignOutAsync();
        await site.Get<RevealDigests>().SendAsync(Ct);
        var again = await VaultVisitor.SignInAsync(site, ada.Account);
        await again.ShowAsync(id);

        (await site.Get<RevealDigests>().PruneAsync(Ct)).ShouldBe(0);
        site.Clock.Advance(TimeSpan.FromDays(3650));
        (await site.Get<RevealDigests>().PruneAsync(Ct)).ShouldBe(1, "what no mail told stays until one does");
    }
}
