using System.Buffers.Text;
using System.Security.Cryptography;

namespace FaceAuth.Keys;

/// <summary>
/// The form in which session ids, links, codes and browser cookies are stored and looked up: HMAC-SHA-256 under the
/// installation's lookup key, so that a copy of the database opens nothing.
/// </summary>
public sealed class LookupHash(KeyRing keys)
{
    /// <summary>43 characters of base64url. Needs no database; the key is loaded at start.</summary>
    /// <param name="kind">What the token is ("session", "link", "code:" and the account …); the same token of two kinds has two hashes.</param>
    /// <param name="token">The secret that the person or browser holds.</param>
    /// <exception cref="KeyServiceException">The keys are not loaded yet.</exception>
    public string Of(string kind, string token)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var data = ContextBytes.Of([1], kind, token);
        try
        {
            if (!keys.OfInstallation(KeyPurposes.Lookup).TryHash(data, hash))
                throw new KeyServiceException("The keys were cleared: the program is ending.");
            return Base64Url.EncodeToString(hash);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
        }
    }
}
