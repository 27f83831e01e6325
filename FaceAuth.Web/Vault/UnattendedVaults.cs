using System.Security.Cryptography;
using FaceAuth.Accounts;
using FaceAuth.Database;
using FaceAuth.Keys;

namespace FaceAuth.Vault;

/// <summary>Opens vaults for work that is done without their members: rotation and its reminders.</summary>
public sealed class UnattendedVaults(KeyRing keys, Db db, VaultStore store, VaultSecretStore secrets, SealedSecrets sealedSecrets)
{
    /// <summary>Unwraps the vault's key, with one call to the key service; the caller clears it by disposing. Null where the account has no vault.</summary>
    /// <exception cref="SealBrokenException">The stored key does not open.</exception>
    /// <exception cref="KeyServiceException">The key service cannot do its work now.</exception>
    public async Task<UnattendedVault?> OpenAsync(AccountId account, CancellationToken ct) =>
        await keys.UnwrapOwnedAsync(KeyPurposes.Vault, account.ToString(), make: false, ct) is { } key
            ? new UnattendedVault(account, key, db, store, secrets, sealedSecrets)
            : null;
}

/// <summary>One member's vault while something is done in it without them.</summary>
public sealed class UnattendedVault : IDisposable
{
    private readonly string _owner;
    private readonly DataKey _key;
    private readonly Db _db;
    private readonly VaultStore _store;
    private readonly VaultSecretStore _secrets;
    private readonly SealedSecrets _sealed;

    internal UnattendedVault(AccountId account, DataKey key, Db db, VaultStore store, VaultSecretStore secrets, SealedSecrets sealedSecrets) =>
        (Account, _owner, _key, _db, _store, _secrets, _sealed) = (account, account.ToString(), key, db, store, secrets, sealedSecrets);

    /// <summary>Whose.</summary>
    public AccountId Account { get; }

    /// <summary>An entry with its card, in the bin or not; null where there is no such one.</summary>
    /// <exception cref="SealBrokenException">The card was altered or moved.</exception>
    public async Task<OpenedEntry?> FindAsync(VaultEntryId id, CancellationToken ct)
    {
        if (await _db.ReadAsync(session => _store.FindAsync(session, Account, id), ct) is not { } row)
            return null;
        var bytes = Open(VaultCard.Context(_owner, row.Id, row.CardVersion), row.SealedCard);
        try
        {
            return new OpenedEntry(row, VaultCard.FromBytes(bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>A version of an entry's password; null where there is none. One call to the key service.</summary>
    /// <exception cref="SealBrokenException">It was altered or moved.</exception>
    public async Task<string?> FindPasswordAsync(VaultEntryId id, int version, CancellationToken ct) =>
        version > 0 && await _db.ReadAsync(session => _secrets.FindAsync(session, Account, id, SecretField.Password, version), ct) is { } row
            ? await _sealed.OpenAsync(Account, new SecretPlace(id, SecretField.Password, version), row, ct)
            : null;

    /// <summary>Seals a card for its place.</summary>
    public byte[] Seal(VaultCard card, VaultEntryId id, long version)
    {
        var plaintext = card.ToBytes();
        try
        {
            return Seal(VaultCard.Context(_owner, id.ToString(), version), plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Opens what was sealed under the vault's key.</summary>
    /// <exception cref="SealBrokenException">It was altered or moved.</exception>
    public byte[] Open(SealContext place, ReadOnlySpan<byte> sealedBytes) => SealFormat.Open(_key, place, sealedBytes) ?? throw Cleared();

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Seals under the vault's key.</summary>
    public byte[] Seal(SealContext place, ReadOnlySpan<byte> plaintext) =>
        SealFormat.Seal(_key, place, RandomNumberGenerator.GetBytes(SealFormat.SaltSize), plaintext) ?? throw Cleared();

    private static InvalidOperationException Cleared() => new("The vault was closed.");
}

/// <summary>An entry with its card.</summary>
public sealed record OpenedEntry(VaultEntryRow Row, VaultCard Card)
{
    /// <summary>Never what the card says.</summary>
    public override string ToString() => $"entry {Row.Id}";
}
