using System.Text.Json;
using FaceAuth.Keys;

namespace FaceAuth.Accounts;

/// <summary>Seals where a request came from, under the key of the account that it is about.</summary>
public sealed class SealedOrigins(Sealer sealer)
{
    /// <summary>Seals an origin for one field of one record.</summary>
    public ValueTask<byte[]> SealAsync(AccountId account, string record, string field, RequestOrigin origin, CancellationToken ct) =>
        sealer.SealAsync(Context(account, record, field), JsonSerializer.SerializeToUtf8Bytes(origin), ct);

    /// <summary>Opens it again.</summary>
    /// <exception cref="SealBrokenException">It was altered, or belongs to another record.</exception>
    public async ValueTask<RequestOrigin> OpenAsync(AccountId account, string record, string field, byte[] sealedOrigin, CancellationToken ct) =>
        JsonSerializer.Deserialize<RequestOrigin>(await sealer.OpenAsync(Context(account, record, field), sealedOrigin, ct))!;

    private static SealContext Context(AccountId account, string record, string field) =>
        new(KeyPurposes.Account, account.ToString(), record, 1, field);
}
