using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// An unwrapped data key in memory. Its uses and its clearing exclude each other, so that nothing is ever sealed under
/// a buffer that is being cleared.
/// </summary>
internal sealed class DataKey(Guid id, Secret key) : IDisposable
{
    private bool _cleared;

    /// <summary>The row's id, written into what is sealed under it.</summary>
    public Guid Id { get; } = id;

    /// <summary>Derives bytes by HKDF-Expand (RFC 5869, 2.3) with SHA-256; false where the key was cleared meanwhile.</summary>
    /// <remarks>The data key is uniformly random, so the extract step is not needed (RFC 5869, 3.3).</remarks>
    public bool TryDerive(ReadOnlySpan<byte> info, Span<byte> derived)
    {
        lock (this)
        {
            if (!_cleared)
                HKDF.Expand(HashAlgorithmName.SHA256, key.Bytes, derived, info);
            return !_cleared;
        }
    }

    /// <summary>HMAC-SHA-256 of <paramref name="data"/>; false where the key was cleared meanwhile.</summary>
    public bool TryHash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        lock (this)
        {
            if (!_cleared)
                HMACSHA256.HashData(key.Bytes, data, hash);
            return !_cleared;
        }
    }

    /// <summary>An HMAC-SHA-256 under the key for many texts one after the other; null where the key was cleared meanwhile.</summary>
    public IncrementalHash? TryMakeHash()
    {
        lock (this)
            return _cleared ? null : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
    }

    /// <summary>Clears the key.</summary>
    public void Dispose()
    {
        lock (this)
        {
            _cleared = true;
            key.Dispose();
        }
    }
}
