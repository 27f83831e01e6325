using FaceAuth.Accounts;
using FaceAuth.Ledger;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

public sealed class DeletingEntries
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task An_entry_comes_back_from_the_bin_whole(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "first");
        await ada.EditAsync(id, VaultVisitor.Input("Bank", "second"));
        var bin = site.Get<VaultBin>();
        var live = (await ada.FindAsync(id)).ShouldNotBeNull();

        (await bin.RestoreAsync(ada.Session, live, Ct)).ShouldBeFalse("it is not in the bin");
        (await bin.EraseAsync(ada.Session, live, Ct)).ShouldBeFalse("it is not in the bin");
        await ada.DeleteAsync(id);
        (await bin.DeleteAsync(ada.Session, live, Ct)).ShouldBeFalse("it is there already");
        (await ada.FindAsync(id)).ShouldBeNull();
        (await ada.NamesAsync(VaultQuery.Default with { Search = "bank" })).ShouldBeEmpty();
        (await bin.RestoreAsync(ada.Session, await ada.InBinAsync(id), Ct)).ShouldBeTrue();

        (await ada.ShowAsync(id, version: 1)).ShouldBe("first");
        (await ada.ShowAsync(id, version: 2)).ShouldBe("second");
        foreach (var one in new[] { LedgerKinds.EntryDeleted, LedgerKinds.EntryRestored })
            (await site.LedgerAsync(one, id.ToString())).ShouldBe(1, one);
        (await site.LedgerAsync(LedgerKinds.EntryErased)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_is_in_the_bin_is_neither_shown_nor_changed(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        var grant = await ada.GrantAsync(id);
        await ada.DeleteAsync(id);

        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.NotThere>();
        (await ada.RevealAsync(id)).ShouldBeOfType<RevealResult.NotThere>();
        (await ada.Vault.EditAsync(ada.Session, id, 1, VaultVisitor.Input("Bank", "new"), Ct)).ShouldBeOfType<EntryResult.NotThere>();
        (await ada.Vault.ListHistoryAsync(ada.Session, id, SecretField.Password, Ct)).ShouldBeNull();
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.Revealed)).ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_who_restore_and_erase_at_once_one_wins(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank");
        await ada.DeleteAsync(id);
        var entry = await ada.InBinAsync(id);

        var results = await Task.WhenAll(
            Task.Run(() => site.Get<VaultBin>().RestoreAsync(ada.Session, entry, Ct)), Task.Run(() => second.Get<VaultBin>().EraseAsync(ada.Session, entry, Ct)));

        results.Count(won => won).ShouldBe(1);
        (await ada.FindAsync(id) is not null).ShouldBe(results[0]);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(results[0] ? 1 : 0);
        (await site.LedgerAsync(LedgerKinds.EntryErased) + await site.LedgerAsync(LedgerKinds.EntryRestored)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task The_bin_is_emptied_of_what_is_in_it_for_thirty_days(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (kept, old, later) = (await ada.AddAsync("kept"), await ada.AddAsync("old", notes: "notes"), await ada.AddAsync("later"));
        await ada.DeleteAsync(old);
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await ada.DeleteAsync(later);
        var bin = site.Get<VaultBin>();

        site.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMilliseconds(2));
        (await bin.EmptyAsync(Ct)).ShouldBe(0);
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await bin.EmptyAsync(Ct)).ShouldBe(1);

        (await ada.Vault.ReadAsync(ada.Session, Ct)).All.Select(entry => entry.Id).ShouldBe([kept, later], ignoreOrder: true);
        (await site.CountRowsAsync($"vault_secrets WHERE entry_id = '{old}'")).ShouldBe(0, "with them go the only keys");
        (await site.LedgerAsync(LedgerKinds.EntryErased, old.ToString())).ShouldBe(1);
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await bin.EmptyAsync(Ct)).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.EntryErased)).ShouldBe(2);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_job_that_is_interrupted_leaves_each_entry_whole_or_gone_and_the_next_one_goes_on(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var ids = new List<VaultEntryId>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await ada.AddAsync($"{i}"));
            await ada.DeleteAsync(ids[^1]);
        }
        site.Clock.Advance(TimeSpan.FromDays(31));
        // It fails in the middle of its third transaction: the place of its ledger row is taken.
        await site.TamperAsync(
            """
            INSERT INTO ledger (seq, format, id, at, kind, account_id, actor_id, subject_id, details_hash, sealed_details, mac)
            SELECT (SELECT MAX(seq) + 3 FROM ledger), format, id, at, 'in the way', account_id, actor_id, subject_id, details_hash, sealed_details, mac
              FROM ledger WHERE seq = 1
            """);
        await Should.ThrowAsync<System.Data.Common.DbException>(site.Get<VaultBin>().EmptyAsync(Ct));
        (await site.CountRowsAsync("vault_entries")).ShouldBe(4);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(4);
        (await site.LedgerAsync(LedgerKinds.EntryErased)).ShouldBe(2);
        await site.TamperAsync("DELETE FROM ledger WHERE kind = 'in the way'");

        using var stop = new CancellationTokenSource();
        stop.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(site.Get<VaultBin>().EmptyAsync(stop.Token));
        var both = await Task.WhenAll(Task.Run(() => site.Get<VaultBin>().EmptyAsync(Ct)), Task.Run(() => second.Get<VaultBin>().EmptyAsync(Ct)));
        both.Sum().ShouldBe(4);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(0);
        foreach (var id in ids)
            (await site.LedgerAsync(LedgerKinds.EntryErased, id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_row_of_no_account_neither_stops_the_job_nor_keeps_it_going_for_ever(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        for (var i = 0; i < 102; i++)
            await ada.DeleteAsync(await ada.AddAsync($"{i}", password: null));
        var last = await ada.AddAsync("last");
        await ada.DeleteAsync(last);
        await site.TamperAsync("UPDATE vault_entries SET account_id = @Nobody WHERE id <> @Last", new { Nobody = AccountId.New().ToString(), Last = last.ToString() });
        site.Clock.Advance(TimeSpan.FromDays(31));

        (await site.Get<VaultBin>().EmptyAsync(Ct)).ShouldBe(1);
    }
}
