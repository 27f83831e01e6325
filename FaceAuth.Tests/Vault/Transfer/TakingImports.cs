using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Transfer;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class TakingImports
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_file_is_shown_first_and_then_taken_whole(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);

        var import = await ada.WaitingAsync(Imports.Some(3));

        var preview = (await ada.PreviewAsync(import)).ShouldNotBeNull();
        (preview.Id, preview.Duplicates, preview.EndUnknown, preview.NotCarried.Count).ShouldBe((import, 0, false, 0));
        preview.Entries.Select(entry => (entry.Name, entry.UserName, entry.Site, entry.Duplicate)).ShouldBe(
            Enumerable.Range(1, 3).Select(i => ($"entry {i}", "ada", "https://example.org", ImportDuplicate.None)));
        preview.ToString().ShouldNotContain("entry 1");
        preview.Entries[0].ToString().ShouldNotContain("entry 1");
        (await NothingTakenAsync(site)).ShouldBeTrue();

        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(3, 0));

        (await ada.NamesAsync()).ShouldBe(["entry 1", "entry 2", "entry 3"]);
        (await ada.Cold().NamesAsync()).ShouldBe(["entry 1", "entry 2", "entry 3"]);
        foreach (var entry in (await ada.Vault.ReadAsync(ada.Session, Ct)).Live)
            (await ada.ShowAsync(entry.Id)).ShouldBe(entry.Card.Name.Replace("entry", "password", StringComparison.Ordinal));
        (await site.CountRowsAsync("vault_imports")).ShouldBe(0);
        (await site.LedgerAsync(LedgerKinds.EntriesImported, import)).ShouldBe(1);
        (await ada.PreviewAsync(import)).ShouldBeNull();
        (await ada.TakeAsync(import)).ShouldBeOfType<TakeImportResult.NotThere>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_is_there_already_is_left_out_or_taken_as_well(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var entry = Imports.Some(1)[0];
        await ada.TakeAsync(await ada.WaitingAsync(entry));
        TransferEntry[] file =
        [
            entry with { Password = "another password" }, // told without a look at the password
            entry with { UserName = "eve" }, entry with { UserName = "eve", Notes = "n" }, entry with { UserName = "eve", Password = "p" },
            entry with { Name = "Entry 1" },
        ];

        var import = await ada.WaitingAsync(file);

        var preview = (await ada.PreviewAsync(import)).ShouldNotBeNull();
        preview.Entries.Select(one => one.Duplicate).ShouldBe(
            [ImportDuplicate.InVault, ImportDuplicate.None, ImportDuplicate.InFile, ImportDuplicate.None, ImportDuplicate.None]);
        preview.Duplicates.ShouldBe(2);
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(3, 2));
        (await site.CountRowsAsync("vault_entries")).ShouldBe(4);

        import = await ada.WaitingAsync(file);
        (await ada.PreviewAsync(import)).ShouldNotBeNull().Duplicates.ShouldBe(5);
        (await ada.TakeAsync(import, skipDuplicates: false)).ShouldBe(new TakeImportResult.Taken(5, 0));
        (await site.CountRowsAsync("vault_entries")).ShouldBe(9);

        // What is in the bin is not there.
        foreach (var one in (await ada.Vault.ReadAsync(ada.Session, Ct)).Live)
            await ada.DeleteAsync(one.Id);
        (await ada.PreviewAsync(await ada.WaitingAsync(entry))).ShouldNotBeNull().Duplicates.ShouldBe(0);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_requests_that_race_for_an_import_one_takes_it(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var taken = 0;
        foreach (var sides in new[] { new[] { ada, ada }, [ada, ada.At(second)] })
        {
            var import = await ada.WaitingAsync(Imports.Some(3));

            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => sides[i % 2].TakeAsync(import, skipDuplicates: false))));

            results.Count(result => result == new TakeImportResult.Taken(3, 0)).ShouldBe(1);
            results.Count(result => result is TakeImportResult.NotThere).ShouldBe(3);
            (await site.CountRowsAsync("vault_entries")).ShouldBe(taken += 3);
            (await site.CountRowsAsync("vault_secrets")).ShouldBe(taken);
            (await site.LedgerAsync(LedgerKinds.EntriesImported, import)).ShouldBe(1);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_key_service_that_fails_on_the_way_leaves_nothing_and_the_import_waits(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var keys = (CountedKeys)site.Get<IKeyWrapper>();
        var import = await ada.WaitingAsync(Imports.Some(20));
        foreach (var calls in new[] { 0, 7, 19 })
        {
            keys.FailsAfter = calls;

            await Should.ThrowAsync<KeyServiceException>(ada.TakeAsync(import));

            (await NothingTakenAsync(site)).ShouldBeTrue($"{calls}");
            (await ada.NamesAsync()).ShouldBeEmpty();
        }
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(20, 0));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_database_that_fails_on_the_way_leaves_nothing_and_the_import_waits(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var import = await ada.WaitingAsync(Imports.Some(3));
        // The secrets come after the first entry, the ledger last.
        foreach (var table in new[] { "vault_secrets", "ledger" })
        {
            await site.TamperAsync($"ALTER TABLE {table} RENAME TO away");

            await Should.ThrowAsync<System.Data.Common.DbException>(ada.TakeAsync(import));

            await site.TamperAsync($"ALTER TABLE away RENAME TO {table}");
            (await NothingTakenAsync(site)).ShouldBeTrue(table);
            (await ada.NamesAsync()).ShouldBeEmpty(table);
        }
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(3, 0));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_vault_that_would_be_too_full_takes_nothing_until_there_is_room(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        site.Get<IOptions<VaultOptions>>().Value.MaxEntries = 3;
        var ada = await VaultVisitor.EnrolAsync(site);
        var there = await ada.AddAsync("there");
        var import = await ada.WaitingAsync(Imports.Some(3));

        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Full(3));
        await ada.DeleteAsync(there);
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Full(3), "those in the bin count");
        (await site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(there), Ct)).ShouldBeTrue();

        // Somebody is faster while the keys are made.
        var faster = VaultEntryId.New();
        ((CountedKeys)site.Get<IKeyWrapper>()).BeforeGenerate = async () => faster = await ada.AddAsync("faster");
        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Full(3));
        (await ada.NamesAsync()).ShouldBe(["faster"]);
        (await site.LedgerAsync(LedgerKinds.EntriesImported)).ShouldBe(0);
        await ada.DeleteAsync(faster);
        (await site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(faster), Ct)).ShouldBeTrue();

        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(3, 0));
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_file_that_is_refused_leaves_no_import(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var whole = BitwardenJsonWriter.Write(Imports.Some(3)).Content;

        (await ada.ReadAsync(whole[..^10])).ShouldBeOfType<PreviewResult.Refused>().Reading.AsksPassphrase.ShouldBeFalse();
        var locked = BitwardenJsonWriter.WriteEncrypted(Imports.Some(3), "correct horse battery").Content;
        (await ada.ReadAsync(locked)).ShouldBeOfType<PreviewResult.Refused>().Reading.AsksPassphrase.ShouldBeTrue();
        (await ada.ReadAsync(locked, "wrong")).ShouldBeOfType<PreviewResult.Refused>().Reading.AsksPassphrase.ShouldBeTrue();
        (await site.CountRowsAsync("vault_imports")).ShouldBe(0);

        // One import waits in a session: a new file takes the place of the one before.
        var first = await ada.WaitingAsync(Imports.Some(1));
        (await ada.ReadAsync(locked, "correct horse battery")).ShouldBeOfType<PreviewResult.Waiting>();
        (await ada.PreviewAsync(first)).ShouldBeNull();
        (await site.CountRowsAsync("vault_imports")).ShouldBe(1);
    }

    [Fact]
    public async Task Ten_thousand_entries_come_in_at_once_and_one_more_is_refused()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        var entries = Imports.Some(EntryLimits.Entries + 1);
        (await ada.ReadAsync(BitwardenJsonWriter.Write(entries).Content)).ShouldBeOfType<PreviewResult.Refused>();
        var import = await ada.WaitingAsync(entries[..^1]);

        (await ada.TakeAsync(import)).ShouldBe(new TakeImportResult.Taken(EntryLimits.Entries, 0));

        (await site.CountRowsAsync("vault_entries")).ShouldBe(EntryLimits.Entries);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(EntryLimits.Entries);
        (await ada.NamesAsync(VaultQuery.Default with { Search = "entry 9999" })).ShouldBe(["entry 9999"]);
        (await ada.PreviewAsync(await ada.WaitingAsync(entries[..^1]))).ShouldNotBeNull().Duplicates.ShouldBe(EntryLimits.Entries);
    }

    private static async Task<bool> NothingTakenAsync(TestSite site) =>
        (await site.CountRowsAsync("vault_entries"), await site.CountRowsAsync("vault_secrets"), await site.CountRowsAsync("vault_imports"),
            await site.LedgerAsync(LedgerKinds.EntriesImported)) == (0, 0, 1, 0);
}
