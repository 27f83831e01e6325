using FaceAuth.Database;
using FaceAuth.Database.Dialects;
using FaceAuth.Keys;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Tests.Support;

/// <summary>Real keys over a <see cref="TestDatabase"/>, with a master-key file in its folder.</summary>
public sealed class TestKeys : IDisposable
{
    private readonly LocalKeyWrapper _wrapper;

    private TestKeys(LocalKeyWrapper wrapper, KeyRing ring) => (_wrapper, Ring) = (wrapper, ring);

    /// <summary>The started ring.</summary>
    public KeyRing Ring { get; }

    /// <summary>Wraps under the master-key file.</summary>
    public IKeyWrapper Wrapper => _wrapper;

    /// <summary>Seals and opens.</summary>
    public Sealer Sealer => field ??= new Sealer(Ring);

    /// <summary>Hashes tokens.</summary>
    public LookupHash Lookup => field ??= new LookupHash(Ring);

    /// <summary>Started keys.</summary>
    /// <param name="database">Where they are kept.</param>
    /// <param name="keyFile">The master-key file; <c>master.key</c> in the database's folder where null.</param>
    /// <param name="dialect">The door to the database, to be another process than <see cref="TestDatabase.Db"/>.</param>
    /// <param name="clock">Ends the time of account keys in memory.</param>
    /// <param name="options">How account keys are held.</param>
    public static async Task<TestKeys> StartAsync(
        TestDatabase database, string? keyFile = null, IDialect? dialect = null, TimeProvider? clock = null, KeyOptions? options = null)
    {
        var db = dialect is null ? database.Db : new Db(dialect);
        var wrapper = new LocalKeyWrapper(keyFile ?? database.Folder.File("master.key"));
        var ring = new KeyRing(
            wrapper, db, database.Migrator(db), Options.Create(options ?? new KeyOptions()), Options.Create(new DatabaseOptions()),
            clock ?? TimeProvider.System, NullLogger<KeyRing>.Instance);
        await ring.StartAsync(CancellationToken.None);
        return new TestKeys(wrapper, ring);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ring.Dispose();
        _wrapper.Dispose();
    }
}
