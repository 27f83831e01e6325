using System.Text.Json;
using FaceAuth.Accounts;
using FaceAuth.Keys;

namespace FaceAuth.Vault.Reveals;

/// <summary>What a mail says of a reveal, sealed under the account's key: it is written when no session is there any more.</summary>
/// <param name="Entry">The entry's name then; empty for an export.</param>
/// <param name="Network">The network address that it was shown to.</param>
/// <param name="Device">The browser and system, in words.</param>
internal sealed record RevealFacts(string Entry, string Network, string Device)
{
    public static async Task<byte[]> SealAsync(Sealer sealer, AccountId account, string reveal, RevealFacts facts, CancellationToken ct) =>
        await sealer.SealAsync(Context(account, reveal), JsonSerializer.SerializeToUtf8Bytes(facts, VaultJson.Default.RevealFacts), ct);

    public static async Task<RevealFacts> OpenAsync(Sealer sealer, AccountId account, string reveal, byte[] sealedFacts, CancellationToken ct) =>
        JsonSerializer.Deserialize(await sealer.OpenAsync(Context(account, reveal), sealedFacts, ct), VaultJson.Default.RevealFacts)!;

    public override string ToString() => "(reveal)";

    private static SealContext Context(AccountId account, string reveal) => new(KeyPurposes.Account, account.ToString(), reveal, 1, "reveal-facts");
}
