using System.Security.Claims;
using FaceAuth.Accounts;
using FaceAuth.Accounts.Sessions;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.Authentication;

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
        (await site.Get<AccountDeletion>().DeleteAsync(account.AccountId, [FakeFaceEngine.Photo("ada")], Ct))
            .ShouldBeOfType<DeleteAccountResult.Deleted>();

        (await site.Get<SessionTickets>().RetrieveAsync(await BeginAsync(site, account), Ct)).ShouldBeNull();
    }

    internal static Task<string> BeginAsync(TestSite site, Account account)
    {
        var now = site.Clock.GetUtcNow();
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Id)], "test");
        return site.Get<SessionTickets>().StoreAsync(
            new AuthenticationTicket(
                new ClaimsPrincipal(identity),
                new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddMinutes(30) },
                "test"),
            Ct);
    }
}
