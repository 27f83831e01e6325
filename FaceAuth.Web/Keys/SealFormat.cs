using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// The bytes of a sealed value, format 1: format (1 byte), data key id (16, as in RFC 9562), salt (24, random),
/// ciphertext (as long as the plaintext), tag (16). Specified with test vectors in docs/sealing.md.
/// </summary>
/// <remarks>
/// AES-256-GCM fails badly when a nonce repeats under one key, and random 96-bit nonces are allowed 2^32 times only
/// (NIST SP 800-38D, 8.3), which an installation key for tickets and mail can reach. So each seal has its own key and
/// nonce, derived from the data key and a 192-bit salt: about 2^80 seals until a repeat is as likely as 2^-32.
/// </remarks>
internal static class SealFormat
{
    /// <summary>The only format so far.</summary>
    public const byte Version = 1;

    /// <summary>Random bytes per seal.</summary>
    public const int SaltSize = 24;

    private const int KeyIdSize = 16, TagSize = 16, KeySize = 32, NonceSize = 12;
    private const int HeaderSize = 1 + KeyIdSize + SaltSize;

    /// <summary>Seals; null where the key was cleared meanwhile.</summary>
    public static byte[]? Seal(DataKey key, SealContext context, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> derived = stackalloc byte[KeySize + NonceSize];
        try
        {
            if (!TryDerive(key, salt, derived))
                return null;
            var bytes = new byte[HeaderSize + plaintext.Length + TagSize];
            bytes[0] = Version;
            key.Id.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
            salt.CopyTo(bytes.AsSpan(1 + KeyIdSize));
            using var aes = new AesGcm(derived[..KeySize], TagSize);
            aes.Encrypt(derived[KeySize..], plaintext, bytes.AsSpan(HeaderSize, plaintext.Length), bytes.AsSpan(^TagSize..), Associated(context));
            return bytes;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Opens; null where the key was cleared meanwhile.</summary>
    /// <exception cref="SealBrokenException">Not sealed there, altered, cut, or sealed under another key.</exception>
    public static byte[]? Open(DataKey key, SealContext context, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeaderSize + TagSize || sealedBytes[0] != Version
            || new Guid(sealedBytes.Slice(1, KeyIdSize), bigEndian: true) != key.Id)
            throw Broken(context);

        Span<byte> derived = stackalloc byte[KeySize + NonceSize];
        var plaintext = new byte[sealedBytes.Length - HeaderSize - TagSize];
        try
        {
            if (!TryDerive(key, sealedBytes.Slice(1 + KeyIdSize, SaltSize), derived))
                return null;
            using var aes = new AesGcm(derived[..KeySize], TagSize);
            aes.Decrypt(derived[KeySize..], sealedBytes[HeaderSize..^TagSize], sealedBytes[^TagSize..], plaintext, Associated(context));
            return plaintext;
        }
        catch (AuthenticationTagMismatchException fault)
        {
            throw Broken(context, fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>What is said of a value that does not open: where it stands, never what it holds.</summary>
    public static SealBrokenException Broken(SealContext context, Exception? inner = null) =>
        new($"The sealed {context.Purpose} {context.Field} of record {context.Record} does not open: it was altered, moved, or sealed under another key.", inner);

    private static bool TryDerive(DataKey key, ReadOnlySpan<byte> salt, Span<byte> derived)
    {
        ReadOnlySpan<byte> label = "faceauth seal 1"u8;
        Span<byte> info = stackalloc byte[label.Length + SaltSize];
        label.CopyTo(info);
        salt.CopyTo(info[label.Length..]);
        return key.TryDerive(info, derived);
    }

    private static byte[] Associated(SealContext context)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(int)];
        prefix[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], context.Version);
        return ContextBytes.Of(prefix, context.Purpose, context.Account, context.Record, context.Field);
    }
}
