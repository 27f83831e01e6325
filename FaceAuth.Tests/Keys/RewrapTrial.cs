using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using FaceAuth.Tests.Support;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Keys;

/// <summary>A database with sealed values of the installation and of three accounts, under one master key.</summary>
internal sealed class RewrapTrial : IAsyncDisposable
{
    private readonly List<(SealContext Context, byte[] Sealed)> _sealed = [];

    private RewrapTrial(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    /// <summary>The running program's keys.</summary>
    public TestKeys Keys { get; private set; } = null!;

    public List<string> Accounts { get; } = [.. Enumerable.Range(0, 3).Select(_ => AccountId.New().ToString())];

    /// <summary>How many stored keys there are: the installation's, the accounts' and the check value's.</summary>
    public int Count => KeyPurposes.OfInstallation.Count + Accounts.Count + 1;

    public string KeyFile => Database.Folder.File("master.key");

    public static async Task<RewrapTrial> StartAsync(DatabaseKind kind)
    {
        var trial = new RewrapTrial(await TestDatabase.CreateAsync(kind));
        trial.Keys = await TestKeys.StartAsync(trial.Database);
        await trial.Database.Db.WriteAsync(new LedgerStore().StartAsync, CancellationToken.None);
        foreach (var purpose in (string[])[KeyPurposes.Mail, KeyPurposes.Tickets])
            await trial.SealAsync(new SealContext(purpose, "", "record", 1, "field"));
        foreach (var account in trial.Accounts)
        {
            await trial.Keys.Ring.EnsureAccountKeyAsync(account, CancellationToken.None);
            await trial.SealAsync(new SealContext(KeyPurposes.Account, account, "record", 1, "field"));
        }

        return trial;
    }

    public static IWrappedKeyRows[] Tables(Db db) => [new KeyCheckStore(db, TimeProvider.System), new KeyStore(db, TimeProvider.System)];

    public KeyRewrap Rewrap(IKeyWrapper? wrapper = null, Func<IWrappedKeyRows, IWrappedKeyRows>? hooked = null, int batch = 50, IDialect? dialect = null)
    {
        var db = dialect is null ? Database.Db : new Db(dialect);
        return new KeyRewrap(wrapper ?? Keys.Wrapper, Tables(db).Select(hooked ?? (table => table)), db) { Batch = batch };
    }

    public Task<RewrapReport> RunAsync() => Rewrap().RunAsync(told: null, note: null, CancellationToken.None);

    /// <summary>What puts a run on the ledger.</summary>
    public KeyNotes Notes => new(
        new LedgerWriter(new LedgerStore(), new LedgerKey(Keys.Ring), Keys.Sealer, new LedgerSignal(), TimeProvider.System), Database.Db);

    /// <summary>Kinds, actors and subjects of the ledger's rows, in their order.</summary>
    public async Task<IReadOnlyList<string>> LedgerAsync() => await Database.Db.ReadAsync(
        session => session.QueryAsync<string>(
            Database.Kind == DatabaseKind.Sqlite
                ? "SELECT kind || '|' || actor_id || '|' || subject_id FROM ledger ORDER BY seq"
                : "SELECT CONCAT(kind, '|', actor_id, '|', subject_id) FROM ledger ORDER BY seq"), CancellationToken.None);

    public MasterKeys MasterKeys(TimeProvider? clock = null) => new(
        Keys.Wrapper, Tables(Database.Db), Database.Db, Options.Create(new DatabaseOptions()), clock ?? TimeProvider.System);

    /// <summary>Starts anew from what is stored, and opens everything.</summary>
    public async Task ShouldOpenAfterRestartAsync()
    {
        using var restarted = await TestKeys.StartAsync(Database);
        await ShouldOpenAsync(restarted);
    }

    public async Task ShouldOpenAsync(TestKeys keys)
    {
        foreach (var (context, sealedBytes) in _sealed)
            (await keys.Sealer.OpenTextAsync(context, sealedBytes, CancellationToken.None)).ShouldBe(context.Account + context.Purpose);
    }

    /// <summary>Takes a key's line out of the file.</summary>
    public async Task TakeOutAsync(string id) => await File.WriteAllLinesAsync(
        KeyFile, (await File.ReadAllLinesAsync(KeyFile)).Where(line => !line.StartsWith(id, StringComparison.Ordinal)));

    public Task<IReadOnlyList<DataKeyRow>> DataKeysAsync() => Database.Db.ReadAsync(
        session => session.QueryAsync<DataKeyRow>("SELECT id, purpose, owner, master_key_id, wrapped FROM data_keys ORDER BY id"), CancellationToken.None);

    public Task<IReadOnlyList<KeyCheckRow>> ChecksAsync() => Database.Db.ReadAsync(
        session => session.QueryAsync<KeyCheckRow>("SELECT purpose, master_key_id, wrapped, sealed_value FROM key_checks"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Keys.Dispose();
        await Database.DisposeAsync();
    }

    private async Task SealAsync(SealContext context) =>
        _sealed.Add((context, await Keys.Sealer.SealTextAsync(context, context.Account + context.Purpose, CancellationToken.None)));
}
