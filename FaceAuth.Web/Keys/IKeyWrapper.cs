namespace FaceAuth.Keys;

/// <summary>What a data key is for; bound to the wrapped key as authenticated context (KMS: encryption context).</summary>
/// <param name="Purpose">One of <see cref="KeyPurposes"/>.</param>
/// <param name="Owner">The account whose key this is, or <c>""</c> for a key of the installation.</param>
public sealed record KeyContext(string Purpose, string Owner);

/// <summary>A data key under a master key.</summary>
/// <param name="MasterKeyId">The master key that wrapped it (local: the key's id in the file; KMS: its ARN).</param>
/// <param name="Bytes">The wrapped key, opaque to everyone but the wrapper.</param>
public sealed record WrappedKey(string MasterKeyId, byte[] Bytes);

/// <summary>
/// Wraps 256-bit data keys under a master key that this program never stores beside the data.
/// Faults (service down, no permission) are <see cref="KeyServiceException"/>; a wrapped key that does not open under
/// its context is <see cref="SealBrokenException"/>.
/// </summary>
public interface IKeyWrapper
{
    /// <summary>The id of the master key that new data keys are wrapped under.</summary>
    string CurrentMasterKeyId { get; }

    /// <summary>The ids of all master keys that open, the newest first: that is <see cref="CurrentMasterKeyId"/>.</summary>
    IReadOnlyList<string> MasterKeyIds { get; }

    /// <summary>
    /// Makes the wrapper ready (reads the key file, asks the service); start fails where this fails. Called again, it
    /// proves that the master keys can still be had, and takes in those that were added.
    /// </summary>
    /// <param name="mayCreate">True only beside an empty database: only then may a new master key be made.</param>
    /// <param name="ct">Ends the wait.</param>
    Task StartAsync(bool mayCreate, CancellationToken ct);

    /// <summary>Makes a newer master key, which wraps from now on; the older ones still open.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="KeyServiceException">It cannot be made, or is to be made elsewhere; the message says where. Nothing was changed.</exception>
    Task<string> AddMasterKeyAsync(CancellationToken ct);

    /// <summary>A new 32-byte data key, plain and wrapped.</summary>
    Task<(Secret Key, WrappedKey Wrapped)> GenerateAsync(KeyContext context, CancellationToken ct);

    /// <summary>The plain data key.</summary>
    Task<Secret> UnwrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct);

    /// <summary>The same data key under <see cref="CurrentMasterKeyId"/>.</summary>
    Task<WrappedKey> RewrapAsync(WrappedKey wrapped, KeyContext context, CancellationToken ct);
}

/// <summary>The key service or key file cannot do its work now; nothing is known about the data.</summary>
public sealed class KeyServiceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Sealed bytes did not open: altered, cut, moved to another place, or sealed under another key.</summary>
public sealed class SealBrokenException(string message, Exception? inner = null) : Exception(message, inner);
