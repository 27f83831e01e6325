using System.Diagnostics;
using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// Bytes that must not outlive their use: a key, a token, a password. Printing one shows nothing; disposing it
/// clears the buffer.
/// </summary>
[DebuggerDisplay("secret")]
public sealed class Secret : IDisposable
{
    private byte[]? _bytes;

    /// <summary>Takes ownership of <paramref name="bytes"/>; the caller must not keep the array.</summary>
    public Secret(byte[] bytes) => _bytes = bytes;

    /// <summary>A new secret of <paramref name="length"/> random bytes.</summary>
    public static Secret Random(int length) => new(RandomNumberGenerator.GetBytes(length));

    /// <summary>The plain bytes, valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The secret was cleared.</exception>
    public ReadOnlySpan<byte> Bytes => _bytes ?? throw new ObjectDisposedException(nameof(Secret));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Never the content.</summary>
    public override string ToString() => "(secret)";
}
