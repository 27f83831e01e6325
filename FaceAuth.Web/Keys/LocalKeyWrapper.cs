using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// Wraps data keys with AES-256-GCM under the keys of a file on this machine. A wrapped key is: format (1 byte, 1),
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
    private IReadOnlyList<MasterKey> _keys = [];

    /// <param name="path">The absolute path of the master-key file.</param>
    public LocalKeyWrapper(string path) => _file = new MasterKeyFile(path);

    /// <inheritdoc/>
    public string CurrentMasterKeyId => Current.Id;

    private MasterKey Current => _keys.Count > 0 ? _keys[0] : throw new KeyServiceException("The master keys are not loaded yet.");

    /// <inheritdoc/>
    public async Task StartAsync(bool mayCreate, CancellationToken ct)
    {
        if (!_file.Exists)
        {
            if (!mayCreate)
                throw new KeyServiceException(
                    $"The master-key file {_file.Where} is missing, but the database holds data that was sealed under it. " +
                    "Put the file back; a new one would not open anything, so none was made.");
            await _file.CreateAsync(ct);
        }

        var read = await _file.ReadAsync(ct);
        if (_keys.Count == 0)
            _keys = read;
        else
            Compare(read);
    }

    /// <inheritdoc/>
    public Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct)
    {
        var key = Secret.Random(KeySize);
        return Task.FromResult((key, Wrap(key, context)));
    }

    /// <inheritdoc/>
    public Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct) =>
        Task.FromResult(Unwrap(wrapped, context));

    /// <inheritdoc/>
    public Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct)
    {
        using var key = Unwrap(wrapped, context);
        return Task.FromResult(Wrap(key, context));
    }

    /// <summary>Clears the master keys.</summary>
    public void Dispose()
    {
        foreach (var key in Interlocked.Exchange(ref _keys, []))
            key.Key.Dispose();
    }

    // Asked again, the file must still hold what is loaded. It is never taken over: a wrong file put there while the
    // program runs would wrap new keys that the right one cannot open.
    private void Compare(IReadOnlyList<MasterKey> read)
    {
        var missing = _keys.FirstOrDefault(known => !read.Any(
            k => k.Id == known.Id && CryptographicOperations.FixedTimeEquals(k.Key.Bytes, known.Key.Bytes)));
        foreach (var key in read)
            key.Key.Dispose();
        if (missing is not null)
            throw new KeyServiceException(
                $"The master-key file {_file.Where} does not hold the key {missing.Id} any more, which this program runs with. " +
                "Put the right file back; the next start would fail.");
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
