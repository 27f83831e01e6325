using System.Text.Json.Nodes;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Passkeys;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Database;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Accounts;

public sealed class UsingPasskeys
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_passkey_is_added_listed_and_mailed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");

        var added = (await AddAsync(site, ada, new SoftAuthenticator { IsSynced = true }, "  My phone ")).ShouldBeOfType<AddPasskeyResult.Added>();
        await site.DeliverAsync();

        var mine = (await site.Get<MemberPasskeys>().ListAsync(ada.AccountId, Ct)).ShouldHaveSingleItem();
        mine.ShouldBe(new Passkey(added.PasskeyId, "My phone", IsSynced: true, site.Clock.GetUtcNow(), LastUsedAt: null));
        site.Mail[^1].To.ShouldBe("ada@example.org");
        site.Mail[^1].Subject.ShouldBe("A passkey was added to your FaceAuth account");
        site.Mail[^1].Text.ShouldContain("My phone");
        site.Mail[^1].Text.ShouldContain("192.0.2.7");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_signs_in_without_a_photo(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        await AddAsync(site, ada, phone);
        site.Clock.Advance(TimeSpan.FromHours(1));

        var reads = site.Engine.Reads;
        (await SignInAsync(site, phone)).ShouldBeOfType<PasskeySignInResult.Finished>().SignIn.ShouldSatisfyAllConditions(
            signIn => signIn.Account.Id.ShouldBe(ada.Id),
            signIn => signIn.Method.ShouldBe(SignInMethod.Passkey),
            signIn => signIn.HeldUntil.ShouldBeNull());
        await site.DeliverAsync();
        site.Engine.Reads.ShouldBe(reads, "the engine has no part in it, and may be down");

        (await site.Get<MemberPasskeys>().ListAsync(ada.AccountId, Ct))[0].LastUsedAt.ShouldBe(site.Clock.GetUtcNow());
        (await site.Get<SignInHistory>().ListAsync(ada.AccountId, 20, Ct))[0].At.ShouldBe(site.Clock.GetUtcNow());
        site.Mail[^1].Subject.ShouldContain("New sign-in");
    }

    [Fact]
    public async Task The_browser_is_asked_for_one_that_verifies_its_owner_needs_no_address_and_tells_nothing_of_itself()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        await AddAsync(site, ada, phone);

        var create = JsonNode.Parse((await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!.Options)!;
        ((string)create["rp"]!["id"]!).ShouldBe("localhost");
        ((string)create["attestation"]!).ShouldBe("none");
        ((string)create["authenticatorSelection"]!["userVerification"]!).ShouldBe("required");
        ((string)create["authenticatorSelection"]!["residentKey"]!).ShouldBe("required");
        ((int)create["timeout"]!).ShouldBe(300_000);
        create["excludeCredentials"]!.AsArray().Count.ShouldBe(1, "a device that has one already says so");

        var get = JsonNode.Parse((await site.Get<PasskeySignIn>().BeginAsync(Ct)).Options)!;
        ((string)get["rpId"]!).ShouldBe("localhost");
        ((string)get["userVerification"]!).ShouldBe("required");
        get["allowCredentials"]!.AsArray().ShouldBeEmpty();
        ((string)get["challenge"]!).Length.ShouldBe(43);
    }

    public static TheoryData<string> WrongWays => ["origin", "frame", "site", "unverified", "challenge", "stranger", "owner"];

    [Theory, MemberData(nameof(WrongWays))]
    public async Task A_wrong_answer_signs_nobody_in(string way)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        (await AddAsync(site, ada, phone)).ShouldBeOfType<AddPasskeyResult.Added>();
        var before = (await site.Get<SignInHistory>().ListAsync(ada.AccountId, 20, Ct)).Count;
        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        var options = begun.Options;
        switch (way)
        {
            case "origin": phone.Origin = "http://localhost:5001"; break;
            case "frame": phone.CrossOrigin = true; break;
            case "site": phone.RpId = "example.org"; break;
            case "unverified": phone.VerifiesUser = false; break;
            case "challenge": options = (await site.Get<PasskeySignIn>().BeginAsync(Ct)).Options; break;
            case "stranger": phone = new SoftAuthenticator { CredentialId = phone.CredentialId, UserHandle = phone.UserHandle }; break;
            case "owner": phone.UserHandle = (await AddedAsync(site, "bea@example.org", "bea")).UserHandle; break;
        }

        (await FinishAsync(site, begun.Browser, phone.Get(options))).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await site.Get<SignInHistory>().ListAsync(ada.AccountId, 20, Ct)).Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("origin"), InlineData("frame"), InlineData("site"), InlineData("unverified"), InlineData("challenge")]
    public async Task A_wrong_answer_adds_nothing(string way)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        var begun = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;
        var options = begun.Options;
        switch (way)
        {
            case "origin": phone.Origin = "https://localhost:5000"; break;
            case "frame": phone.CrossOrigin = true; break;
            case "site": phone.RpId = "example.org"; break;
            case "unverified": phone.VerifiesUser = false; break;
            case "challenge": options = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!.Options; break;
        }

        (await FinishAddingAsync(site, ada, begun.Browser, phone.Create(options))).ShouldBeOfType<AddPasskeyResult.Refused>();
        (await site.Get<MemberPasskeys>().ListAsync(ada.AccountId, Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("no JSON"), InlineData("{}"), InlineData("[]"), InlineData("null")]
    [InlineData("""{"id":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}""")]
    public async Task What_is_no_answer_at_all_is_refused(string? response)
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var signIn = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        (await FinishAsync(site, signIn.Browser, response)).ShouldBeOfType<PasskeySignInResult.Refused>();
        var adding = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;
        (await FinishAddingAsync(site, ada, adding.Browser, response)).ShouldBeOfType<AddPasskeyResult.Refused>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_challenge_is_answered_once_in_time_and_by_the_browser_that_has_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var phone = await AddedAsync(site, "ada@example.org", "ada");

        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        var response = phone.Get(begun.Options);
        (await FinishAsync(site, "another browser's", response)).ShouldBeOfType<PasskeySignInResult.Over>();
        (await FinishAsync(site, null, response)).ShouldBeOfType<PasskeySignInResult.Over>();
        (await FinishAsync(site, begun.Browser, response)).ShouldBeOfType<PasskeySignInResult.Finished>();
        (await FinishAsync(site, begun.Browser, response)).ShouldBeOfType<PasskeySignInResult.Over>();

        // The same response to a challenge of its own.
        (await FinishAsync(site, (await site.Get<PasskeySignIn>().BeginAsync(Ct)).Browser, response)).ShouldBeOfType<PasskeySignInResult.Refused>();

        var late = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        site.Clock.Advance(TimeSpan.FromMinutes(5));
        (await FinishAsync(site, late.Browser, phone.Get(late.Options))).ShouldBeOfType<PasskeySignInResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_wrong_answer_uses_the_challenge_up(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var phone = await AddedAsync(site, "ada@example.org", "ada");
        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);

        (await FinishAsync(site, begun.Browser, "{}")).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await FinishAsync(site, begun.Browser, phone.Get(begun.Options))).ShouldBeOfType<PasskeySignInResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_uses_of_one_challenge_at_once_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var phone = await AddedAsync(site, "ada@example.org", "ada");
        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        var response = phone.Get(begun.Options);

        var results = await Task.WhenAll(
            Task.Run(() => FinishAsync(site, begun.Browser, response)), Task.Run(() => FinishAsync(site, begun.Browser, response)));

        results.OfType<PasskeySignInResult.Finished>().Count().ShouldBe(1);
        results.OfType<PasskeySignInResult.Over>().Count().ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_credential_that_is_added_twice_at_once_is_there_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        var one = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;
        var two = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;
        var (first, second) = (phone.Create(one.Options), phone.Create(two.Options));

        var results = await Task.WhenAll(
            Task.Run(() => FinishAddingAsync(site, ada, one.Browser, first)), Task.Run(() => FinishAddingAsync(site, ada, two.Browser, second)));

        results.OfType<AddPasskeyResult.Added>().Count().ShouldBe(1);
        results.OfType<AddPasskeyResult.Refused>().Count().ShouldBe(1);
        (await site.Get<MemberPasskeys>().ListAsync(ada.AccountId, Ct)).Count.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_counter_that_does_not_go_up_is_refused(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var key = new SoftAuthenticator { Count = 5 };
        await AddAsync(site, ada, key);

        (await SignInAsync(site, key)).ShouldBeOfType<PasskeySignInResult.Finished>();
        key.Step = 0;
        (await SignInAsync(site, key)).ShouldBeOfType<PasskeySignInResult.Refused>();
        key.Count = 2;
        (await SignInAsync(site, key)).ShouldBeOfType<PasskeySignInResult.Refused>();
        key.Count = 0;
        (await SignInAsync(site, key)).ShouldBeOfType<PasskeySignInResult.Refused>();
        key.Count = 7;
        (await SignInAsync(site, key)).ShouldBeOfType<PasskeySignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_removed_passkey_signs_nobody_in_and_its_owner_is_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var bea = await EnrolAsync(site, "bea@example.org", "bea");
        var phone = new SoftAuthenticator();
        var id = (await AddAsync(site, ada, phone, "My phone")).ShouldBeOfType<AddPasskeyResult.Added>().PasskeyId;
        var passkeys = site.Get<MemberPasskeys>();

        (await passkeys.RemoveAsync(await ChangingTheAddress.MemberAsync(site, bea), id, site.Origin, Ct)).ShouldBeFalse("it is not hers");
        var member = await ChangingTheAddress.MemberAsync(site, ada);
        (await passkeys.RemoveAsync(member with { SignInId = await DisownedAsync(site, ada) }, id, site.Origin, Ct)).ShouldBeFalse("that sign-in was disowned");
        (await passkeys.RemoveAsync(member, id, site.Origin, Ct)).ShouldBeTrue();
        (await passkeys.RemoveAsync(member, id, site.Origin, Ct)).ShouldBeFalse();
        await site.DeliverAsync();

        site.Mail.Last(mail => mail.Subject == "A passkey was removed from your FaceAuth account").Text.ShouldContain("My phone");
        (await SignInAsync(site, phone)).ShouldBeOfType<PasskeySignInResult.Refused>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Confirming_takes_the_members_own_passkey_only(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        await AddAsync(site, ada, phone);
        var beas = await AddedAsync(site, "bea@example.org", "bea");
        var check = site.Get<PasskeyCheck>();
        var session = await SignedInAsync(site, ada);

        var begun = (await check.BeginAsync(ada.AccountId, Ct))!;
        JsonNode.Parse(begun.Options)!["allowCredentials"]!.AsArray().Count.ShouldBe(1);
        (await check.VerifyAsync(ada.AccountId, session, begun.Browser, phone.Get(begun.Options), Ct)).ShouldBeOfType<PasskeyCheckResult.Proven>();

        begun = (await check.BeginAsync(ada.AccountId, Ct))!;
        (await check.VerifyAsync(ada.AccountId, session, begun.Browser, beas.Get(begun.Options), Ct)).ShouldBeOfType<PasskeyCheckResult.Refused>();

        // A challenge for one thing is none for another.
        begun = (await check.BeginAsync(ada.AccountId, Ct))!;
        (await FinishAsync(site, begun.Browser, phone.Get(begun.Options))).ShouldBeOfType<PasskeySignInResult.Over>();
        var signIn = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        (await check.VerifyAsync(ada.AccountId, session, signIn.Browser, phone.Get(signIn.Options), Ct)).ShouldBeOfType<PasskeyCheckResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_challenge_to_add_is_the_members_who_asked(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var bea = await EnrolAsync(site, "bea@example.org", "bea");
        var begun = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;
        (await FinishAddingAsync(site, bea, begun.Browser, new SoftAuthenticator().Create(begun.Options))).ShouldBeOfType<AddPasskeyResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task There_are_so_many_at_most(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, services => services.Configure<PasskeysOptions>(options => options.PerAccount = 2));
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        (await AddAsync(site, ada, new SoftAuthenticator())).ShouldBeOfType<AddPasskeyResult.Added>();
        (await AddAsync(site, ada, new SoftAuthenticator())).ShouldBeOfType<AddPasskeyResult.Added>();
        (await AddAsync(site, ada, new SoftAuthenticator())).ShouldBeOfType<AddPasskeyResult.TooMany>().Most.ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_key_that_was_put_into_the_database_opens_nothing(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await AddedAsync(site, "ada@example.org", "ada");
        var eve = await AddedAsync(site, "eve@example.org", "eve");
        await site.Database.Db.WriteAsync(async tx =>
        {
            // Whoever can write there gives their own credential to the other account, and calls it that account's.
            var victim = await tx.ScalarAsync<string>("SELECT id FROM accounts WHERE email = 'ada@example.org'");
            await tx.ExecuteAsync("UPDATE passkeys SET account_id = @Victim WHERE account_id <> @Victim", new { Victim = victim });
        }, Ct);
        eve.UserHandle = ada.UserHandle;

        (await SignInAsync(site, eve)).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await SignInAsync(site, ada)).ShouldBeOfType<PasskeySignInResult.Finished>("hers still works");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_a_disowned_sign_in_added_goes_and_the_rest_stays(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var hers = new SoftAuthenticator();
        var eves = new SoftAuthenticator();
        var evesSignIn = await SignedInAsync(site, ada);
        await AddAsync(site, ada, hers, "Hers");
        await AddAsync(site, ada, eves, "Eve's", evesSignIn);
        var open = (await site.Get<MemberPasskeys>().BeginAddingAsync(ada.AccountId, Ct))!;

        (await site.Database.Db.WriteAsync(
            tx => site.Get<PasskeyStore>().DeleteOfSignInAsync(tx, ada.AccountId, evesSignIn), Ct)).Passkeys.ShouldBe(1);

        (await SignInAsync(site, hers)).ShouldBeOfType<PasskeySignInResult.Finished>();
        (await SignInAsync(site, eves)).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await FinishAddingAsync(site, ada, open.Browser, eves.Create(open.Options))).ShouldBeOfType<AddPasskeyResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_passkey_that_was_added_with_a_passkey_goes_with_it_also_when_that_was_removed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        SoftAuthenticator[] eves = [new(), new(), new()];
        var disowned = await SignedInAsync(site, ada);
        var first = (await AddAsync(site, ada, eves[0], signIn: disowned)).ShouldBeOfType<AddPasskeyResult.Added>();
        var second = (await SignInAsync(site, eves[0])).ShouldBeOfType<PasskeySignInResult.Finished>().SignIn.SignInId;
        await AddAsync(site, ada, eves[1], signIn: second);
        await site.Get<MemberPasskeys>().RemoveAsync(await ChangingTheAddress.MemberAsync(site, ada), first.PasskeyId, site.Origin, Ct);
        // A held session of a face and a mailed code, freed by the second passkey.
        var third = await HeldAsync(site, ada);
        (await ConfirmAsync(site, ada, third, eves[1])).ShouldBeOfType<PasskeyCheckResult.Proven>();
        await AddAsync(site, ada, eves[2], signIn: third);
        var hers = new SoftAuthenticator();
        await AddAsync(site, ada, hers);

        var gone = await site.Database.Db.WriteAsync(tx => site.Get<PasskeyStore>().DeleteOfSignInAsync(tx, ada.AccountId, disowned), Ct);

        gone.Passkeys.ShouldBe(2);
        gone.SignIns.ShouldBe([second, third]);
        (await SignInAsync(site, eves[1])).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await SignInAsync(site, eves[2])).ShouldBeOfType<PasskeySignInResult.Refused>();
        (await SignInAsync(site, hers)).ShouldBeOfType<PasskeySignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_that_is_on_hold_or_disowned_adds_none(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");

        (await AddAsync(site, ada, new SoftAuthenticator(), signIn: await HeldAsync(site, ada))).ShouldBeOfType<AddPasskeyResult.Refused>();

        // Disowned between the page's question and the last step.
        var signIn = await SignedInAsync(site, ada);
        await site.Database.Db.WriteAsync(tx => site.Get<SignInStore>().DisownAsync(tx, ada.AccountId, signIn, 1), Ct);
        (await AddAsync(site, ada, new SoftAuthenticator(), signIn: signIn)).ShouldBeOfType<AddPasskeyResult.Refused>();
        (await site.Get<MemberPasskeys>().ListAsync(ada.AccountId, Ct)).ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_passkey_lifts_a_hold_and_another_members_does_not(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        await AddAsync(site, ada, phone);
        var beas = await AddedAsync(site, "bea@example.org", "bea");
        var held = await HeldAsync(site, ada);

        (await ConfirmAsync(site, ada, held, beas)).ShouldBeOfType<PasskeyCheckResult.Refused>();
        (await HeldUntilAsync(site, ada, held)).ShouldNotBeNull();
        (await ConfirmAsync(site, ada, held, phone)).ShouldBeOfType<PasskeyCheckResult.Proven>();
        (await HeldUntilAsync(site, ada, held)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_proof_acts_only_while_its_passkey_is_there(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        var id = (await AddAsync(site, ada, phone)).ShouldBeOfType<AddPasskeyResult.Added>().PasskeyId;
        var check = site.Get<PasskeyCheck>();
        var begun = await check.BeginAsync(Ct);
        var proven = (await check.ProveAsync(begun.Browser, phone.Get(begun.Options), Ct)).ShouldBeOfType<PasskeyCheckResult.Proven>();
        await site.Get<MemberPasskeys>().RemoveAsync(await ChangingTheAddress.MemberAsync(site, ada), id, site.Origin, Ct);

        (await site.Database.Db.WriteAsync(tx => check.WriteUseAsync(tx, proven.Passkey, "any"), Ct)).ShouldBeFalse();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Closed_face_sign_in_does_not_keep_it_out(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var phone = await AddedAsync(site, "ada@example.org", "ada");
        await site.Database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE accounts SET face_closed_at = 1"), Ct);
        (await SignInAsync(site, phone)).ShouldBeOfType<PasskeySignInResult.Finished>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deleted_account_takes_its_passkeys_along(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await EnrolAsync(site, "ada@example.org", "ada");
        var phone = new SoftAuthenticator();
        await AddAsync(site, ada, phone);
        (await SignInAsync(site, phone)).ShouldBeOfType<PasskeySignInResult.Finished>();
        await site.Get<PasskeyCheck>().BeginAsync(ada.AccountId, Ct);

        await site.Database.Db.WriteAsync(
            async tx =>
            {
                foreach (var rows in site.Get<IEnumerable<IAccountRows>>())
                    await rows.DeleteAllAsync(tx, ada.AccountId);
            }, Ct);

        (await site.Database.Db.ReadAsync(
            session => session.ScalarAsync<long>("SELECT (SELECT COUNT(*) FROM passkeys) + (SELECT COUNT(*) FROM passkey_ceremonies) + (SELECT COUNT(*) FROM passkey_uses)"), Ct)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Challenges_that_are_over_are_purged(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var signIn = site.Get<PasskeySignIn>();
        await signIn.BeginAsync(Ct);
        site.Clock.Advance(TimeSpan.FromMinutes(4));
        await signIn.BeginAsync(Ct);
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        (await site.Get<Ceremonies>().PurgeAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_is_told_as_one_and_not_as_a_refusal()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var phone = await AddedAsync(site, "ada@example.org", "ada");
        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        var response = phone.Get(begun.Options);
        var state = (await site.Get<Ceremonies>().TakeAsync(CeremonyKind.SignIn, null, begun.Browser, Ct))!;
        await site.Database.Db.WriteAsync(tx => tx.ExecuteAsync("DROP TABLE passkeys"), Ct);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => site.Get<WebAuthn>().CheckUsedAsync(response, state));
    }

    [Theory]
    [InlineData(null, "Firefox on Linux")]
    [InlineData(" \r\n ", "Firefox on Linux")]
    [InlineData("a\r\nSubject: b", "aSubject: b")]
    public void A_name_is_one_line(string? wanted, string name) => Passkey.NameOf(wanted, "Firefox on Linux").ShouldBe(name);

    [Fact]
    public void A_long_name_is_cut_between_characters() =>
        Passkey.NameOf(new string('a', 59) + "😀", "").ShouldBe(new string('a', 59));

    private static async Task<SoftAuthenticator> AddedAsync(TestSite site, string email, string photo)
    {
        var authenticator = new SoftAuthenticator();
        (await AddAsync(site, await EnrolAsync(site, email, photo), authenticator)).ShouldBeOfType<AddPasskeyResult.Added>();
        return authenticator;
    }

    private static async Task<AddPasskeyResult> AddAsync(
        TestSite site, Account account, SoftAuthenticator authenticator, string? name = null, string? signIn = null)
    {
        var begun = (await site.Get<MemberPasskeys>().BeginAddingAsync(account.AccountId, Ct)).ShouldNotBeNull();
        var made = new NewPasskey(begun.Browser, authenticator.Create(begun.Options), name, signIn ?? await SignedInAsync(site, account));
        var result = await site.Get<MemberPasskeys>().FinishAddingAsync(account.AccountId, made, site.Origin, Ct);
        await site.DeliverAsync();
        return result;
    }

    private static async Task<AddPasskeyResult> FinishAddingAsync(TestSite site, Account account, string? browser, string? response) =>
        await site.Get<MemberPasskeys>().FinishAddingAsync(
            account.AccountId, new NewPasskey(browser, response, null, await SignedInAsync(site, account)), site.Origin, Ct);

    private static async Task<string> DisownedAsync(TestSite site, Account account)
    {
        var id = await SignedInAsync(site, account);
        await site.Database.Db.WriteAsync(tx => site.Get<SignInStore>().DisownAsync(tx, account.AccountId, id, 1), Ct);
        return id;
    }

    private static Task<string> SignedInAsync(TestSite site, Account account) =>
        FinishedAsync(site, account, new SignInProof(SignInMethod.Registration, ByMailOnly: false, Device: null, LowLiveness: false));

    private static Task<string> HeldAsync(TestSite site, Account account) =>
        FinishedAsync(site, account, new SignInProof(SignInMethod.Face, ByMailOnly: true, Device: null, LowLiveness: false));

    private static async Task<string> FinishedAsync(TestSite site, Account account, SignInProof proof)
    {
        var finished = await site.Get<SignInFinisher>().FinishAsync(account, proof, site.Origin, Ct);
        await site.DeliverAsync();
        return finished.ShouldNotBeNull().SignInId;
    }

    // Delivered, so that the last message is the one that a test is about.
    private static async Task<Account> EnrolAsync(TestSite site, string email, string photo)
    {
        var account = await site.EnrolAsync(email, photo);
        await site.DeliverAsync();
        return account;
    }

    private static async Task<long?> HeldUntilAsync(TestSite site, Account account, string signIn) =>
        (await site.Database.Db.ReadAsync(session => site.Get<SignInStore>().FindAsync(session, account.AccountId, signIn), Ct))!.HeldUntil;

    private static async Task<PasskeyCheckResult> ConfirmAsync(TestSite site, Account account, string signIn, SoftAuthenticator authenticator)
    {
        var begun = (await site.Get<PasskeyConfirmation>().BeginAsync(account.AccountId, Ct)).ShouldNotBeNull();
        return await site.Get<PasskeyConfirmation>().ConfirmAsync(
            account.AccountId, signIn, isHeld: true, begun.Browser, authenticator.Get(begun.Options), Ct);
    }

    private static async Task<PasskeySignInResult> SignInAsync(TestSite site, SoftAuthenticator authenticator)
    {
        var begun = await site.Get<PasskeySignIn>().BeginAsync(Ct);
        return await FinishAsync(site, begun.Browser, authenticator.Get(begun.Options));
    }

    private static Task<PasskeySignInResult> FinishAsync(TestSite site, string? browser, string? response) =>
        site.Get<PasskeySignIn>().FinishAsync(browser, response, deviceToken: null, site.Origin, Ct);
}
