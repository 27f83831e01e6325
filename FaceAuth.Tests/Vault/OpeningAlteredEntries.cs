using FaceAuth.Database;
using FaceAuth.Ledger;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;

namespace FaceAuth.Tests.Vault;

/// <summary>Somebody with the database's password alters rows: what they touched does not open, and everything else does.</summary>
public sealed class OpeningAlteredEntries
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_card_that_was_altered_says_so_and_is_written_down_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var good = await ada.AddAsync("good", "good password");
        var other = await CardAsync(site, good);
        foreach (var (what, alter) in new (string, Func<byte[], byte[]>)[]
        {
            ("another entry's", _ => other), ("empty", _ => []), ("half a header", card => card[..10]), ("a header", card => card[..41]),
            ("no tag", card => card[..^16]), ("cut by a byte", card => card[..^1]), ("longer by a byte", card => [.. card, 0]),
            ("another format", card => Flip(card, 0)), ("another key's", card => Flip(card, 3)), ("another salt", card => Flip(card, 20)),
            ("another text", card => Flip(card, 45)), ("another tag", card => Flip(card, card.Length - 1)),
        })
        {
            var id = await ada.AddAsync("to be altered");
            await site.TamperAsync("UPDATE vault_entries SET sealed_card = @Card WHERE id = @Id", new { Card = alter(await CardAsync(site, id)), Id = id.ToString() });

            await IsBrokenAsync(ada.Closed(), id, what);
            (await ada.Vault.EditAsync(ada.Closed().Session, id, 1, VaultVisitor.Input("new", "p"), Ct)).ShouldBeOfType<EntryResult.NotThere>(what);
            (await ada.Cold().ListedAsync(good)).ShouldBeTrue(what);
        }
        (await ada.ShowAsync(good)).ShouldBe("good password");
        (await ada.EditAsync(good, VaultVisitor.Input("still good"))).ShouldBeOfType<EntryResult.Saved>();
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_card_does_not_open_in_another_account_entry_or_version(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var (good, hers) = (await ada.AddAsync("good"), await eve.AddAsync("hers"));
        var (moved, renamed, older) = (await ada.AddAsync("moved"), await ada.AddAsync("renamed"), await ada.AddAsync("older"));
        var first = await CardAsync(site, older);
        await ada.EditAsync(older, VaultVisitor.Input("newer"));
        var another = VaultEntryId.New();

        await site.TamperAsync("UPDATE vault_entries SET account_id = @Eve WHERE id = @Id", new { Eve = eve.Account.Id, Id = moved.ToString() });
        await site.TamperAsync("UPDATE vault_entries SET id = @New WHERE id = @Id", new { New = another.ToString(), Id = renamed.ToString() });
        await site.TamperAsync("UPDATE vault_entries SET sealed_card = @Card WHERE id = @Id", new { Card = first, Id = older.ToString() });

        await IsBrokenAsync(eve.Closed(), moved, "moved to another account");
        await IsBrokenAsync(ada.Closed(), another, "under another id");
        await IsBrokenAsync(ada.Closed(), older, "an older card in the place of a newer one");
        (await site.LedgerAsync(LedgerKinds.EntryBroken)).ShouldBe(3);
        (await eve.Cold().NamesAsync()).ShouldContain("hers");
        (await ada.Cold().NamesAsync()).ShouldContain("good");
        (await ada.Cold().FindAsync(moved)).ShouldBeNull();
        (await ada.ShowAsync(good)).ShouldBe("the password");
        (await eve.ShowAsync(hers)).ShouldBe("the password");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Numbers_and_ids_that_nobody_can_have_written_hide_no_other_entry(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var good = await ada.AddAsync("good");
        foreach (var (set, opens) in new[]
        {
            ("card_version = 3000000000", false), ("card_version = 0", false), ("card_version = -1", false), ("created_at = 9000000000000000000", true),
            ("password_changed_at = -9000000000000000000", true), ("rotate_at = 9000000000000000000", true), ("id = 'x'", false), ("id = UPPER(id)", false),
        })
        {
            var id = await ada.AddAsync("odd");
            await site.TamperAsync($"UPDATE vault_entries SET {set} WHERE id = @Id", new { Id = id.ToString() });

            (await ada.Cold().ListedAsync(good)).ShouldBeTrue(set);
            ((await ada.Cold().FindAsync(id))?.IsOpen ?? false).ShouldBe(opens, set);
            await site.TamperAsync("DELETE FROM vault_entries WHERE id <> @Good", new { Good = good.ToString() });
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_secret_opens_in_its_own_account_entry_field_and_version_only(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        // Every combination of the four, the one that changes nothing apart.
        for (var moves = 1; moves < 16; moves++)
        {
            var (a, b, hers) = (await ada.AddAsync("a", "first", "notes of a"), await ada.AddAsync("b", "password of b"), await eve.AddAsync("e", "password of e"));
            await ada.EditAsync(a, VaultVisitor.Input("a", "second"));
            var toEve = (moves & 1) != 0;
            var (who, entry) = (toEve ? eve : ada, (moves & 2) != 0 ? (toEve ? hers : b) : a);
            var (field, version) = ((moves & 4) != 0 ? SecretField.Totp : SecretField.Password, (moves & 8) != 0 ? 3 : 2);
            var what = $"account {toEve}, entry {entry != a}, {field} {version}";

            await site.TamperAsync(
                "UPDATE vault_secrets SET account_id = @Account, entry_id = @Entry, field = @Field, version = @Version WHERE entry_id = @A AND field = 'Password' AND version = 2",
                new { Account = who.Account.Id, Entry = entry.ToString(), Field = field.ToString(), Version = version, A = a.ToString() });

            var there = await who.RevealAsync(entry, field, version);
            if (toEve && entry == a)
                there.ShouldBeOfType<RevealResult.NotThere>(what); // her vault has no such entry
            else
                there.ShouldBeOfType<RevealResult.Broken>(what);
            (await ada.RevealAsync(a, version: 2)).ShouldBeOfType<RevealResult.Broken>(what);
            (await ada.RevealAsync(a, version: 2)).ShouldBeOfType<RevealResult.Broken>(what);
            (await site.LedgerAsync(LedgerKinds.EntryBroken, a.ToString())).ShouldBe(1, what);
            if (entry != a)
                (await site.LedgerAsync(LedgerKinds.EntryBroken, entry.ToString())).ShouldBe(1, what);

            (await ada.ShowAsync(a, version: 1)).ShouldBe("first", what);
            (await ada.ShowAsync(a, SecretField.Notes)).ShouldBe("notes of a", what);
            (await ada.ShowAsync(b)).ShouldBe("password of b", what);
            (await eve.ShowAsync(hers)).ShouldBe("password of e", what);
            // Its owner knows the password, or sets a new one.
            var at = (await ada.FindAsync(a)).ShouldNotBeNull().Version;
            (await ada.Vault.EditAsync(ada.Session, a, at, VaultVisitor.Input("a", "new"), Ct)).ShouldBeOfType<EntryResult.Saved>(what);
            (await ada.ShowAsync(a, version: (await ada.FindAsync(a)).ShouldNotBeNull().Card.Password)).ShouldBe("new", what);
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_secret_whose_bytes_or_key_were_altered_is_not_shown(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var good = await ada.AddAsync("good", "good password");
        var of = await SecretAsync(site, good);
        foreach (var (what, alter) in new (string, Func<VaultSecretRow, VaultSecretRow>)[]
        {
            ("cut", row => row with { SealedValue = row.SealedValue[..^1] }), ("empty", row => row with { SealedValue = [] }),
            ("another text", row => row with { SealedValue = Flip(row.SealedValue, 42) }), ("another value", row => row with { SealedValue = of.SealedValue }),
            ("another key", row => row with { Wrapped = of.Wrapped }), ("a cut key", row => row with { Wrapped = row.Wrapped[..20] }), ("no key", row => row with { Wrapped = [] }),
            ("another key and its id", row => row with { Wrapped = of.Wrapped, KeyId = of.KeyId }),
            ("all of another", row => row with { Wrapped = of.Wrapped, KeyId = of.KeyId, SealedValue = of.SealedValue }),
            ("another key id", row => row with { KeyId = of.KeyId }), ("no key id", row => row with { KeyId = "x" }), ("no master key", row => row with { MasterKeyId = "x" }),
        })
        {
            var id = await ada.AddAsync("to be altered");
            var row = alter(await SecretAsync(site, id));
            await site.TamperAsync("UPDATE vault_secrets SET key_id = @KeyId, master_key_id = @MasterKeyId, wrapped = @Wrapped, sealed_value = @SealedValue WHERE id = @Id", row);

            var grant = await ada.GrantAsync(id);
            (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Broken>(what);
            (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.Broken>(what);
            (await site.LedgerAsync(LedgerKinds.EntryBroken, id.ToString())).ShouldBe(1, what);
            (await site.LedgerAsync(LedgerKinds.Revealed, id.ToString())).ShouldBe(0, what);
        }
        (await ada.ShowAsync(good)).ShouldBe("good password");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_secret_that_was_removed_is_missed_and_one_that_never_was_is_not(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("a", "first");
        (await ada.RevealAsync(id, SecretField.Notes)).ShouldBeOfType<RevealResult.NotThere>();
        (await ada.RevealAsync(id, version: 2)).ShouldBeOfType<RevealResult.NotThere>();
        (await site.LedgerAsync(LedgerKinds.EntryBroken)).ShouldBe(0);
        await site.TamperAsync("DELETE FROM vault_secrets");

        (await ada.RevealAsync(id)).ShouldBeOfType<RevealResult.Broken>();

        (await site.LedgerAsync(LedgerKinds.EntryBroken, id.ToString())).ShouldBe(1);
        await ada.EditAsync(id, VaultVisitor.Input("a", "second"));
        (await ada.FindAsync(id)).ShouldNotBeNull().Card.Password.ShouldBe(2, "no version is used twice");
        (await ada.ShowAsync(id, version: 2)).ShouldBe("second");
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Two_who_notice_at_once_write_it_down_once(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        var id = await ada.AddAsync("a");
        await site.TamperAsync("UPDATE vault_entries SET sealed_card = @Nothing", new { Nothing = Array.Empty<byte>() });

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? ada : ada.At(second)).Cold().NamesAsync())));

        (await site.LedgerAsync(LedgerKinds.EntryBroken, id.ToString())).ShouldBe(1);
    }

    private static async Task IsBrokenAsync(VaultVisitor who, VaultEntryId id, string what)
    {
        for (var i = 0; i < 2; i++)
        {
            var entry = (await who.FindAsync(id)).ShouldNotBeNull(what);
            entry.IsOpen.ShouldBeFalse(what);
            entry.Card.Name.ShouldContain("cannot be opened");
        }
        (await who.Closed().FindAsync(id)).ShouldNotBeNull(what).IsOpen.ShouldBeFalse(what);
        (await who.RevealAsync(id)).ShouldBeOfType<RevealResult.NotThere>(what);
        (await who.Site.LedgerAsync(LedgerKinds.EntryBroken, id.ToString())).ShouldBe(1, what);
    }

    private static async Task<byte[]> CardAsync(TestSite site, VaultEntryId id) =>
        (await site.AskAsync<byte[]>("SELECT sealed_card FROM vault_entries WHERE id = @Id", new { Id = id.ToString() })).ShouldNotBeNull();

    private static async Task<VaultSecretRow> SecretAsync(TestSite site, VaultEntryId id) =>
        (await site.Get<Db>().ReadAsync(
            session => session.FindAsync<VaultSecretRow>(
                """
                SELECT id, account_id, entry_id, field, version, key_id, master_key_id, wrapped, sealed_value, created_at, replaced_at, sign_in_id
                  FROM vault_secrets WHERE entry_id = @Id
                """,
                new { Id = id.ToString() }), Ct)).ShouldNotBeNull();

    private static byte[] Flip(byte[] bytes, int at) => [.. bytes[..at], (byte)(bytes[at] ^ 1), .. bytes[(at + 1)..]];
}

file static class Lists
{
    public static async Task<bool> ListedAsync(this VaultVisitor who, VaultEntryId id) =>
        (await who.Vault.ListAsync(who.Session, VaultQuery.Default, CancellationToken.None)).Entries.Any(entry => entry.Id == id && entry.IsOpen);
}
