using System.Buffers.Text;
using System.Text.Json;
using FaceAuth.Keys;

namespace FaceAuth.Accounts.Passkeys;

/// <summary>
/// Seals passkeys under their account's key. A public key is no secret; the seal is there because it opens in its own row
/// only: a key that somebody wrote into the database is no key.
/// </summary>
public sealed class SealedPasskeys(Sealer sealer, LookupHash hash)
{
    /// <summary>The form in which a credential's id is stored and looked up.</summary>
    public string HashOf(byte[] credentialId) => hash.Of(LookupKinds.Passkey, Base64Url.EncodeToString(credentialId));

    /// <summary>Seals a credential for one row.</summary>
    public ValueTask<byte[]> SealAsync(AccountId account, string id, PasskeyCredential credential, CancellationToken ct) =>
        sealer.SealAsync(Context(account, id, "credential"), JsonSerializer.SerializeToUtf8Bytes(credential), ct);

    /// <summary>Seals a name for one row.</summary>
    public ValueTask<byte[]> SealNameAsync(AccountId account, string id, string name, CancellationToken ct) =>
        sealer.SealTextAsync(Context(account, id, "name"), name, ct);

    /// <summary>Opens a row's credential.</summary>
    /// <exception cref="SealBrokenException">It was altered, or belongs to another row.</exception>
    public async ValueTask<PasskeyCredential> OpenAsync(PasskeyRow row, CancellationToken ct) =>
        JsonSerializer.Deserialize<PasskeyCredential>(
            await sealer.OpenAsync(Context(AccountId.Parse(row.AccountId), row.Id, "credential"), row.SealedCredential, ct))!;

    /// <summary>Opens a row's name.</summary>
    /// <exception cref="SealBrokenException">It was altered, or belongs to another row.</exception>
    public ValueTask<string> OpenNameAsync(PasskeyRow row, CancellationToken ct) =>
        sealer.OpenTextAsync(Context(AccountId.Parse(row.AccountId), row.Id, "name"), row.SealedName, ct);

    private static SealContext Context(AccountId account, string id, string field) =>
        new(KeyPurposes.Account, account.ToString(), id, 1, $"passkey-{field}");
}
