using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Accounts.Recovery;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class MarkingWhatAStrangerSaw
{
    private const string Subject = "Change these passwords";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task Entries_whose_password_was_shown_in_a_disowned_sign_in_are_due_now(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var stranger = await VaultVisitor.SignInElsewhereAsync(site, ada.Account, new TestBrowser());
        var (shown, notes, mine, none) = (await ada.AddAsync("Bank", "bank password"), await ada.AddAsync("Diary", "p", "dear diary"), await ada.AddAsync("Mine"), await ada.AddAsync("None"));
        await stranger.ShowAsync(shown);
        await stranger.ShowAsync(shown);
        await stranger.ShowAsync(notes, SecretField.Notes);
        await ada.ShowAsync(mine);
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        await stranger.DisownAsync();
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(1);
        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(0);
        await site.DeliverAsync();

        var marked = (await ada.FindAsync(shown)).ShouldNotBeNull();
        (marked.MarkedAt, marked.RotateAt).ShouldBe((site.Clock.GetUtcNow(), site.Clock.GetUtcNow()));
        foreach (var other in new[] { notes, mine, none })
            (await ada.FindAsync(other)).ShouldNotBeNull().MarkedAt.ShouldBeNull();
        (await ada.NamesAsync(VaultQuery.Default with { Sort = VaultSort.Rotation }))[0].ShouldBe("Bank");
        var mail = site.MailAbout(Subject).ShouldHaveSingleItem();
        mail.ShouldContain("The password of Bank");
        mail.ShouldContain("The notes of Diary");
        mail.ShouldNotContain("Mine");
        mail.ShouldNotContain("bank password");
        (await site.LedgerAsync(LedgerKinds.MarkedForRotation, stranger.Session.SignInId)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_came_of_the_sign_in_is_marked_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (first, second, mine) = (await ada.AddAsync("first"), await ada.AddAsync("second"), await ada.AddAsync("mine"));
        var browser = new TestBrowser();
        var stranger = await VaultVisitor.SignInElsewhereAsync(site, ada.Account, browser, remember: true);
        await stranger.ShowAsync(first);
        site.Clock.Advance(TimeSpan.FromHours(25));
        // From the device that they had remembered.
        var signIn = ((FaceAuth.Accounts.SignIn.FaceSignInResult.Finished)await site.SignInFromAsync(browser, ada.Account.Email, VaultVisitor.NewPhoto("ada"))).SignIn;
        await (await VaultVisitor.BeginAsync(site, ada.Account, signIn)).ShowAsync(second);
        await (await VaultVisitor.SignInAsync(site, ada.Account)).ShowAsync(mine);
        await stranger.DisownAsync();

        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(2);

        (await ada.Cold().Vault.ReadAsync(ada.Cold().Session, Ct)).All.Where(entry => entry.MarkedAt is not null).Select(entry => entry.Id).ShouldBe([first, second], ignoreOrder: true);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_an_export_every_password_is_due(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (one, two, without) = (await ada.AddAsync("one"), await ada.AddAsync("two"), await ada.AddAsync("without", password: null));
        await ada.DeleteAsync(two);
        var grant = ((RevealGrantResult.Granted)await ada.ProveAsync(RevealTarget.Export)).Id;
        (await site.Get<SecretReveals>().TakeExportAsync(ada.Session, grant, Ct)).ShouldBeTrue();
        await ada.DisownAsync();

        await site.Get<DisownedReveals>().TakeAsync(Ct);
        await site.DeliverAsync();

        (await ada.Cold().Vault.ReadAsync(ada.Session, Ct)).All.Where(entry => entry.MarkedAt is not null).Select(entry => entry.Id).ShouldBe([one, two], ignoreOrder: true);
        site.MailAbout(Subject).ShouldHaveSingleItem().ShouldContain("The whole vault, in an export");
        (await ada.FindAsync(without)).ShouldNotBeNull().RotateAt.ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_processes_one_takes_the_event(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.ShowAsync(await ada.AddAsync("Bank"));
        await ada.DisownAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => (i % 2 == 0 ? site : second).Get<DisownedReveals>().TakeAsync(Ct))));
        await site.DeliverAsync();

        site.MailAbout(Subject).ShouldHaveSingleItem();
        (await site.LedgerAsync(LedgerKinds.MarkedForRotation)).ShouldBe(1);
        (await site.CountRowsAsync("account_events WHERE kind = 'sign-in-disowned'")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_sign_in_in_which_nothing_was_shown_marks_nothing_and_mails_nothing(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        await ada.DisownAsync();

        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(1);
        await site.DeliverAsync();

        site.MailAbout(Subject).ShouldBeEmpty();
        (await site.LedgerAsync(LedgerKinds.MarkedForRotation)).ShouldBe(0);
        (await site.CountRowsAsync("account_events")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_mark_stays_until_the_password_is_another_one(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var raced = await ada.AddAsync("Raced");
        await MarkAsync(id);

        (await ada.EditAsync(id, new EntryInput { Name = "My bank", RotateEvery = 90, Secrets = VaultVisitor.Input("", notes: "x").Secrets })).ShouldBeOfType<EntryResult.Saved>();
        var still = (await ada.FindAsync(id)).ShouldNotBeNull();
        (still.MarkedAt, still.RotateAt).ShouldBe((site.Clock.GetUtcNow(), site.Clock.GetUtcNow()));

        // Marked between the reading and the writing of a change to something else.
        ((CountedKeys)site.Get<IKeyWrapper>()).BeforeGenerate = () => MarkAsync(raced);
        (await ada.EditAsync(raced, VaultVisitor.Input("Raced", notes: "new notes"))).ShouldBeOfType<EntryResult.Saved>();
        (await ada.FindAsync(raced)).ShouldNotBeNull().RotateAt.ShouldBe(site.Clock.GetUtcNow());
        (await ada.FindAsync(raced)).ShouldNotBeNull().MarkedAt.ShouldBe(site.Clock.GetUtcNow());

        (await ada.EditAsync(id, new EntryInput { Name = "My bank", RotateEvery = 90, Secrets = VaultVisitor.Input("", "another").Secrets })).ShouldBeOfType<EntryResult.Saved>();
        var changed = (await ada.FindAsync(id)).ShouldNotBeNull();
        (changed.MarkedAt, changed.RotateAt).ShouldBe((null, site.Clock.GetUtcNow().AddDays(90)));

        Task MarkAsync(VaultEntryId entry) => site.Get<Db>().WriteAsync(async tx =>
        {
            var (store, account) = (site.Get<VaultStore>(), ada.Account.AccountId);
            var now = site.Clock.GetUtcNow().ToUnixTimeMilliseconds();
            (await store.MarkAsync(tx, account, entry, await store.CountChangeAsync(tx, account, now), now)).ShouldBeTrue();
        }, Ct);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Rows_that_were_altered_keep_nothing_else_from_being_marked(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (altered, gone, shown) = (await ada.AddAsync("altered"), await ada.AddAsync("gone"), await ada.AddAsync("shown"));
        foreach (var id in new[] { altered, gone, shown })
            await ada.ShowAsync(id);
        await ada.DeleteAsync(gone);
        (await site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(gone), Ct)).ShouldBeTrue();
        await site.TamperAsync("UPDATE reveals SET entry_id = 'x', sealed_facts = @Facts WHERE entry_id = @Id", new { Facts = new byte[] { 1 }, Id = altered.ToString() });
        await ada.DisownAsync();

        await site.Get<DisownedReveals>().TakeAsync(Ct);

        (await ada.FindAsync(shown)).ShouldNotBeNull().MarkedAt.ShouldNotBeNull();
        // The mark is gone with the next password, in a session of whoever has the account back.
        await site.TamperAsync("UPDATE accounts SET face_closed_at = NULL", new { });
        var recovery = new FinishedSignIn(ada.Account, await site.SignInIdAsync(ada.Account), SignInMethod.Recovery, null, null, NewDeviceToken: null);
        var back = await VaultVisitor.BeginAsync(site, ada.Account, recovery);
        (await ada.Vault.EditAsync(back.Session, shown, 1, VaultVisitor.Input("shown", "new"), Ct)).ShouldBeOfType<EntryResult.Saved>();
        (await back.FindAsync(shown)).ShouldNotBeNull().MarkedAt.ShouldBeNull();
    }
}
