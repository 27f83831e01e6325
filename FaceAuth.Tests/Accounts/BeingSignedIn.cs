using System.Security.Claims;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace FaceAuth.Tests.Accounts;

public sealed class BeingSignedIn
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_is_refused_after_its_end_also_before_the_sweep(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var id = await BeginAsync(site, await site.EnrolAsync("ada@example.org", "ada"));
        var tickets = site.Get<SessionTickets>();

        site.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        (await tickets.RetrieveAsync(id, Ct)).ShouldNotBeNull();
        (await tickets.SweepAsync(Ct)).ShouldBe(0);
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await tickets.RetrieveAsync(id, Ct)).ShouldBeNull();
        (await tickets.SweepAsync(Ct)).ShouldBe(0, "that it has ended is known for a while");
        site.Clock.Advance(TimeSpan.FromMinutes(10));
        (await tickets.SweepAsync(Ct)).ShouldBe(1);
        (await tickets.SweepAsync(Ct)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_that_was_signed_out_is_over(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var (mine, other) = (await BeginAsync(site, account), await BeginAsync(site, account));
        await site.Get<SessionTickets>().RemoveAsync(mine, Ct);

        (await site.Get<SessionTickets>().RetrieveAsync(mine, Ct)).ShouldBeNull();
        (await site.Get<SessionTickets>().RetrieveAsync(other, Ct)).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_database_holds_neither_the_cookies_id_nor_a_ticket_that_can_be_read(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var id = await BeginAsync(site, account);

        var (hash, ticket) = await site.Database.Db.ReadAsync(async session => (
            await session.ScalarAsync<string>("SELECT id_hash FROM sessions"),
            await session.ScalarAsync<byte[]>("SELECT sealed_ticket FROM sessions")), Ct);

        hash.ShouldNotBeNull();
        hash.ShouldNotContain(id);
        ticket.ShouldNotBeNull();
        ticket.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(account.Id)).ShouldBe(-1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_ticket_moved_to_another_session_does_not_open(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await BeginAsync(site, await site.EnrolAsync("ada@example.org", "ada"));
        var eve = await BeginAsync(site, await site.EnrolAsync("eve@example.org", "eve"));
        var hash = site.Get<LookupHash>();
        await site.Database.Db.WriteAsync(async tx =>
        {
            var ticket = await tx.ScalarAsync<byte[]>("SELECT sealed_ticket FROM sessions WHERE id_hash = @Ada", new { Ada = hash.Of(LookupKinds.Session, ada) });
            await tx.ExecuteAsync("UPDATE sessions SET sealed_ticket = @Ticket WHERE id_hash = @Eve", new { Ticket = ticket, Eve = hash.Of(LookupKinds.Session, eve) });
        }, Ct);

        (await site.Get<SessionTickets>().RetrieveAsync(eve, Ct)).ShouldBeNull();
        (await site.Get<SessionTickets>().RetrieveAsync(ada, Ct)).ShouldNotBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_session_cannot_begin_for_an_account_that_was_deleted_meanwhile(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        await site.Get<AccountDeletion>().DeleteAsync(account.AccountId, Ct);

        (await site.Get<SessionTickets>().RetrieveAsync(await BeginAsync(site, account, Guid.CreateVersion7().ToString(), null), Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_fresh_proof_gives_a_new_identifier_and_the_old_one_answers_reads_for_ten_seconds(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var tickets = site.Get<SessionTickets>();
        var old = await BeginAsync(site, await site.EnrolAsync("ada@example.org", "ada"));
        (await tickets.RetrieveAsync(old, Ct)).ShouldNotBeNull().Principal.ProvenUntil(site.Clock.GetUtcNow()).ShouldBeNull("the sign-in itself is none");
        site.Clock.Advance(TimeSpan.FromMinutes(15));
        (await tickets.RetrieveAsync(old, Ct)).ShouldNotBeNull().Principal.ConfirmedUntil(site.Clock.GetUtcNow()).ShouldBeNull();

        var replaced = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => tickets.ReplaceAsync(old, Ct))));

        var key = replaced.Where(one => one is not null).ShouldHaveSingleItem()!;
        var now = (await tickets.RetrieveAsync(key, Ct)).ShouldNotBeNull();
        now.Principal.ConfirmedUntil(site.Clock.GetUtcNow()).ShouldBe(site.Clock.GetUtcNow().AddMinutes(10));
        now.Principal.ProvenUntil(site.Clock.GetUtcNow()).ShouldBe(site.Clock.GetUtcNow().AddMinutes(10));
        (await tickets.RetrieveAsync(old, Request("GET"), Ct)).ShouldNotBeNull();
        (await tickets.RetrieveAsync(old, Request("POST"), Ct)).ShouldBeNull("it only reads");
        site.Clock.Advance(TimeSpan.FromSeconds(10));
        (await tickets.RetrieveAsync(old, Request("GET"), Ct)).ShouldBeNull();
        site.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(10));
        (await tickets.RetrieveAsync(key, Ct)).ShouldBeNull("thirty minutes from sign-in, absolute");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Signing_out_ends_the_replaced_identifier_too(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var tickets = site.Get<SessionTickets>();
        var old = await BeginAsync(site, await site.EnrolAsync("ada@example.org", "ada"));
        var key = (await tickets.ReplaceAsync(old, Ct)).ShouldNotBeNull();

        await tickets.RemoveAsync(key, Ct);

        (await tickets.RetrieveAsync(old, Request("GET"), Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_hold_is_lifted_for_the_sign_in_its_sessions_and_its_device(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var account = await site.EnrolAsync("ada@example.org", "ada");
        var browser = new TestBrowser();
        await site.SignInFromAsync(browser, "ada@example.org", "ada1");
        var finished = ((FinishPendingResult.Finished)await site.FinishAsync(browser, remember: true)).SignIn;
        var key = await BeginAsync(site, account, finished.SignInId, finished.DeviceId);
        var tickets = site.Get<SessionTickets>();
        (await tickets.RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.HeldUntil(site.Clock.GetUtcNow()).ShouldBe(site.Clock.GetUtcNow().AddHours(24));

        (await site.Get<Holds>().LiftAsync(account.AccountId, finished.SignInId, _ => Task.FromResult(false), null, Ct)).ShouldBeFalse();
        (await tickets.RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.HeldUntil(site.Clock.GetUtcNow()).ShouldNotBeNull();
        (await site.Get<Holds>().LiftAsync(account.AccountId, finished.SignInId, null, null, Ct)).ShouldBeTrue();

        (await tickets.RetrieveAsync(key, Ct)).ShouldNotBeNull().Principal.HeldUntil(site.Clock.GetUtcNow()).ShouldBeNull();
        (await site.SignInFromAsync(browser, "ada@example.org", "ada2")).ShouldBeOfType<FaceSignInResult.Finished>().SignIn.HeldUntil.ShouldBeNull();
    }

    private static DefaultHttpContext Request(string method) => new() { Request = { Method = method } };

    /// <summary>A session of a new sign-in at home.</summary>
    internal static async Task<string> BeginAsync(TestSite site, Account account)
    {
        var finished = await site.Get<SignInFinisher>().FinishAsync(
            account, new SignInProof(SignInMethod.Passkey, ByMailOnly: false, Device: null, LowLiveness: false), site.Origin, Ct);
        return await BeginAsync(site, account, finished?.SignInId ?? Guid.CreateVersion7().ToString(), null);
    }

    /// <summary>A session of a sign-in.</summary>
    internal static Task<string> BeginAsync(TestSite site, Account account, string signInId, string? deviceId)
    {
        var now = site.Clock.GetUtcNow();
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, account.Id),
                new Claim(SessionClaims.SessionIdType, Guid.CreateVersion7().ToString()),
                new Claim(SessionClaims.SignInIdType, signInId),
                .. deviceId is null ? Array.Empty<Claim>() : [new Claim(SessionClaims.DeviceIdType, deviceId)],
            ], "test");
        return site.Get<SessionTickets>().StoreAsync(
            new AuthenticationTicket(
                new ClaimsPrincipal(identity),
                new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddMinutes(30) },
                "test"),
            Ct);
    }
}
