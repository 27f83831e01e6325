using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class AskingTheKeyService
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Opening_a_vault_costs_one_call_and_a_reveal_one()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var keys = (CountedKeys)site.Get<IKeyWrapper>();
        var id = await ada.AddAsync("Bank", "the password", "the notes");
        ada = await VaultVisitor.SignInAsync(site, ada.Account);
        keys.Unwrapped.Clear();

        await ada.NamesAsync();
        await ada.NamesAsync();
        await ada.EditAsync(id, VaultVisitor.Input("My bank"));
        await ada.NamesAsync();
        keys.Unwrapped.Select(key => key.Purpose).ShouldBe([KeyPurposes.Vault]);

        keys.Unwrapped.Clear();
        var grant = await ada.GrantAsync(id);
        await ada.UseAsync(grant);
        await ada.UseAsync(grant);
        keys.Unwrapped.Select(key => key.Purpose).ShouldBe([KeyPurposes.VaultSecret]);
    }

    [Fact]
    public async Task Requests_that_open_a_vault_at_once_all_find_it_whole()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var cold = ada.Cold();

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => cold.NamesAsync())));

        all.ShouldAllBe(names => names.SequenceEqual(new[] { "Bank" }));
        site.Get<OpenVaults>().Count.ShouldBe(2, "one for each session");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_key_service_that_is_down_uses_up_no_grant(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var keys = (CountedKeys)site.Get<IKeyWrapper>();
        var id = await ada.AddAsync("Bank");
        var grant = await ada.GrantAsync(id);
        keys.Down = true;

        await Should.ThrowAsync<KeyServiceException>(ada.UseAsync(grant));
        await Should.ThrowAsync<KeyServiceException>(ada.AddAsync("Shop"));
        await Should.ThrowAsync<KeyServiceException>(ada.EditAsync(id, VaultVisitor.Input("Bank", "new")));
        await Should.ThrowAsync<KeyServiceException>(ada.Cold().NamesAsync());
        (await ada.NamesAsync()).ShouldBe(["Bank"], "what is open stays open");
        (await site.LedgerAsync(LedgerKinds.EntryBroken)).ShouldBe(0, "that nothing opens is not the entry's fault");
        keys.Down = false;

        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Revealed>();
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(1);
    }
}
