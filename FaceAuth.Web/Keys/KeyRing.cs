using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Database;
using Microsoft.Extensions.Options;

namespace FaceAuth.Keys;

/// <summary>
/// The data keys: those of the installation, in memory from the start on, and one per account, held for a short time.
/// Deleting an account's key makes everything sealed for it unreadable, in backups of the photo store too.
/// </summary>
public sealed partial class KeyRing : IDisposable
{
    private const string CheckPurpose = "master-key-check";
    private static readonly SealContext CheckContext = new(CheckPurpose, "", "key_checks", 1, "sealed_value");
    private static readonly byte[] CheckValue = Encoding.UTF8.GetBytes("This database is sealed under this master key.");

    private readonly IKeyWrapper _wrapper;
    private readonly KeyStore _store;
    private readonly KeyCheckStore _checks;
    private readonly Migrator _migrator;
    private readonly Db _db;
    private readonly TimeSpan _lockTimeout;
    private readonly ILogger<KeyRing> _log;
    private readonly AccountKeyCache _accounts;
    private FrozenDictionary<string, DataKey>? _installation;

    /// <summary>A ring that is empty until <see cref="StartAsync"/>.</summary>
    public KeyRing(
        IKeyWrapper wrapper, Db db, Migrator migrator, IOptions<KeyOptions> options, IOptions<DatabaseOptions> database,
        TimeProvider clock, ILogger<KeyRing> log)
    {
        (_wrapper, _db, _migrator, _log) = (wrapper, db, migrator, log);
        (_store, _checks) = (new KeyStore(db, clock), new KeyCheckStore(db, clock));
        _lockTimeout = database.Value.StartLockTimeout;
        _accounts = new AccountKeyCache(options.Value.AccountKeysInMemory, options.Value.AccountKeyLifetime, clock);
    }

    /// <summary>
    /// Makes the keys ready, once; the tables must be there. Beside an empty database the master key and the
    /// installation's keys are made; beside any other one they must be found, and must be the right ones.
    /// </summary>
    /// <exception cref="KeyServiceException">The master key is missing, unreadable or not this database's; nothing was made or changed.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        if (_installation is not null)
            return;

