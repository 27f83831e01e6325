using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// Wraps data keys with AES-256-GCM under the keys of a file on this machine, the first of them; all open. A wrapped key is: format (1 byte, 1),
/// nonce (12, random), ciphertext (32), tag (16); the associated data is format, master key, purpose and owner.
/// </summary>
/// <remarks>
/// Nonces are random: NIST SP 800-38D, 8.3 allows 2^32 uses of one key so, which here is four thousand million accounts.
/// </remarks>
public sealed class LocalKeyWrapper : IKeyWrapper, IDisposable
{
    private const byte Format = 1;
    private const int KeySize = 32, NonceSize = 12, TagSize = 16, WrappedSize = 1 + NonceSize + KeySize + TagSize;

    private readonly MasterKeyFile _file;
    private readonly SemaphoreSlim _turn = new(1); // who read the file first also takes it in first
    private IReadOnlyList<MasterKey> _keys = [];
    private (string, DateTime, long)? _stamp;

    /// <param name="path">The absolute path of the master-key file.</param>
    public LocalKeyWrapper(string path) => _file = new MasterKeyFile(path);

    /// <inheritdoc/>
    public string CurrentMasterKeyId => Current.Id;

    /// <inheritdoc/>
    public IReadOnlyList<string> MasterKeyIds => [.. _keys.Select(key => key.Id)];

    private MasterKey Current => _keys is [var newest, ..] ? newest : throw new KeyServiceException("The master keys are not loaded yet.");

    /// <inheritdoc/>
    public Task StartAsync(bool mayCreate, CancellationToken ct) => InTurnAsync(async () =>
    {
        if (!_file.Exists)
        {
            if (!mayCreate)
                throw new KeyServiceException(
                    $"The master-key file {_file.Where} is missing, but the database holds data that was sealed under it. " +
                    "Put the file back; a new one would not open anything, so none was made.");
            await _file.CreateAsync(ct);
        }

        await TakeInAsync(ct);
    }, ct);

    /// <inheritdoc/>
    public async Task<string> AddMasterKeyAsync(CancellationToken ct)
    {
        await InTurnAsync(async () =>
        {
            _ = Current;
            await TakeInAsync(ct); // a wrong file must not become the right one by a key that is added to it
            await _file.AddAsync(ct);
            await TakeInAsync(CancellationToken.None);
        }, ct);
        return CurrentMasterKeyId;
    }

    /// <inheritdoc/>
    public async Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct)
    {
        await FollowAsync(ct);
        var key = Secret.Random(KeySize);
        return (key, Wrap(key, context));
    }

    /// <inheritdoc/>
    public async Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct)
    {
        // Perhaps another program wrapped it under a key that was added meanwhile: look once.
        if (_keys.Count > 0 && _keys.All(key => key.Id != wrapped.MasterKeyId))
            await StartAsync(mayCreate: false, ct);
        return Unwrap(wrapped, context);
    }

    /// <inheritdoc/>
    public async Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct)
    {
        await FollowAsync(ct);
        using var key = await UnwrapAsync(wrapped, context, ct);
        return Wrap(key, context);
    }

    /// <summary>Clears the master keys.</summary>
    public void Dispose()
    {
        foreach (var key in Interlocked.Exchange(ref _keys, []))
            key.Key.Dispose();
    }

    // What is wrapped now is under the newest key, or an old one could never be taken out. A file that is wrong now does
    // not stop the program, which goes on with the keys it has; the check tells.
    private async Task FollowAsync(CancellationToken ct)
    {
        if (_keys.Count == 0 || _file.Stamp == _stamp)
            return;
        try
        {
            await StartAsync(mayCreate: false, ct);
        }
        catch (KeyServiceException)
        {
        }
    }

    private async Task InTurnAsync(Func<Task> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    // Asked again, the file must still hold what is loaded; then what was added is taken in. A wrong file put there while
    // the program runs is never taken over: it would wrap new keys that the right one cannot open.
    private async Task TakeInAsync(CancellationToken ct)
    {
        var stamp = _file.Stamp;
        var (known, read) = (_keys, await _file.ReadAsync(ct));
        var missing = known.FirstOrDefault(key => !read.Any(
            other => other.Id == key.Id && CryptographicOperations.FixedTimeEquals(other.Key.Bytes, key.Key.Bytes)));
        foreach (var key in read.Where(key => missing is not null || known.Any(other => other.Id == key.Id)))
            key.Key.Dispose();
        if (missing is not null)
            throw new KeyServiceException(
                $"The master-key file {_file.Where} does not hold the key {missing.Id} any more, which this program runs with. " +
                "Put the right file back; or where it was taken out because nothing needs it any more, restart the program.");
        _keys = [.. read.Select(key => known.FirstOrDefault(other => other.Id == key.Id) ?? key)];
        _stamp = stamp;
    }

    private WrappedKey Wrap(Secret key, KeyContext context)
    {
        var master = Current;
        var bytes = new byte[WrappedSize];
        bytes[0] = Format;
        var nonce = bytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(master.Key.Bytes, TagSize);
        aes.Encrypt(nonce, key.Bytes, bytes.AsSpan(1 + NonceSize, KeySize), bytes.AsSpan(^TagSize..), Associated(master.Id, context));
        return new WrappedKey(master.Id, bytes);
    }

    private Secret Unwrap(WrappedKey wrapped, KeyContext context)
    {
        _ = Current;
        var master = _keys.FirstOrDefault(k => k.Id == wrapped.MasterKeyId)
            ?? throw new SealBrokenException($"The master-key file {_file.Where} does not hold the key {wrapped.MasterKeyId}.");
        var bytes = wrapped.Bytes.AsSpan();
        if (bytes.Length != WrappedSize || bytes[0] != Format)
            throw Broken();
        var key = new byte[KeySize];
        try
        {
            using var aes = new AesGcm(master.Key.Bytes, TagSize);
            aes.Decrypt(bytes.Slice(1, NonceSize), bytes.Slice(1 + NonceSize, KeySize), bytes[^TagSize..], key, Associated(master.Id, context));
            return new Secret(key);
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw Broken(fault);
        }

        SealBrokenException Broken(Exception? inner = null) =>
            new($"A wrapped key of purpose {context.Purpose} does not open under the master key {master.Id}.", inner);
    }

    private static byte[] Associated(string masterKeyId, KeyContext context) =>
        ContextBytes.Of([Format], "faceauth data key", masterKeyId, context.Purpose, context.Owner);
}
