using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FaceAuth.Keys;

namespace FaceAuth.Ledger;

/// <summary>
/// The personal part of a row: a random salt of 16 bytes and the names and values in order. The row commits to it by SHA-256,
/// salt included, so that nobody can guess erased values and compare: an address has few likely values, the salt has 2^128.
/// </summary>
internal static class LedgerDetails
{
    /// <summary>Random bytes before the values.</summary>
    public const int SaltSize = 16;

    /// <summary>What a row without details commits to: it has none to erase.</summary>
    public static readonly byte[] NoneHash = SHA256.HashData(ReadOnlySpan<byte>.Empty);

    /// <summary>Where the details of a row are sealed.</summary>
    public static SealContext Context(string account, string id) =>
        new(account.Length == 0 ? KeyPurposes.Ledger : KeyPurposes.Account, account, id, 1, "ledger_details");

    /// <summary>Salt and canonical bytes.</summary>
    public static byte[] Write(ReadOnlySpan<byte> salt, IReadOnlyList<(string Name, string Value)> details)
    {
        var parts = new string[details.Count * 2];
        for (var i = 0; i < details.Count; i++)
            (parts[2 * i], parts[2 * i + 1]) = details[i];
        return ContextBytes.Of(salt, parts);
    }

    /// <summary>The names and values, or null where the bytes are none of ours.</summary>
    public static IReadOnlyList<(string Name, string Value)>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SaltSize)
            return null;
        bytes = bytes[SaltSize..];
        var read = new List<(string, string)>();
        while (!bytes.IsEmpty)
        {
            if (!TryText(ref bytes, out var name) || !TryText(ref bytes, out var value))
                return null;
            read.Add((name, value));
        }

        return read;
    }

    private static bool TryText(ref ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.Length < sizeof(int))
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        bytes = bytes[sizeof(int)..];
        if (length < 0 || length > bytes.Length)
            return false;
        text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return true;
    }
}
