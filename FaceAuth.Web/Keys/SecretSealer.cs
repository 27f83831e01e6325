using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>A value under a data key of its own, and that key under a master key: all that is stored of it.</summary>
/// <param name="KeyId">The data key's id, written into the sealed bytes.</param>
/// <param name="Wrapped">The data key.</param>
/// <param name="Sealed">The value, 57 bytes longer than the plaintext.</param>
public sealed record SealedUnderOwnKey(Guid KeyId, WrappedKey Wrapped, byte[] Sealed);

/// <summary>
/// Seals single secrets, each under a fresh data key that no other value is sealed under. Nothing is held in memory: each
/// opening asks the key service, so its record tells of every one of them.
/// </summary>
/// <remarks>Call it outside <c>Db.WriteAsync</c>: it waits for the key service, once in each direction.</remarks>
public sealed class SecretSealer(IKeyWrapper wrapper)
{
    /// <summary>Seals under a new data key; one call of the key service.</summary>
    /// <param name="key">What the data key is wrapped for.</param>
    /// <param name="place">Where the value is stored, and opens only.</param>
    /// <param name="plaintext">The value, which may be empty; the caller clears it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async Task<SealedUnderOwnKey> SealAsync(
        KeyContext key, SealContext place, ReadOnlyMemory<byte> plaintext, CancellationToken ct)
    {
        var (secret, wrapped) = await wrapper.GenerateAsync(key, ct);
        using var made = new DataKey(Guid.CreateVersion7(), secret);

        // Nobody else holds the key, so it cannot have been cleared.
        var sealedBytes = SealFormat.Seal(made, place, RandomNumberGenerator.GetBytes(SealFormat.SaltSize), plaintext.Span)!;
        return new SealedUnderOwnKey(made.Id, wrapped, sealedBytes);
    }

    /// <summary>Opens what <see cref="SealAsync"/> made for the same key and place; one call of the key service.</summary>
    /// <returns>The plaintext; the caller disposes it, which clears it.</returns>
    /// <exception cref="SealBrokenException">The key or the value was altered, moved or cut.</exception>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async Task<Secret> OpenAsync(
        KeyContext key, SealContext place, Guid keyId, WrappedKey wrapped, ReadOnlyMemory<byte> sealedBytes, CancellationToken ct)
    {
        using var opened = new DataKey(keyId, await wrapper.UnwrapAsync(wrapped, key, ct));
        return new Secret(SealFormat.Open(opened, place, sealedBytes.Span)!);
    }
}
