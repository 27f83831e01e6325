using System.Text;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Ledger;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using FaceAuth.Vault.Transfer;

namespace FaceAuth.Tests.Vault.Transfer;

public sealed class ExportingAVault
{
    private const string Passphrase = "correct horse battery staple";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_went_out_comes_into_another_vault_as_it_was(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        await FillAsync(ada);
        IReadOnlyList<TransferEntry> before = [];
        foreach (var (name, write) in new (string, Func<IReadOnlyList<TransferEntry>, ExportFile>)[]
        {
            ("encrypted", all => BitwardenJsonWriter.WriteEncrypted(before = all, Passphrase)),
            ("json", all => BitwardenJsonWriter.Write(before = all)), ("csv", all => EntryCsvWriter.Write(before = all)),
        })
        {
            var (reveals, rows) = (await site.CountRowsAsync("reveals WHERE field = 'Export'"), await site.LedgerAsync(LedgerKinds.Exported));
            var written = (await ada.ExportAsync(await GrantAsync(ada), write)).ShouldBeOfType<ExportResult.Written>(name);
            (written.Entries, written.Broken).ShouldBe((4, 0), name);
            (await site.CountRowsAsync("reveals WHERE field = 'Export'")).ShouldBe(reveals + 1);
            (await site.LedgerAsync(LedgerKinds.Exported)).ShouldBe(rows + 1);
            before.Select(entry => entry.Name).ShouldBe(["=1+1", "Bänk 🏦", "Notes", "Once had one"], name);
            before.Single(entry => entry.Name == "Bänk 🏦").History.Select(old => old.Password).ShouldBe(["zweites \"Passwort\"", "first"], name);

            var eve = await VaultVisitor.EnrolAsync(site, $"eve{name}");
            var read = (await eve.ReadAsync(written.File.Content, name == "encrypted" ? Passphrase : null)).ShouldBeOfType<PreviewResult.Waiting>(name);
            (await eve.TakeAsync(read.ImportId)).ShouldBe(new TakeImportResult.Taken(4, 0));

            var now = DateTimeOffset.FromUnixTimeMilliseconds(site.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            IReadOnlyList<TransferEntry> after = [];
            await eve.ExportAsync(await GrantAsync(eve), all => BitwardenJsonWriter.Write(after = all));
            after.ShouldBe(
                name == "csv" ? before.Select(entry => entry with { History = [], ChangedAt = entry.Password is null ? null : now }) : before, name);
            if (name == "csv")
                continue;
            foreach (var entry in (await ada.Vault.ReadAsync(ada.Session, Ct)).Live)
            {
                var copy = (await eve.Vault.ReadAsync(eve.Session, Ct)).Live.Single(other => other.Card.Name == entry.Card.Name);
                copy.PasswordChangedAt.ShouldBe(entry.PasswordChangedAt, name);
                // When the oldest one came is in no file.
                (await VersionsAsync(eve, copy)).ShouldBe(await VersionsAsync(ada, entry), name);
            }
        }
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_grant_is_good_for_one_file_in_its_session_for_five_minutes(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var eve = await VaultVisitor.EnrolAsync(site, "eve");
        var id = await ada.AddAsync("Bank");
        var elsewhere = await VaultVisitor.SignInAsync(site, ada.Account);
        var (grant, late) = (await GrantAsync(ada), await GrantAsync(ada));
        foreach (var other in new[] { elsewhere, eve })
            (await other.ExportAsync(grant, Plain)).ShouldBeOfType<ExportResult.NotThere>();
        (await ada.ExportAsync("no such grant", Plain)).ShouldBeOfType<ExportResult.NotThere>();

        // One kind of grant is none of the other, and neither is used up by the attempt.
        var reveal = await ada.GrantAsync(id);
        (await ada.ExportAsync(reveal, Plain)).ShouldBeOfType<ExportResult.NotThere>();
        (await site.Get<SecretReveals>().TakeExportAsync(ada.Session, reveal, Ct)).ShouldBeFalse();
        (await ada.UseAsync(grant)).ShouldBeOfType<RevealResult.NotThere>();
        (await ada.UseAsync(reveal)).ShouldBeOfType<RevealResult.Revealed>();

        site.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        var file = (await ada.ExportAsync(grant, Plain)).ShouldBeOfType<ExportResult.Written>().File;
        Encoding.UTF8.GetString(file.Content).ShouldContain("the password");
        file.ToString().ShouldNotContain("the password");
        (await ada.ExportAsync(grant, Plain)).ShouldBeOfType<ExportResult.Over>();
        site.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await ada.ExportAsync(late, Plain)).ShouldBeOfType<ExportResult.Over>();
        (await site.LedgerAsync(LedgerKinds.Exported)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task Of_requests_that_race_for_a_grant_one_gets_the_file(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        await using var second = await site.StartSecondAsync();
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.AddAsync("Bank");
        var grant = await GrantAsync(ada);
        var there = ada.At(second);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => (i % 2 == 0 ? ada : there).ExportAsync(grant, Plain))));

        results.Count(result => result is ExportResult.Written).ShouldBe(1);
        results.Count(result => result is ExportResult.Over).ShouldBe(3);
        (await site.CountRowsAsync("reveals")).ShouldBe(1);
        (await site.LedgerAsync(LedgerKinds.Exported)).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task What_does_not_open_is_left_out_counted_and_written_down(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        var (card, secret, gone) = (await ada.AddAsync("card"), await ada.AddAsync("secret", "p", "notes"), await ada.AddAsync("gone"));
        await ada.AddAsync("good");
        await ada.DeleteAsync(await ada.AddAsync("in the bin"));
        await site.TamperAsync("UPDATE vault_entries SET sealed_card = @Nothing WHERE id = @Id", new { Nothing = Array.Empty<byte>(), Id = card.ToString() });
        await site.TamperAsync("UPDATE vault_secrets SET sealed_value = @Nothing WHERE entry_id = @Id AND field = 'Notes'", new { Nothing = Array.Empty<byte>(), Id = secret.ToString() });
        await site.TamperAsync("DELETE FROM vault_secrets WHERE entry_id = @Id", new { Id = gone.ToString() });

        IReadOnlyList<TransferEntry> all = [];
        var cold = await VaultVisitor.SignInAsync(site, ada.Account);
        var written = (await cold.ExportAsync(await GrantAsync(cold), entries => Plain(all = entries))).ShouldBeOfType<ExportResult.Written>();

        (written.Entries, written.Broken).ShouldBe((1, 3));
        all.Select(entry => entry.Name).ShouldBe(["good"]);
        foreach (var id in new[] { card, secret, gone })
            (await site.LedgerAsync(LedgerKinds.EntryBroken, id.ToString())).ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task A_key_service_that_is_down_uses_up_no_grant(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind, CountedKeys.Around);
        var ada = await VaultVisitor.EnrolAsync(site);
        var keys = (CountedKeys)site.Get<IKeyWrapper>();
        await ada.AddAsync("Bank");
        var grant = await GrantAsync(ada);
        keys.Down = true;

        await Should.ThrowAsync<KeyServiceException>(ada.ExportAsync(grant, Plain));
        keys.Down = false;

        (await site.LedgerAsync(LedgerKinds.EntryBroken)).ShouldBe(0);
        (await ada.ExportAsync(grant, Plain)).ShouldBeOfType<ExportResult.Written>().Entries.ShouldBe(1);
    }

    [Theory, OnSqlite, OnMariaDb]
    public async Task After_a_stranger_exported_every_password_is_due(DatabaseKind kind)
    {
        await using var site = await TestSite.StartAsync(kind);
        var ada = await VaultVisitor.EnrolAsync(site);
        await ada.TakeAsync(await ada.WaitingAsync([.. Imports.Some(3), new TransferEntry { Name = "without", Notes = "n" }]));
        var stranger = await VaultVisitor.SignInElsewhereAsync(site, ada.Account, new TestBrowser());
        (await stranger.ExportAsync(await GrantAsync(stranger), Plain)).ShouldBeOfType<ExportResult.Written>();
        await stranger.DisownAsync();

        await site.Get<DisownedReveals>().TakeAsync(Ct);

        (await ada.Cold().Vault.ReadAsync(ada.Session, Ct)).Live.Where(entry => entry.MarkedAt is not null).Select(entry => entry.Card.Name)
            .ShouldBe(["entry 1", "entry 2", "entry 3"]);
    }

    // With everything that an entry can have; instants to the millisecond.
    private static async Task FillAsync(VaultVisitor ada)
    {
        var id = await ada.AddAsync(Bank(new()
        {
            [SecretField.Password] = "first", [SecretField.Notes] = "eins\nzwei \"drei\", 🐎", [SecretField.Totp] = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&issuer=a%20b",
        }));
        foreach (var next in new[] { "zweites \"Passwort\"", "=third, 🔑" })
        {
            ada.Site.Clock.Advance(TimeSpan.FromMilliseconds(61_234));
            (await ada.EditAsync(id, Bank(new() { [SecretField.Password] = next }))).ShouldBeOfType<EntryResult.Saved>();
        }
        await ada.AddAsync("=1+1", "'quoted'");
        await ada.AddAsync("Notes", password: null, notes: "a note alone");
        var once = await ada.AddAsync(new EntryInput { Name = "Once had one", UserName = "ada", Secrets = VaultVisitor.Input("", "taken away").Secrets });
        ada.Site.Clock.Advance(TimeSpan.FromMilliseconds(1_001));
        await ada.EditAsync(once, new EntryInput { Name = "Once had one", UserName = "ada", Secrets = VaultVisitor.Input("", "").Secrets });
        ada.Site.Clock.Advance(TimeSpan.FromMinutes(2));

        static EntryInput Bank(Dictionary<SecretField, string> secrets) => new()
        {
            Name = "Bänk 🏦", Site = "https://bänk.example/?a=1&b=2", UserName = "ada@example.org", Tags = ["täglich", "money", "work/Server"], Secrets = secrets,
        };
    }

    private static async Task<(long Version, long Created, long? Replaced)[]> VersionsAsync(VaultVisitor who, VaultEntry entry) =>
        [.. (await who.Vault.ListHistoryAsync(who.Session, entry.Id, SecretField.Password, Ct)).ShouldNotBeNull()
            .Select(version => (version.Version, version.Version == 1 ? 0 : version.CreatedAt, version.ReplacedAt))];

    private static ExportFile Plain(IReadOnlyList<TransferEntry> entries) => BitwardenJsonWriter.Write(entries);

    private static async Task<string> GrantAsync(VaultVisitor who) => (await who.ProveAsync(RevealTarget.Export)).ShouldBeOfType<RevealGrantResult.Granted>().Id;
}
