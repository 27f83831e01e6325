using FaceAuth.Accounts;
using FaceAuth.Ledger;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class TwoMembers
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_others_entry_is_as_one_that_is_not_there(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var (live, inBin) = (await ada.AddAsync("live"), await ada.AddAsync("in the bin"));
        await ada.DeleteAsync(inBin);
        var (liveEntry, binEntry) = ((await ada.FindAsync(live)).ShouldNotBeNull(), await ada.InBinAsync(inBin));
        var before = await site.CountRowsAsync("ledger");
        var (bin, input) = (site.Get<VaultBin>(), VaultVisitor.Input("mine now", "p"));

        foreach (var id in new[] { live, inBin, VaultEntryId.New() })
        {
            (await eve.FindAsync(id)).ShouldBeNull();
            (await eve.Vault.ReadAsync(eve.Session, Ct)).Find(id).ShouldBeNull();
            (await eve.Vault.ListHistoryAsync(eve.Session, id, SecretField.Password, Ct)).ShouldBeNull();
            (await eve.Vault.EditAsync(eve.Session, id, 1, input, Ct)).ShouldBeOfType<EntryResult.NotThere>();
            (await eve.RevealAsync(id)).ShouldBeOfType<RevealResult.NotThere>();
        }
        foreach (var entry in new[] { liveEntry, binEntry })
        {
            (await bin.DeleteAsync(eve.Session, entry, Ct)).ShouldBeFalse();
            (await bin.RestoreAsync(eve.Session, entry, Ct)).ShouldBeFalse();
            (await bin.EraseAsync(eve.Session, entry, Ct)).ShouldBeFalse();
        }
        // A session that mixes the two up is of neither.
        foreach (var mixed in new[] { ada.Session with { SignInId = eve.Session.SignInId }, eve.Session with { SignInId = ada.Session.SignInId } })
        {
            (await eve.Vault.AddAsync(mixed, input, Ct)).ShouldBeOfType<EntryResult.NotThere>();
            (await bin.DeleteAsync(mixed, liveEntry, Ct)).ShouldBeFalse();
        }
        (await site.CountRowsAsync("ledger")).ShouldBe(before);
        (await eve.NamesAsync()).ShouldBeEmpty();
        (await ada.Cold().NamesAsync()).ShouldBe(["live"]);
        (await ada.ShowAsync(live)).ShouldBe("the password");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_deleted_account_leaves_no_row_and_takes_none_of_the_others(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        foreach (var one in new[] { ada, eve })
        {
            var id = await one.AddAsync("Bank", "first", "notes");
            await one.EditAsync(id, VaultVisitor.Input("Bank", "second"));
            await one.ShowAsync(id);
            await one.GrantAsync(id);
            await one.DeleteAsync(await one.AddAsync("in the bin"));
        }
        (await site.CountRowsAsync($"data_keys WHERE owner = '{ada.Account.Id}'")).ShouldBe(2);
        var ledger = await site.CountRowsAsync("ledger");
        await site.Get<AccountDeletion>().DeleteAsync(ada.Account.AccountId, Ct);

        foreach (var table in new[] { "vaults", "vault_entries", "vault_secrets", "reveal_grants", "reveals" })
        {
            (await site.CountRowsAsync($"{table} WHERE account_id = '{ada.Account.Id}'")).ShouldBe(0, table);
            (await site.CountRowsAsync($"{table} WHERE account_id = '{eve.Account.Id}'")).ShouldBeGreaterThan(0, table);
        }
        (await site.CountRowsAsync($"data_keys WHERE owner = '{ada.Account.Id}'")).ShouldBe(0);
        (await ada.Vault.ReadAsync(ada.Session, Ct)).All.ShouldBeEmpty("what was in memory is not shown either");
        (await eve.NamesAsync()).ShouldBe(["Bank"]);

        // The ledger keeps its rows and goes on where it was.
        (await site.CountRowsAsync("ledger")).ShouldBeGreaterThanOrEqualTo(ledger);
        await site.AppendAsync(1);
        var rows = await site.CountRowsAsync("ledger");
        (await site.AskAsync<long>("SELECT MAX(seq) FROM ledger")).ShouldBe(rows);
        (await site.AskAsync<long>("SELECT MIN(seq) FROM ledger")).ShouldBe(1);
        (await site.AskAsync<long>("SELECT seq FROM ledger_head")).ShouldBe(rows);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Nothing_is_put_into_the_vault_of_an_account_that_was_deleted(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var grant = await ada.GrantAsync(id);
        await site.Get<AccountDeletion>().DeleteAsync(ada.Account.AccountId, Ct);

        (await ada.Vault.AddAsync(ada.Session, VaultVisitor.Input("late", "p"), Ct)).ShouldBeOfType<EntryResult.NotThere>();
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.NotThere>();
        (await ada.ProveAsync(new RevealTarget(id, SecretField.Password, 1))).ShouldNotBeOfType<RevealGrantResult.Granted>();
        (await site.Get<RevealDigests>().SendAsync(Ct)).ShouldBe(0);
        (await site.Get<DisownedReveals>().TakeAsync(Ct)).ShouldBe(0);
        foreach (var table in new[] { "vaults", "vault_entries", "vault_secrets", "reveal_grants", "reveals" })
            (await site.CountRowsAsync(table)).ShouldBe(0, table);
    }
}
