using System.Text;
using FaceAuth.Database;
using FaceAuth.Site;
using FaceAuth.Keys;
using FaceAuth.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FaceAuth.Tests.Keys;

public sealed class KeepingDataProtectionKeys : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task What_one_instance_protected_another_one_reads_and_no_warning_is_logged()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();

        var text = one.Protector.Protect("cookie");

        two.Protector.Unprotect(text).ShouldBe("cookie");
        one.Log.Lines.Concat(two.Log.Lines).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_database_holds_nothing_of_a_key_in_plain_text()
    {
        await using var instance = await StartAsync();
        instance.Protector.Protect("cookie");

        var row = (await RowsAsync()).ShouldHaveSingleItem();
        row.SealedXml.AsSpan().IndexOf("<key"u8).ShouldBe(-1);
        row.SealedXml.AsSpan().IndexOf("masterKey"u8).ShouldBe(-1);
    }

    [Fact]
    public async Task A_key_that_was_not_sealed_here_is_never_used_and_is_logged()
    {
        var planted = Encoding.UTF8.GetBytes("""<key id="80732141-ec8f-4b80-af9c-c4d2d1ff8901" version="1"><creationDate>2020-01-01T00:00:00Z</creationDate></key>""");
        await (await StartAsync()).DisposeAsync();
        await InsertAsync("planted", planted);
        await using var instance = await StartAsync();

        instance.Protector.Unprotect(instance.Protector.Protect("cookie")).ShouldBe("cookie");

        instance.Log.Lines.ShouldContain(line => line.Contains("planted", StringComparison.Ordinal));
        instance.Log.Lines.ShouldNotContain(line => line.Contains("80732141", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_was_moved_to_another_row_or_altered_is_never_used()
    {
        string text;
        await using (var instance = await StartAsync())
            text = instance.Protector.Protect("cookie");
        var row = (await RowsAsync()).ShouldHaveSingleItem();
        await _database.Db.WriteAsync(tx => tx.ExecuteAsync("UPDATE data_protection_keys SET id = 'moved'"), CancellationToken.None);

        await using var restarted = await StartAsync();

        Should.Throw<System.Security.Cryptography.CryptographicException>(() => restarted.Protector.Unprotect(text));
        restarted.Log.Lines.ShouldContain(line => line.Contains("moved", StringComparison.Ordinal));
        row.Id.ShouldNotBe("moved");
    }

    private async Task<Instance> StartAsync()
    {
        var log = new ListLog();
        var configuration = new ConfigurationBuilder().Build();
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Warning))
            .AddSingleton(new DataFolder(_database.Folder.Path))
            .AddDatabase(configuration)
            .AddKeys(configuration)
            .BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<KeyRing>().StartAsync(CancellationToken.None);
        return new Instance(services, services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test"), log);
    }

    private Task<IReadOnlyList<DataProtectionKeyRow>> RowsAsync() =>
        new DataProtectionKeyStore(_database.Db, TimeProvider.System).LoadAsync(CancellationToken.None);

    private Task InsertAsync(string id, byte[] xml) =>
        new DataProtectionKeyStore(_database.Db, TimeProvider.System).AddAsync(new DataProtectionKeyRow { Id = id, SealedXml = xml }, CancellationToken.None);

    private sealed record Instance(ServiceProvider Services, IDataProtector Protector, ListLog Log) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Services.DisposeAsync();
    }
}
