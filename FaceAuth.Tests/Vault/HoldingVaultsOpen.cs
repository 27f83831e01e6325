using FaceAuth.Accounts.Sessions;
using FaceAuth.Database;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Vault;

public sealed class HoldingVaultsOpen
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_vault_closes_at_the_end_of_its_session()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var (vaults, open) = (site.Get<OpenVaults>(), await HeldAsync(site.Get<OpenVaults>(), ada));

        site.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        await vaults.SweepAsync(Ct);
        vaults.Count.ShouldBe(1);
        IsClosed(open).ShouldBeFalse();
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await vaults.SweepAsync(Ct);
        vaults.Count.ShouldBe(0);
        IsClosed(open).ShouldBeTrue("its key is cleared");
    }

    [Fact]
    public async Task Without_the_sweep_it_closes_when_the_next_vault_is_opened_or_it_is_asked_for()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var first = await HeldAsync(site.Get<OpenVaults>(), ada);
        site.Clock.Advance(TimeSpan.FromMinutes(30));

        (await HeldAsync(site.Get<OpenVaults>(), ada)).ShouldNotBe(first);
        IsClosed(first).ShouldBeTrue();
    }

    [Fact]
    public async Task Closing_one_clears_its_key_at_once_and_leaves_the_others_open()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var other = await VaultVisitor.SignInAsync(site, ada.Account);
        var vaults = site.Get<OpenVaults>();
        var (mine, theirs) = (await HeldAsync(vaults, ada), await HeldAsync(vaults, other));

        vaults.Close(ada.Session.SessionId);
        vaults.Close(ada.Session.SessionId);
        vaults.Close("no such session");

        (IsClosed(mine), IsClosed(theirs), vaults.Count).ShouldBe((true, false, 1));
        site.Get<OpenVaults>().Dispose();
        (IsClosed(theirs), vaults.Count).ShouldBe((true, 0));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_sweep_closes_what_another_process_ended(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var other = await VaultVisitor.SignInAsync(site, ada.Account);
        var vaults = site.Get<OpenVaults>();
        var (mine, theirs) = (await HeldAsync(vaults, ada), await HeldAsync(vaults, other));
        await vaults.SweepAsync(Ct);
        vaults.Count.ShouldBe(2);

        await ada.At(second).SignOutAsync();
        await vaults.SweepAsync(Ct);
        (IsClosed(mine), IsClosed(theirs)).ShouldBe((true, false));
        await other.At(second).DisownAsync();
        await vaults.SweepAsync(Ct);
        (IsClosed(theirs), vaults.Count).ShouldBe((true, 0));
    }

    [Fact]
    public async Task What_was_used_longest_ago_leaves_first_and_comes_back_when_it_is_used()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        for (var i = 0; i < 3; i++)
            await ada.AddAsync($"{i}", password: null);
        // Room for two vaults of three entries.
        using var vaults = new OpenVaults(
            site.Get<KeyRing>(), site.Get<Db>(), site.Get<SessionStore>(), Options.Create(new VaultOptions { EntriesInMemory = 6 }), site.Clock);
        var (a, b, c) = (ada.Cold(), ada.Cold(), ada.Cold());
        foreach (var one in new[] { a, b, a })
            (await ReadAsync(site, vaults, one)).All.Count.ShouldBe(3);
        var (ofA, ofB) = (await HeldAsync(vaults, a), await HeldAsync(vaults, b));
        await ReadAsync(site, vaults, a);
        vaults.Count.ShouldBe(2);

        (await ReadAsync(site, vaults, c)).All.Count.ShouldBe(3);
        (IsClosed(ofA), IsClosed(ofB), vaults.Count).ShouldBe((false, true, 2));
        (await ReadAsync(site, vaults, b)).All.Count.ShouldBe(3);
        (IsClosed(ofA), vaults.Count).ShouldBe((true, 2));

        // Vaults that grow while they are open count as what they are; one alone stays, however large.
        for (var i = 3; i < 8; i++)
            await ada.AddAsync($"{i}", password: null);
        (await ReadAsync(site, vaults, c)).All.Count.ShouldBe(8);
        vaults.Count.ShouldBe(1);
        (await ReadAsync(site, vaults, c)).All.Count.ShouldBe(8);
        vaults.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_vault_that_is_closed_under_its_reader_is_opened_anew()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var vaults = site.Get<OpenVaults>();
        var tries = 0;

        var content = await vaults.UseAsync(ada.Session, vault =>
        {
            if (tries++ == 0)
                vaults.Close(ada.Session.SessionId);
            return vault.ReadAsync(site.Get<Db>(), site.Get<VaultStore>(), Ct);
        }, Ct);

        tries.ShouldBe(2);
        content.All.ShouldHaveSingleItem().Card.Name.ShouldBe("Bank", "it is never taken for empty");
    }

    [Fact]
    public async Task A_closed_vault_seals_nothing_and_opens_nothing()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var vault = await HeldAsync(site.Get<OpenVaults>(), ada);
        site.Get<OpenVaults>().Close(ada.Session.SessionId);

        await Should.ThrowAsync<VaultClosedException>(vault.ReadAsync(site.Get<Db>(), site.Get<VaultStore>(), Ct));
        Should.Throw<VaultClosedException>(() => vault.Seal(new VaultCard { Name = "x" }, VaultEntryId.New(), 1));
    }

    private static Task<VaultContent> ReadAsync(TestSite site, OpenVaults vaults, VaultVisitor who) =>
        vaults.UseAsync(who.Session, vault => vault.ReadAsync(site.Get<Db>(), site.Get<VaultStore>(), Ct), Ct);

    private static Task<OpenVault> HeldAsync(OpenVaults vaults, VaultVisitor who) => vaults.UseAsync(who.Session, Task.FromResult, Ct);

    private static bool IsClosed(OpenVault vault)
    {
        try
        {
            vault.Seal(new VaultCard { Name = "x" }, VaultEntryId.New(), 1);
            return false;
        }
        catch (VaultClosedException)
        {
            return true;
        }
    }
}
