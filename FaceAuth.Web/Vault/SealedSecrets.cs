using System.Security.Cryptography;
using System.Text;
using FaceAuth.Accounts;
using FaceAuth.Keys;

namespace FaceAuth.Vault;

/// <summary>
/// Seals and opens secrets of entries. Each version has a data key of its own, bound to account, entry, field and version by
/// the key service as well as by the seal: put anywhere else, neither opens.
/// </summary>
public sealed class SealedSecrets(SecretSealer sealer, TimeProvider clock)
{
    /// <summary>Seals a version; one call to the key service. To be stored by the caller.</summary>
    public Task<VaultSecretRow> SealAsync(VaultSession member, SecretPlace place, string text, CancellationToken ct) =>
        SealAsync(member.Account, member.SignInId, place, text, ct);

    /// <summary>The same where no session is there; <paramref name="signInId"/> is empty then.</summary>
    internal async Task<VaultSecretRow> SealAsync(AccountId account, string signInId, SecretPlace place, string text, CancellationToken ct)
    {
        var plaintext = Encoding.UTF8.GetBytes(text);
        try
        {
            var made = await sealer.SealAsync(Key(account, place), Seal(account, place), plaintext, ct);
            return new VaultSecretRow
            {
                Id = Guid.CreateVersion7().ToString(),
                AccountId = account.ToString(),
                EntryId = place.Entry.ToString(),
                Field = place.Field.ToString(),
                Version = place.Version,
                KeyId = made.KeyId.ToString("D"),
                MasterKeyId = made.Wrapped.MasterKeyId,
                Wrapped = made.Wrapped.Bytes,
                SealedValue = made.Sealed,
                CreatedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                SignInId = signInId,
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Opens a version for the place that it was asked for, whatever the row says of itself; one call to the key service.</summary>
    /// <exception cref="SealBrokenException">It was altered, cut or moved, or is sealed under another key.</exception>
    public async Task<string> OpenAsync(AccountId account, SecretPlace place, VaultSecretRow row, CancellationToken ct)
    {
        // An id that is none opens nothing: it is altered as any other part of the row.
        using var plaintext = await sealer.OpenAsync(
            Key(account, place), Seal(account, place), Guid.TryParseExact(row.KeyId, "D", out var keyId) ? keyId : Guid.Empty, new WrappedKey(row.MasterKeyId, row.Wrapped), row.SealedValue, ct);
        return Encoding.UTF8.GetString(plaintext.Bytes);
    }

    /// <summary>What a wrapped key of this table is bound to; also for moving it to another master key.</summary>
    internal static KeyContext KeyOf(VaultSecretRow row) =>
        new(KeyPurposes.VaultSecret, $"{row.AccountId}/{row.EntryId}/{row.Field}/{row.Version}");

    private static KeyContext Key(AccountId account, SecretPlace place) =>
        new(KeyPurposes.VaultSecret, $"{account}/{place.Entry}/{place.Field}/{place.Version}");

    private static SealContext Seal(AccountId account, SecretPlace place) =>
        new(KeyPurposes.VaultSecret, account.ToString(), place.Entry.ToString(), place.Version, place.Field.ToString());
}

/// <summary>Where a secret belongs in its member's vault.</summary>
public readonly record struct SecretPlace(VaultEntryId Entry, SecretField Field, int Version);