        // Under a lock, so that of two starters at an empty database the second finds the first one's keys.
        await _db.Dialect.UnderLockAsync("keys", _lockTimeout, async () =>
        {
            var empty = await _migrator.IsEmptyAsync(ct);
            await _wrapper.StartAsync(mayCreate: empty, ct);
            await CheckMasterKeyAsync(mayCreate: empty, ct);
            var keys = new Dictionary<string, DataKey>();
            foreach (var purpose in KeyPurposes.OfInstallation)
                keys[purpose] = await LoadOfInstallationAsync(purpose, ct);
            _installation = keys.ToFrozenDictionary();
        }, ct);
        Log.Ready(_log, _wrapper.CurrentMasterKeyId);
    }

    /// <summary>Gives the account a key where it has none; call it before sealing anything for a new account, outside <c>Db.WriteAsync</c>.</summary>
    public async Task EnsureAccountKeyAsync(string account, CancellationToken ct)
    {
        if (_accounts.Find(account) is null)
            _accounts.Add(account, await LoadOrAddAsync(new KeyContext(KeyPurposes.Account, account), ct));
    }

    /// <summary>
    /// Deletes the account's keys of every purpose in the caller's transaction and clears the one that is held here. Other
    /// instances may hold it for <c>Keys:AccountKeyLifetime</c> more. False where there was none.
    /// </summary>
    public async Task<bool> ForgetAccountAsync(DbSession tx, string account)
    {
        var deleted = await KeyStore.DeleteKeysAsync(tx, KeyPurposes.OfAccounts, account);
        _accounts.Forget(account);
        return deleted > 0;
    }

    /// <summary>
    /// Finds the master key again and opens the check value with it; throws as <see cref="StartAsync"/> does where that
    /// fails. What is loaded stays loaded: the site goes on, and whoever watches it learns that it would not start again.
    /// </summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        await _wrapper.StartAsync(mayCreate: false, ct);
        await CheckMasterKeyAsync(mayCreate: false, ct);
    }

    /// <summary>Clears all keys in memory.</summary>
    public void Dispose()
    {
        _accounts.Dispose();
        if (Interlocked.Exchange(ref _installation, null) is not { } keys)
            return;
        foreach (var key in keys.Values)
            key.Dispose();
    }

    /// <summary>A key of the installation.</summary>
    internal DataKey OfInstallation(string purpose) =>
        (_installation ?? throw new KeyServiceException("The keys are not loaded: the program is starting or ending."))[purpose];

    /// <summary>The key of a purpose and account, or null where there is none.</summary>
    internal async ValueTask<DataKey?> FindAsync(string purpose, string account, CancellationToken ct)
    {
        if (account.Length == 0)
            return OfInstallation(purpose);
        if (purpose != KeyPurposes.Account)
            throw new ArgumentException($"Accounts have no key of purpose {purpose}.", nameof(purpose));
        if (_accounts.Find(account) is { } held)
            return held;
        var context = new KeyContext(purpose, account);
        return await _store.FindKeyAsync(purpose, account, ct) is { } row
            ? _accounts.Add(account, await UnwrapAsync(row, context, ct))
            : null;
    }

    /// <summary>
    /// An account's key of a purpose other than <see cref="KeyPurposes.Account"/>, unwrapped for the caller, who holds and
    /// clears it: the ring does not. Call it outside <c>Db.WriteAsync</c>.
    /// </summary>
    /// <param name="purpose">One of <see cref="KeyPurposes.OfAccounts"/>.</param>
    /// <param name="owner">The account.</param>
    /// <param name="make">Makes the key where there is none.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Null where there is none and none is to be made.</returns>
    /// <exception cref="SealBrokenException">The stored key does not open.</exception>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    internal async Task<DataKey?> UnwrapOwnedAsync(string purpose, string owner, bool make, CancellationToken ct)
    {
        if (owner.Length == 0 || !KeyPurposes.OfAccounts.Contains(purpose))
            throw new ArgumentException($"Accounts have no key of purpose {purpose}.", nameof(purpose));
        var context = new KeyContext(purpose, owner);
        if (make)
            return await LoadOrAddAsync(context, ct);
        return await _store.FindKeyAsync(purpose, owner, ct) is { } row ? await UnwrapAsync(row, context, ct) : null;
    }

    private async Task CheckMasterKeyAsync(bool mayCreate, CancellationToken ct)
    {
        var context = new KeyContext(CheckPurpose, "");
        if (mayCreate)
            await AddCheckAsync(context, ct);
        var check = await _checks.FindCheckAsync(CheckPurpose, ct) ?? throw new KeyServiceException(
            "The database holds data, but not the check value of its master key (table key_checks): it was not copied or " +
            "restored whole. Restore it whole. Nothing was changed.");
        try
        {
            using var key = new DataKey(Guid.Empty, await _wrapper.UnwrapAsync(new WrappedKey(check.MasterKeyId, check.Wrapped), context, ct));
            if (!SealFormat.Open(key, CheckContext, check.SealedValue).AsSpan().SequenceEqual(CheckValue))
                throw SealFormat.Broken(CheckContext);
        }
        catch (SealBrokenException fault)
        {
            throw new KeyServiceException(
                $"The master key does not belong to this database, which is sealed under {check.MasterKeyId}. {fault.Message} " +
                "Put the right master key back, or choose the database that belongs to this one. Nothing was changed.", fault);
        }
    }

    private async Task AddCheckAsync(KeyContext context, CancellationToken ct)
    {
        var (key, wrapped) = await _wrapper.GenerateAsync(context, ct);
        using var made = new DataKey(Guid.Empty, key);
        var value = SealFormat.Seal(made, CheckContext, RandomNumberGenerator.GetBytes(SealFormat.SaltSize), CheckValue)!;
        await _checks.TryAddCheckAsync(
            new KeyCheckRow { Purpose = CheckPurpose, MasterKeyId = wrapped.MasterKeyId, Wrapped = wrapped.Bytes, SealedValue = value }, ct);
    }

    private async Task<DataKey> LoadOfInstallationAsync(string purpose, CancellationToken ct)
    {
        try
        {
            return await LoadOrAddAsync(new KeyContext(purpose, ""), ct);
        }
        catch (SealBrokenException fault)
        {
            throw new KeyServiceException(
                $"The installation's key of purpose {purpose} (table data_keys) does not open. {fault.Message} " +
                "Put the master keys back from a copy, or restore the table. Nothing was changed.", fault);
        }
    }

    private async Task<DataKey> LoadOrAddAsync(KeyContext context, CancellationToken ct)
    {
        if (await _store.FindKeyAsync(context.Purpose, context.Owner, ct) is not { } row)
        {
            var (key, wrapped) = await _wrapper.GenerateAsync(context, ct);
            var added = new DataKeyRow
            {
                Id = Guid.CreateVersion7().ToString("D"), Purpose = context.Purpose, Owner = context.Owner,
                MasterKeyId = wrapped.MasterKeyId, Wrapped = wrapped.Bytes,
            };
            if (await _store.TryAddKeyAsync(added, ct))
                return new DataKey(Guid.ParseExact(added.Id, "D"), key);
            key.Dispose(); // another instance was faster: its key counts
            row = (await _store.FindKeyAsync(context.Purpose, context.Owner, ct))
                ?? throw new KeyMissingException($"The key of purpose {context.Purpose} was deleted while it was made.");
        }

        return await UnwrapAsync(row, context, ct);
    }

    private async Task<DataKey> UnwrapAsync(DataKeyRow row, KeyContext context, CancellationToken ct) =>
        new(Guid.ParseExact(row.Id, "D"), await _wrapper.UnwrapAsync(row.ToWrappedKey(), context, ct));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The keys are ready under master key {MasterKeyId}")]
        public static partial void Ready(ILogger logger, string masterKeyId);
    }
}
