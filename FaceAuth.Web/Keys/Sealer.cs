using System.Security.Cryptography;
using System.Text;

namespace FaceAuth.Keys;

/// <summary>
/// Seals values for the place where they are stored, and opens them there only. With warm keys (all of the
/// installation's, an account's after its first use) it does not touch the database.
/// </summary>
/// <remarks>
/// Seal before <c>Db.WriteAsync</c>: a cold account key is read from the database and unwrapped by the key service. The
/// plaintext belongs to the caller, who clears it when it is no longer needed.
/// </remarks>
public sealed class Sealer(KeyRing keys)
{
    /// <summary>Seals <paramref name="plaintext"/>, which may be empty; the result is 57 bytes longer.</summary>
    /// <exception cref="KeyMissingException">The account has no key: <see cref="KeyRing.EnsureAccountKeyAsync"/> was not called, or it was deleted.</exception>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async ValueTask<byte[]> SealAsync(SealContext c, ReadOnlyMemory<byte> plaintext, CancellationToken ct)
    {
        var salt = RandomNumberGenerator.GetBytes(SealFormat.SaltSize);
        while (true)
        {
            var key = await keys.FindAsync(c.Purpose, c.Account, ct)
                ?? throw new KeyMissingException($"There is no key of purpose {c.Purpose} for {Owner(c)}.");
            if (SealFormat.Seal(key, c, salt, plaintext.Span) is { } sealedBytes)
                return sealedBytes;
        }
    }

    /// <summary>Opens what <see cref="SealAsync"/> made for the same context.</summary>
    /// <exception cref="SealBrokenException">It does not open here; also where the account's key was deleted.</exception>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async ValueTask<byte[]> OpenAsync(SealContext c, ReadOnlyMemory<byte> sealedBytes, CancellationToken ct)
    {
        while (true)
        {
            var key = await keys.FindAsync(c.Purpose, c.Account, ct)
                ?? throw new SealBrokenException($"There is no key of purpose {c.Purpose} for {Owner(c)} any more: it was deleted.");
            if (SealFormat.Open(key, c, sealedBytes.Span) is { } plaintext)
                return plaintext;
        }
    }

    /// <summary>Seals a text as UTF-8.</summary>
    /// <inheritdoc cref="SealAsync" path="/exception"/>
    public async ValueTask<byte[]> SealTextAsync(SealContext c, string text, CancellationToken ct)
    {
        var plaintext = Encoding.UTF8.GetBytes(text);
        try
        {
            return await SealAsync(c, plaintext, ct);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Opens a text that <see cref="SealTextAsync"/> sealed.</summary>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public async ValueTask<string> OpenTextAsync(SealContext c, ReadOnlyMemory<byte> sealedBytes, CancellationToken ct)
    {
        var plaintext = await OpenAsync(c, sealedBytes, ct);
        try
        {
            return Encoding.UTF8.GetString(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static string Owner(SealContext c) => c.Account.Length == 0 ? "the installation" : $"account {c.Account}";
}

/// <summary>Nothing can be sealed for an account that has no key (yet, or any more).</summary>
public sealed class KeyMissingException(string message) : Exception(message);
