using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using Microsoft.Extensions.DependencyInjection;

namespace FaceAuth.Tests.Vault;

public sealed class KeepingEntries
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_was_put_in_is_there_again(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync(new EntryInput
        {
            Name = "Bank 🏦", Site = "https://bank.example/login", UserName = "ada.l", Tags = ["Money", "private", "money"], RotateEvery = 90,
            Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = "pa ss\u0000wörd 🔑", [SecretField.Notes] = "", [SecretField.Totp] = "otpauth://x" },
        });

        foreach (var reader in new[] { ada, ada.Cold() })
        {
            var entry = (await reader.FindAsync(id)).ShouldNotBeNull();
            (entry.IsOpen, entry.Version, entry.DeletedAt, entry.MarkedAt).ShouldBe((true, 1, null, null));
            (entry.Card.Name, entry.Card.Site, entry.Card.UserName).ShouldBe(("Bank 🏦", "https://bank.example/login", "ada.l"));
            entry.Card.Tags.ShouldBe(["Money", "private"], "a tag counts once, however it is written");
            (entry.Card.Password, entry.Card.Notes, entry.Card.Totp).ShouldBe((1, 0, 1));
            (entry.CreatedAt, entry.PasswordChangedAt).ShouldBe((site.Clock.GetUtcNow(), site.Clock.GetUtcNow()));
            entry.RotateAt.ShouldBe(site.Clock.GetUtcNow().AddDays(90));
        }
        (await ada.ShowAsync(id)).ShouldBe("pa ss\u0000wörd 🔑");
        (await ada.ShowAsync(id, SecretField.Totp)).ShouldBe("otpauth://x");
        (await site.LedgerAsync(LedgerKinds.EntryAdded, id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Each_word_of_a_search_stands_somewhere_in_the_entry(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync(new EntryInput { Name = "Ärzte-Portal", Site = "praxis.example", UserName = "ada", Tags = ["Health"] });
        await ada.AddAsync(new EntryInput { Name = "Bank", Site = "bank.example", UserName = "ADA.L", Tags = ["Money", "Shared money"] });
        await ada.AddAsync(new EntryInput { Name = "bakery", Site = "https://brot.example", Tags = ["money"] });

        await FindsAsync("", "Bank", "bakery", "Ärzte-Portal");
        await FindsAsync("äRZTE", "Ärzte-Portal");
        await FindsAsync("ada", "Bank", "Ärzte-Portal");
        await FindsAsync("  ada   BANK ", "Bank");
        await FindsAsync("brot", "bakery");
        await FindsAsync("shared", "Bank");
        await FindsAsync("ada bakery");
        await FindsAsync("exampleada");
        await FindsAsync("%");
        (await ada.NamesAsync(VaultQuery.Default with { Tag = "MONEY" })).ShouldBe(["bakery", "Bank"], ignoreOrder: true);
        (await ada.NamesAsync(VaultQuery.Default with { Tag = "money", Search = "l" })).ShouldBe(["Bank", "bakery"], ignoreOrder: true);
        (await ada.NamesAsync(VaultQuery.Default with { Tag = "mon" })).ShouldBeEmpty("a tag is asked for whole");
        (await ada.Vault.ListAsync(ada.Session, VaultQuery.Default, Ct)).Tags
            .Select(tag => (tag.Name.ToUpperInvariant(), tag.Entries)).ShouldBe([("HEALTH", 1), ("MONEY", 2), ("SHARED MONEY", 1)]);

        async Task FindsAsync(string search, params string[] names) =>
            (await ada.NamesAsync(VaultQuery.Default with { Search = search })).ShouldBe(names, ignoreOrder: true, search);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task It_is_sorted_by_name_by_age_and_by_what_is_due(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        await AddAsync("delta", "p", 30);
        await AddAsync("Alpha", "p", 0);
        await AddAsync("charlie", "p", 10);
        await AddAsync("Bravo", null, 10);

        (await ada.NamesAsync()).ShouldBe(["Alpha", "Bravo", "charlie", "delta"]);
        (await ada.NamesAsync(VaultQuery.Default with { Sort = VaultSort.Age })).ShouldBe(["delta", "Alpha", "charlie", "Bravo"]);
        (await ada.NamesAsync(VaultQuery.Default with { Sort = VaultSort.Rotation })).ShouldBe(["charlie", "delta", "Alpha", "Bravo"]);

        async Task AddAsync(string name, string? password, int days)
        {
            var input = VaultVisitor.Input(name, password);
            await ada.AddAsync(new EntryInput { Name = name, RotateEvery = days, Secrets = input.Secrets });
            site.Clock.Advance(TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task It_comes_in_pages()
    {
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite);
        var ada = await VaultVisitor.EnrolAsync(site);
        (await ada.Vault.ListAsync(ada.Session, VaultQuery.Default with { Page = 9 }, Ct)).ShouldSatisfyAllConditions(
            page => page.Entries.ShouldBeEmpty(), page => (page.Page, page.Pages, page.Found).ShouldBe((1, 1, 0)));
        for (var i = 0; i < 2 * PasswordVault.PageSize + 1; i++)
            await ada.AddAsync($"entry {i:D3}", password: null);

        var last = await ada.Vault.ListAsync(ada.Session, VaultQuery.Default with { Page = 9 }, Ct);
        (last.Page, last.Pages, last.Found, last.Total).ShouldBe((3, 3, 101, 101));
        last.Entries.ShouldHaveSingleItem().Card.Name.ShouldBe("entry 100");
        var pages = new List<string>();
        for (var page = 1; page <= 3; page++)
            pages.AddRange(await ada.NamesAsync(VaultQuery.Default with { Page = page }));
        pages.ShouldBe(Enumerable.Range(0, 101).Select(i => $"entry {i:D3}"));
        (await ada.Vault.ListAsync(ada.Session, VaultQuery.Default with { Page = -1 }, Ct)).Page.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Changing_the_card_leaves_the_secrets_as_they_are(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "first", "some notes");
        var added = site.Clock.GetUtcNow();
        site.Clock.Advance(TimeSpan.FromMinutes(1));

        (await ada.EditAsync(id, new EntryInput { Name = "My bank", UserName = "ada", RotateEvery = 7 })).ShouldBe(new EntryResult.Saved(id));

        var entry = (await ada.Cold().FindAsync(id)).ShouldNotBeNull();
        (entry.Card.Name, entry.Card.UserName, entry.Version).ShouldBe(("My bank", "ada", 2));
        (entry.CreatedAt, entry.UpdatedAt, entry.PasswordChangedAt).ShouldBe((added, site.Clock.GetUtcNow(), added));
        entry.RotateAt.ShouldBe(added.AddDays(7), "counted from the password's age");
        (await ada.ShowAsync(id)).ShouldBe("first");
        (await ada.ShowAsync(id, SecretField.Notes)).ShouldBe("some notes");
        (await site.LedgerAsync(LedgerKinds.EntryChanged, id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Every_password_stays_in_the_history_and_no_version_is_used_twice(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "first");
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = site.Clock.GetUtcNow();
        await ada.EditAsync(id, VaultVisitor.Input("Bank", "second"));
        site.Clock.Advance(TimeSpan.FromMinutes(1));
        var cleared = site.Clock.GetUtcNow();
        await ada.EditAsync(id, VaultVisitor.Input("Bank", ""));

        var without = (await ada.FindAsync(id)).ShouldNotBeNull();
        (without.Card.Password, without.PasswordChangedAt).ShouldBe((0, null));
        await ada.EditAsync(id, VaultVisitor.Input("Bank", "third"));

        (await ada.FindAsync(id)).ShouldNotBeNull().Card.Password.ShouldBe(3);
        var history = (await ada.Vault.ListHistoryAsync(ada.Session, id, SecretField.Password, Ct)).ShouldNotBeNull();
        history.Select(version => version.Version).ShouldBe([3, 2, 1]);
        history.Select(version => version.ReplacedAt).ShouldBe([null, cleared.ToUnixTimeMilliseconds(), second.ToUnixTimeMilliseconds()]);
        history[1].CreatedAt.ShouldBe(second.ToUnixTimeMilliseconds());
        foreach (var (version, text) in new[] { (1, "first"), (2, "second"), (3, "third") })
            (await ada.ShowAsync(id, version: version)).ShouldBe(text);
        (await ada.Vault.ListHistoryAsync(ada.Session, id, SecretField.Notes, Ct)).ShouldBe([]);
        (await ada.Vault.ListHistoryAsync(ada.Session, VaultEntryId.New(), SecretField.Password, Ct)).ShouldBeNull();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_two_changes_to_what_was_read_once_one_is_made(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("Bank", "first");

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            (i % 2 == 0 ? ada : ada.At(second)).Vault.EditAsync(ada.Session, id, 1, VaultVisitor.Input($"Bank {i}", $"password {i}"), Ct))));

        results.Count(result => result is EntryResult.Saved).ShouldBe(1);
        results.Count(result => result is EntryResult.ChangedMeanwhile).ShouldBe(3);
        var winner = Array.FindIndex(results, result => result is EntryResult.Saved);
        var entry = (await ada.FindAsync(id)).ShouldNotBeNull();
        (entry.Card.Name, entry.Version, entry.Card.Password).ShouldBe(($"Bank {winner}", 2, 2));
        (await ada.ShowAsync(id, version: 2)).ShouldBe($"password {winner}");
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(2);
        (await site.LedgerAsync(LedgerKinds.EntryChanged)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_full_vault_takes_nothing_more_until_something_is_erased(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, services => services.Configure<VaultOptions>(options => options.MaxEntries = 2));
        var ada = await VaultVisitor.EnrolAsync(site);
        var first = await ada.AddAsync("one");

        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => Task.Run(() => ada.Vault.AddAsync(ada.Session, VaultVisitor.Input($"{i}", "p"), Ct))));
        results.Count(result => result is EntryResult.Saved).ShouldBe(1);
        results.Count(result => result is EntryResult.Full { Max: 2 }).ShouldBe(2);
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(2, "what is refused leaves nothing");

        await ada.DeleteAsync(first);
        (await ada.Vault.AddAsync(ada.Session, VaultVisitor.Input("more"), Ct)).ShouldBeOfType<EntryResult.Full>("the bin counts");
        (await site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(first), Ct)).ShouldBeTrue();
        await ada.AddAsync("more");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Nothing_is_written_in_a_session_that_was_disowned(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (kept, inBin) = (await ada.AddAsync("kept"), await ada.AddAsync("in the bin"));
        await ada.DeleteAsync(inBin);
        const string acts = "ledger WHERE kind LIKE 'entry-%'";
        var rows = await site.CountRowsAsync(acts);
        await ada.DisownAsync();

        (await ada.Vault.AddAsync(ada.Session, VaultVisitor.Input("new", "p"), Ct)).ShouldBeOfType<EntryResult.NotThere>();
        (await ada.EditAsync(kept, VaultVisitor.Input("other", "p"))).ShouldBeOfType<EntryResult.NotThere>();
        (await site.Get<VaultBin>().DeleteAsync(ada.Session, (await ada.FindAsync(kept)).ShouldNotBeNull(), Ct)).ShouldBeFalse();
        (await site.Get<VaultBin>().RestoreAsync(ada.Session, await ada.InBinAsync(inBin), Ct)).ShouldBeFalse();
        (await site.Get<VaultBin>().EraseAsync(ada.Session, await ada.InBinAsync(inBin), Ct)).ShouldBeFalse();
        (await site.CountRowsAsync("vault_secrets")).ShouldBe(2);
        (await site.CountRowsAsync(acts)).ShouldBe(rows);
    }

    [Fact]
    public void Nothing_that_an_entry_holds_is_printed_by_accident()
    {
        var card = new VaultCard { Name = "Bank", UserName = "ada", Tags = ["Money"] };
        var input = new EntryInput { Name = "Bank", Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = "Bank" } };
        foreach (object one in new object[] { card, input, new TagCount("Bank", 1), VaultQuery.Default with { Search = "Bank" }, new RevealFacts("Bank", "Bank", "Bank") })
            $"{one}".ShouldNotContain("Bank");
    }
}
