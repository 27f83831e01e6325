using System.Text;
using FaceAuth.Database;
using FaceAuth.Tests.Support;
using FaceAuth.Vault;
using FaceAuth.Vault.Reveals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Vault;

public sealed class KeepingSecretsOutOfFiles
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Neither_the_database_file_nor_a_log_line_holds_what_was_put_in()
    {
        var log = new ListLog();
        await using var site = await TestSite.StartAsync(DatabaseKind.Sqlite, services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(log);
            services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Trace);
        });
        var ada = await VaultVisitor.EnrolAsync(site);
        string[] texts = ["Zebra-Name-1", "zebra-site-2.example", "zebra-user-3", "zebra-tag-4", "zebra-password-5", "zebra-notes-6", "zebra-totp-7", "zebra-newer-8", "zebra-search-9"];
        var id = await ada.AddAsync(new EntryInput
        {
            Name = texts[0], Site = texts[1], UserName = texts[2], Tags = [texts[3]],
            Secrets = new Dictionary<SecretField, string> { [SecretField.Password] = texts[4], [SecretField.Notes] = texts[5], [SecretField.Totp] = texts[6] },
        });
        await ada.EditAsync(id, VaultVisitor.Input(texts[0], texts[7]));
        await ada.NamesAsync(VaultQuery.Default with { Search = texts[8] });
        foreach (var (field, version) in new[] { (SecretField.Password, 1), (SecretField.Password, 2), (SecretField.Notes, 1), (SecretField.Totp, 1) })
            (await ada.ShowAsync(id, field, version)).ShouldBeOneOf(texts);
        await ada.ProveAsync(new RevealTarget(id, SecretField.Password, 1), VaultVisitor.NewPhoto("eve"));
        var broken = await ada.AddAsync(texts[0], texts[4]);
        await Ledger.LedgerRows.TamperAsync(site, "UPDATE vault_secrets SET sealed_value = @Nothing WHERE entry_id = @Id", new { Nothing = Array.Empty<byte>(), Id = broken.ToString() });
        (await ada.RevealAsync(broken)).ShouldBeOfType<RevealResult.Broken>();
        await ada.DeleteAsync(id);
        await ada.SignOutAsync();
        await site.Get<RevealDigests>().SendAsync(Ct);

        var files = new Dictionary<string, byte[]>();
        foreach (var file in Directory.GetFiles(site.Database.Folder.Path, "faceauth.db*"))
        {
            // SQLite holds its files open, and shares them.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            files[Path.GetFileName(file)] = bytes;
        }
        Holds(files.Values, Encoding.UTF8.GetBytes(id.ToString())).ShouldBeTrue("the search finds what is there");
        files.Keys.ShouldContain("faceauth.db-wal");
        foreach (var text in texts)
        {
            foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
                Holds(files.Values, encoding.GetBytes(text)).ShouldBeFalse(text);
            log.Lines.ShouldAllBe(line => !line.Contains(text, StringComparison.OrdinalIgnoreCase), text);
        }
        log.Lines.ShouldContain(line => line.Contains(broken.ToString(), StringComparison.Ordinal), "the log is looked at");
    }

    private static bool Holds(IEnumerable<byte[]> files, byte[] bytes) => files.Any(file => file.AsSpan().IndexOf(bytes) >= 0);
}
