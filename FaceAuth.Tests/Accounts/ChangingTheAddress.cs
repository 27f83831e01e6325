using System.Text.RegularExpressions;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Addresses;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Disowning;
using FaceAuth.Tests.Accounts.SignIn;
using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Accounts;

public sealed partial class ChangingTheAddress
{
    private const string Old = "ada@example.org", New = "ada@example.net";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task With_the_codes_of_both_mailboxes_it_is_changed_and_both_are_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Old, "ada");

        await ChangeAsync(site, await MemberAsync(site, account), New);

        (await DisowningASignIn.AccountAsync(site, account)).Email.ShouldBe(New);
        await site.DeliverAsync();
        // Mails of one instant leave in any order.
        site.Mail.Where(mail => Regex.Replace(mail.Text, @"\s+", " ").Contains($"was {Old} and is {New}", StringComparison.Ordinal))
            .Select(mail => mail.To).ShouldBe([Old, New], ignoreOrder: true);
        (await site.SignInAsync(New, "ada1")).ShouldBeOfType<FaceSignInResult.Finished>();
        (await site.SignInAsync(Old, "ada2")).ShouldBeOfType<FaceSignInResult.Refused>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task One_code_is_not_enough_and_which_one_is_wrong_is_not_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Old, "ada");
        var member = await MemberAsync(site, account);
        var (old, @new) = await AskAsync(site, member, New);
        var changes = site.Get<AddressChanges>();

        (await changes.ChangeAsync(member, old, Other(@new), site.Origin, Ct)).ShouldBe(new ChangeAddressResult.WrongCodes(4));
        (await changes.ChangeAsync(member, Other(old), @new, site.Origin, Ct)).ShouldBe(new ChangeAddressResult.WrongCodes(3));
        (await changes.ChangeAsync(member, @new, old, site.Origin, Ct)).ShouldBe(new ChangeAddressResult.WrongCodes(2));
        (await DisowningASignIn.AccountAsync(site, account)).Email.ShouldBe(Old);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Fifty_guesses_at_once_get_five_tries_and_then_the_right_codes_are_too_late(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var member = await MemberAsync(site, await site.EnrolAsync(Old, "ada"));
        var (old, @new) = await AskAsync(site, member, New);

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() =>
            (i % 2 == 0 ? site : second).Get<AddressChanges>().ChangeAsync(member, Other(old), Other(@new), site.Origin, Ct))));

        results.OfType<ChangeAddressResult.WrongCodes>().Select(wrong => wrong.TriesLeft).Order().ShouldBe([0, 1, 2, 3, 4]);
        results.Count(result => result is ChangeAddressResult.Over).ShouldBe(45);
        (await site.Get<AddressChanges>().ChangeAsync(member, old, @new, site.Origin, Ct)).ShouldBeOfType<ChangeAddressResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_address_that_has_an_account_looks_the_same_and_its_owner_is_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await site.EnrolAsync("bob@example.org", "bob");
        var member = await MemberAsync(site, await site.EnrolAsync(Old, "ada"));
        var changes = site.Get<AddressChanges>();
        EmailAddress.TryParse("bob@example.org", out var taken);

        (await changes.AskAsync(member, taken, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.CodesSent>();

        await site.DeliverAsync();
        var toBob = site.Mail.Last(mail => mail.To == "bob@example.org");
        toBob.Subject.ShouldStartWith("Somebody tried");
        Code().IsMatch(toBob.Text).ShouldBeFalse();
        var old = Code().Match(site.Mail.Last(mail => mail.To == Old).Text).Value;
        (await changes.ChangeAsync(member, old, "123456", site.Origin, Ct)).ShouldBe(new ChangeAddressResult.WrongCodes(4));
        (await changes.FindPendingAsync(member, Ct)).ShouldNotBeNull().NewEmail.ShouldBe("bob@example.org");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Whoever_is_raced_by_a_registration_is_told(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Old, "ada");
        var member = await MemberAsync(site, account);
        var (old, @new) = await AskAsync(site, member, New);
        await site.EnrolAsync(New, "bob");

        (await site.Get<AddressChanges>().ChangeAsync(member, old, @new, site.Origin, Ct)).ShouldBeOfType<ChangeAddressResult.Taken>();
        (await DisowningASignIn.AccountAsync(site, account)).Email.ShouldBe(Old);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_codes_are_good_in_the_session_that_asked_for_ten_minutes_and_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var member = await MemberAsync(site, await site.EnrolAsync(Old, "ada"));
        var changes = site.Get<AddressChanges>();
        var (old, @new) = await AskAsync(site, member, New);

        (await changes.ChangeAsync(member with { SessionId = "another" }, old, @new, site.Origin, Ct)).ShouldBeOfType<ChangeAddressResult.Over>();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => changes.ChangeAsync(member, old, @new, site.Origin, Ct))));
        results.Count(result => result is ChangeAddressResult.Changed).ShouldBe(1);
        results.Count(result => result is ChangeAddressResult.Over).ShouldBe(3);

        (old, @new) = await AskAsync(site, member, "ada@example.com");
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await changes.ChangeAsync(member, old, @new, site.Origin, Ct)).ShouldBeOfType<ChangeAddressResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Five_times_an_hour_and_never_in_a_session_that_was_disowned(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync(Old, "ada");
        var member = await MemberAsync(site, account);
        var changes = site.Get<AddressChanges>();
        EmailAddress.TryParse(New, out var email);
        var codes = (Old: "", New: "");
        for (var i = 0; i < 5; i++)
            codes = await AskAsync(site, member, New);
        (await changes.AskAsync(member, email, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.TooMany>();
        var other = await site.EnrolAsync("bob@example.org", "bob");
        (await changes.AskAsync(await MemberAsync(site, other), email, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.TooMany>("the mailbox is somebody's");

        var mail = site.Mail.Last(one => one.To == Old && one.Text.Contains("not-me", StringComparison.Ordinal));
        (await site.Get<SignInDisowning>().DisownAsync(DisowningASignIn.TokenOf(mail), Ct)).ShouldBeOfType<DisownResult.Done>();
        (await changes.ChangeAsync(member, codes.Old, codes.New, site.Origin, Ct)).ShouldBeOfType<ChangeAddressResult.Over>();
        site.Clock.Advance(TimeSpan.FromHours(2));
        (await changes.AskAsync(member, email, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.Over>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_is_over_is_deleted_and_what_may_be_undone_is_kept(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var member = await MemberAsync(site, await site.EnrolAsync(Old, "ada"));
        await ChangeAsync(site, member, New);
        await AskAsync(site, member, "ada@example.com");
        var purge = site.Get<AddressPurge>();

        site.Clock.Advance(TimeSpan.FromDays(7));
        await purge.PurgeAsync(Ct);
        (await DisowningASignIn.CountAsync(site, "pending_addresses")).ShouldBe(0);
        (await DisowningASignIn.CountAsync(site, "address_mails")).ShouldBe(0);
        (await DisowningASignIn.CountAsync(site, "address_changes")).ShouldBe(1);
        site.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1));
        await purge.PurgeAsync(Ct);
        (await DisowningASignIn.CountAsync(site, "address_changes")).ShouldBe(0);
    }

    /// <summary>Changes the address with both codes.</summary>
    internal static async Task ChangeAsync(TestSite site, SessionOfMember member, string email)
    {
        var (old, @new) = await AskAsync(site, member, email);
        (await site.Get<AddressChanges>().ChangeAsync(member, old, @new, site.Origin, Ct)).ShouldBe(new ChangeAddressResult.Changed(email));
    }

    /// <summary>A member who has signed in.</summary>
    internal static async Task<SessionOfMember> MemberAsync(TestSite site, Account account)
    {
        var proof = new SignInProof(SignInMethod.Passkey, ByMailOnly: false, Device: null, LowLiveness: false);
        var signIn = (await site.Get<SignInFinisher>().FinishAsync(account, proof, site.Origin, Ct)).ShouldNotBeNull();
        return new SessionOfMember(account.AccountId, $"session of {account.Id}"[..36], signIn.SignInId);
    }

    private static async Task<(string Old, string New)> AskAsync(TestSite site, SessionOfMember member, string email)
    {
        EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        (await site.Get<AddressChanges>().AskAsync(member, address, site.Origin, Ct)).ShouldBeOfType<AskAddressResult.CodesSent>();
        await site.DeliverAsync();
        var to = (await site.Get<AddressChanges>().FindPendingAsync(member, Ct)).ShouldNotBeNull();
        return (CodeTo(site, to.OldEmail), CodeTo(site, to.NewEmail));
    }

    private static string CodeTo(TestSite site, string email) =>
        site.Mail.Where(mail => mail.To == email).Select(mail => Code().Match(mail.Text)).Last(match => match.Success).Value;

    private static string Other(string code) => code == "000000" ? "000001" : "000000";

    [GeneratedRegex(@"(?m)(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Code();
}
