using System.CommandLine;
using FaceAuth.Cli;
using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Site;
using FaceAuth.Keys;
using FaceAuth.Photos;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Database;

public sealed class ChoosingADatabase : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_word_everything_lies_in_the_data_folder()
    {
        using var host = Build([]);

        await host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await host.Services.GetRequiredService<KeyRing>().StartAsync(CancellationToken.None);

        host.Services.GetRequiredService<LookupHash>().Of("probe", "token").Length.ShouldBe(43);
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).ShouldBe(
            ["faceauth.db", "faceauth.db-shm", "faceauth.db-wal", "faceauth.db.keys.lock", "faceauth.db.migrate.lock", "master.key"], ignoreOrder: true);
        ((SqliteDialect)host.Services.GetRequiredService<IDialect>()).ClosePool();
    }

    [Theory]
    [InlineData("Database:StartLockTimeout", "00:00:00")]
    [InlineData("Database:Sqlite:Path", "")]
    [InlineData("Database:Sqlite:BusyTimeout", "1.00:00:00")]
    [InlineData("Keys:AccountKeysInMemory", "0")]
    [InlineData("Keys:AccountKeyLifetime", "02:00:00")]
    [InlineData("Keys:Local:Path", "")]
    [InlineData("Photos:Files:Folder", "")]
    [InlineData("Database:Provider", "Oracle")]
    public async Task A_bad_value_stops_the_start_and_its_key_is_named(string key, string value)
    {
        var fault = await Should.ThrowAsync<Exception>(async () =>
        {
            using var host = Build(new() { [key] = value });
            await host.StartAsync();
        });

        fault.Message.ShouldContain(key);
        Directory.GetFiles(_folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Database:MySql:ConnectionString", "")]
    [InlineData("Database:MySql:StatementTimeout", "00:00:00")]
    [InlineData("Database:MySql:LockTimeout", "1.00:00:00")]
    [InlineData("Database:MySql:CallTimeout", "00:00:30")]
    [InlineData("Database:MySql:MigrationTimeout", "00:00:00")]
    public async Task A_bad_value_of_the_server_counts_where_the_server_is_chosen(string key, string value)
    {
        var settings = new Dictionary<string, string?> { ["Database:MySql:ConnectionString"] = "Server=localhost" , [key] = value };
        using (var sqlite = Build(settings))
        {
            await sqlite.StartAsync();
            await sqlite.StopAsync();
            ((SqliteDialect)sqlite.Services.GetRequiredService<IDialect>()).ClosePool();
        }

        using var mySql = Build(new(settings) { ["Database:Provider"] = "MySql" });

        (await Should.ThrowAsync<OptionsValidationException>(() => mySql.StartAsync())).Message.ShouldContain(key);
    }

    [Fact]
    public async Task Db_migrate_says_what_it_did_and_can_be_run_again()
    {
        using var host = Build([]);

        (await RunAsync(host)).ShouldBe((0, $"applied {string.Join("\napplied ", Migration.BuiltIn.Select(m => m.Name))}\nDone.\n", ""));
        (await RunAsync(host)).ShouldBe((0, "Nothing to do: the tables are up to date.\n", ""));
        ((SqliteDialect)host.Services.GetRequiredService<IDialect>()).ClosePool();
    }

    [Fact]
    public async Task Db_migrate_on_a_file_that_fails_says_so_and_ends_with_2()
    {
        using var host = Build(new() { ["Database:Sqlite:Path"] = "no/such/folder/x.db" });

        var (code, output, error) = await RunAsync(host);

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("no/such/folder/x.db");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(IHost host)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await DbMigrate.Create(() => host.Services).Parse([]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    private IHost Build(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new DataFolder(_folder.Path))
            .AddDatabase(builder.Configuration).AddKeys(builder.Configuration).AddPhotos(builder.Configuration);
        return builder.Build();
    }
}
