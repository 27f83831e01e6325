using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Faces;
using FaceAuth.Ledger;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class RevealingASecret
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_right_face_shows_one_secret_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "the password", "the notes");
        var target = new RevealTarget(id, SecretField.Password, 1);
        var grant = (await ada.ProveAsync(target)).ShouldBeOfType<RevealGrantResult.Granted>().Id;
        (await site.Get<RevealGrants>().FindAsync(ada.Session, grant, Ct)).ShouldBe(new RevealGrant(grant, target, site.Clock.GetUtcNow().AddSeconds(60), IsOpen: true));

        var shown = (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Revealed>();

        (shown.Text, shown.Target, shown.Entry.Card.Name).ShouldBe(("the password", target, "Bank"));
        shown.ToString().ShouldNotContain("the password");
        (await ada.UseAsync(grant)).ShouldBe(new RevealResult.Over(target));
        (await site.Get<RevealGrants>().FindAsync(ada.Session, grant, Ct)).ShouldNotBeNull().IsOpen.ShouldBeFalse();
        (await site.CountRowsAsync("reveals")).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.Revealed, id.ToString())).ShouldBe(1);
        (await ada.UseAsync("no such grant")).ShouldBeOfType<RevealResult.NotThere>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_picture_is_good_for_one_grant(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var target = new RevealTarget(await ada.AddAsync("Bank"), SecretField.Password, 1);
        var photo = VaultVisitor.NewPhoto("ada");
        (await ada.ProveAsync(target, photo)).ShouldBeOfType<RevealGrantResult.Granted>();

        (await ada.ProveAsync(target, photo)).ShouldBe(Refused(RefusalReason.Replayed));
        (await site.SignInAsync(ada.Account.Email, photo)).ShouldBe(new FaceSignInResult.Refused(RefusalReason.Replayed, null));
        (await site.CountRowsAsync("reveal_grants")).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.RevealRefused)).ShouldBe(1);
        foreach (var unusable in new[] { "nobody", "crowd", "blurred", "busy" })
            (await ada.ProveAsync(target, unusable)).ShouldBeOfType<RevealGrantResult.NotConfirmed>().Result.ShouldBeOfType<ConfirmResult.NotUsable>();
        (await site.LedgerAsync(LedgerKinds.RevealRefused)).ShouldBe(1, "nobody was refused");
        (await ANewDevice.Failures(site, "RememberedDevice")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Wrong_faces_count_as_at_sign_in_and_are_on_the_ledger(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var target = new RevealTarget(id, SecretField.Password, 1);
        for (var i = 1; i <= 5; i++)
            (await ada.ProveAsync(target, VaultVisitor.NewPhoto("eve"))).ShouldBe(Refused(RefusalReason.NoMatch));

        (await ANewDevice.Failures(site, "RememberedDevice")).ShouldBe(5);
        (await ada.ProveAsync(target)).ShouldBe(Refused(RefusalReason.Waiting, TimeSpan.FromSeconds(30)));
        (await site.SignInAsync(ada.Account.Email, VaultVisitor.NewPhoto("ada"))).ShouldBe(new FaceSignInResult.Refused(RefusalReason.Waiting, TimeSpan.FromSeconds(30)));
        (await site.LedgerAsync(LedgerKinds.RevealRefused, id.ToString())).ShouldBe(5, "a wait is not written down each time");
        for (var i = 6; i <= 20; i++)
        {
            site.Clock.Advance(TimeSpan.FromSeconds(30));
            await ada.ProveAsync(target, VaultVisitor.NewPhoto("eve"));
        }
        site.Clock.Advance(TimeSpan.FromSeconds(30));

        (await ada.ProveAsync(target)).ShouldBe(Refused(RefusalReason.WayClosed));
        (await site.LedgerAsync(LedgerKinds.RevealRefused, id.ToString())).ShouldBe(20);
        (await site.CountRowsAsync("reveal_grants")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_requests_that_race_for_a_grant_one_gets_the_secret(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        foreach (var sides in new[] { new[] { ada, ada }, [ada, ada.At(second)] })
        {
            var before = await site.CountRowsAsync("reveals");
            var grant = await ada.GrantAsync(id);

            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => sides[i % 2].UseAsync(grant))));

            results.Count(result => result is RevealResult.Revealed { Text: "the password" }).ShouldBe(1);
            results.Count(result => result is RevealResult.Over).ShouldBe(3);
            (await site.CountRowsAsync("reveals")).ShouldBe(before + 1);
            (await site.LedgerAsync(LedgerKinds.Revealed)).ShouldBe(before + 1);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_is_good_for_a_minute(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var (inTime, late) = (await ada.GrantAsync(id), await ada.GrantAsync(id));

        site.Clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        (await ada.UseAsync(inTime)).ShouldBeOfType<RevealResult.Revealed>();
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await ada.UseAsync(late)).ShouldBeOfType<RevealResult.Over>();
        (await site.CountRowsAsync("reveals")).ShouldBe(1);

        var grants = site.Get<RevealGrants>();
        (await grants.PurgeAsync(Ct)).ShouldBe(0, "that it is over is known for an hour");
        site.Clock.Advance(TimeSpan.FromHours(1));
        (await grants.PurgeAsync(Ct)).ShouldBe(2);
        (await ada.UseAsync(late)).ShouldBeOfType<RevealResult.NotThere>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_is_of_no_use_in_another_session_or_to_another_member(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var id = await ada.AddAsync("Bank");
        var grant = await ada.GrantAsync(id);
        var elsewhere = await VaultVisitor.SignInAsync(site, ada.Account);

        foreach (var other in new[] { elsewhere.Session, eve.Session, eve.Session with { SessionId = ada.Session.SessionId }, ada.Session with { Account = eve.Account.AccountId } })
        {
            (await site.Get<SecretReveals>().RevealAsync(other, grant, Ct)).ShouldBeOfType<RevealResult.NotThere>();
            (await site.Get<RevealGrants>().FindAsync(other, grant, Ct)).ShouldBeNull();
            (await site.Get<SecretReveals>().TakeExportAsync(other, grant, Ct)).ShouldBeFalse();
        }
        (await site.CountRowsAsync("reveals")).ShouldBe(0);
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Revealed>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_shows_its_own_field_and_version_whatever_came_since(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "first", "the notes");
        var grant = await ada.GrantAsync(id, SecretField.Notes);
        var first = await ada.GrantAsync(id);
        await ada.EditAsync(id, VaultVisitor.Input("Bank", "second"));

        (await site.Get<SecretReveals>().TakeExportAsync(ada.Session, grant, Ct)).ShouldBeFalse("it allows one field");
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Revealed>().Text.ShouldBe("the notes");
        (await ada.UseAsync(first)).ShouldBeOfType<RevealResult.Revealed>().Text.ShouldBe("first", "an old one is revealed like the current one");
        (await ada.ShowAsync(id, version: 2)).ShouldBe("second");
        (await site.LedgerAsync(LedgerKinds.Revealed, id.ToString())).ShouldBe(3);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_ends_with_its_session(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");

        var signedOut = await VaultVisitor.SignInAsync(site, ada.Account);
        var grant = await signedOut.GrantAsync(id);
        await signedOut.At(second).SignOutAsync();
        (await signedOut.UseAsync(grant)).ShouldBeOfType<RevealResult.Over>();

        var overdue = await VaultVisitor.SignInAsync(site, ada.Account);
        site.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(10));
        grant = await overdue.GrantAsync(id);
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        (await site.Get<RevealGrants>().FindAsync(overdue.Session, grant, Ct)).ShouldNotBeNull().IsOpen.ShouldBeTrue();
        (await overdue.UseAsync(grant)).ShouldBeOfType<RevealResult.Over>();

        (await site.CountRowsAsync("reveals")).ShouldBe(0);
        (await site.LedgerAsync(LedgerKinds.Revealed)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Every_grant_dies_with_this_was_not_me(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var other = await VaultVisitor.SignInAsync(site, ada.Account);
        var id = await ada.AddAsync("Bank");
        var (mine, theirs, export) = (await ada.GrantAsync(id), await other.GrantAsync(id), (await other.ProveAsync(RevealTarget.Export)).ShouldBeOfType<RevealGrantResult.Granted>().Id);
        await ada.DisownAsync();

        (await site.CountRowsAsync("reveal_grants")).ShouldBe(0);
        (await ada.UseAsync(mine)).ShouldBeOfType<RevealResult.NotThere>();
        (await other.UseAsync(theirs)).ShouldBeOfType<RevealResult.NotThere>();
        (await site.Get<SecretReveals>().TakeExportAsync(other.Session, export, Ct)).ShouldBeFalse();
        (await ada.ProveAsync(new RevealTarget(id, SecretField.Password, 1))).ShouldNotBeOfType<RevealGrantResult.Granted>();
        (await site.CountRowsAsync("reveal_grants")).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_a_reveal_and_this_was_not_me_at_once_the_entry_is_marked_or_not_shown(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var grant = await ada.GrantAsync(id);

        var use = Task.Run(() => ada.At(second).UseAsync(grant));
        await Task.WhenAll(use, Task.Run(ada.DisownAsync));
        await site.Get<DisownedReveals>().TakeAsync(Ct);

        ((await ada.Cold().FindAsync(id)).ShouldNotBeNull().MarkedAt is not null).ShouldBe(await use is RevealResult.Revealed);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_for_an_export_is_good_for_five_minutes_and_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var late = (await ada.ProveAsync(RevealTarget.Export)).ShouldBeOfType<RevealGrantResult.Granted>().Id;
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        (await site.Get<SecretReveals>().TakeExportAsync(ada.Session, late, Ct)).ShouldBeFalse();
        var grant = (await ada.ProveAsync(RevealTarget.Export)).ShouldBeOfType<RevealGrantResult.Granted>().Id;
        site.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.NotThere>("it shows no single secret");

        var taken = await Task.WhenAll(
            Task.Run(() => site.Get<SecretReveals>().TakeExportAsync(ada.Session, grant, Ct)), Task.Run(() => second.Get<SecretReveals>().TakeExportAsync(ada.Session, grant, Ct)));

        taken.Count(got => got).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.Exported)).ShouldBe(1);
        (await site.CountRowsAsync("reveals WHERE entry_id IS NULL")).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_picture_that_looks_little_alive_is_finished_by_a_mailed_code_in_a_session_of_its_own(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "the password", "the notes");
        var target = new RevealTarget(id, SecretField.Password, 1);

        var sent = (await ada.ProveAsync(target, VaultVisitor.NewPhoto("ada") + "0")).ShouldBeOfType<RevealGrantResult.NotConfirmed>()
            .Result.ShouldBeOfType<ConfirmResult.CodeSent>();
        (await site.LedgerAsync(LedgerKinds.RevealRefused)).ShouldBe(0);
        var waiting = (await Ledger.LedgerRows.AskAsync<string>(site, "SELECT id FROM reveal_grants")).ShouldNotBeNull();
        (await ada.UseAsync(waiting)).ShouldBeOfType<RevealResult.NotThere>("it waits");
        (await site.Get<RevealGrants>().ClaimAsync(ada.Session, target, Ct)).ShouldBeNull();
        site.Home.Token = sent.BrowserToken;
        var signIn = (await site.FinishAsync(site.Home)).ShouldBeOfType<FinishPendingResult.Finished>().SignIn;
        signIn.SignInId.ShouldBe(sent.PendingId);
        var finished = await VaultVisitor.BeginAsync(site, ada.Account, signIn);

        foreach (var wrong in new[] { target with { Field = SecretField.Notes }, target with { Version = 2 }, target with { Entry = VaultEntryId.New() }, RevealTarget.Export })
            (await site.Get<RevealGrants>().ClaimAsync(finished.Session, wrong, Ct)).ShouldBeNull();
        (await site.Get<RevealGrants>().ClaimAsync(ada.Session, target, Ct)).ShouldBeNull("it is the new session's");
        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            (i % 2 == 0 ? site : second).Get<RevealGrants>().ClaimAsync(finished.Session, target, Ct))));

        claims.Where(claim => claim is not null).ShouldBe([waiting]);
        (await ada.UseAsync(waiting)).ShouldBeOfType<RevealResult.NotThere>();
        (await finished.UseAsync(waiting)).ShouldBeOfType<RevealResult.Revealed>().Text.ShouldBe("the password");
        (await site.Get<RevealGrants>().ClaimAsync(finished.Session, target, Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_waits_for_a_code_ends_with_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var target = new RevealTarget(await ada.AddAsync("Bank"), SecretField.Password, 1);
        var sent = (ConfirmResult.CodeSent)((RevealGrantResult.NotConfirmed)await ada.ProveAsync(target, VaultVisitor.NewPhoto("ada") + "0")).Result;
        site.Home.Token = sent.BrowserToken;
        var finished = await VaultVisitor.BeginAsync(site, ada.Account, ((FinishPendingResult.Finished)await site.FinishAsync(site.Home)).SignIn);
        site.Clock.Advance(TimeSpan.FromMinutes(10));

        (await site.Get<RevealGrants>().ClaimAsync(finished.Session, target, Ct)).ShouldBeNull();
    }

    private static RevealGrantResult.NotConfirmed Refused(RefusalReason reason, TimeSpan? wait = null) => new(new ConfirmResult.Refused(reason, wait));
}
