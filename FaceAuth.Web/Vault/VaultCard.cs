using System.Text.Json;
using FaceAuth.Keys;

namespace FaceAuth.Vault;

/// <summary>
/// What an entry is called and where it belongs: the part that lists and searches need, sealed as one piece under the
/// vault's key. It names the versions of the secrets that count, so that an older one put in their place in the database is
/// noticed.
/// </summary>
public sealed record VaultCard
{
    public required string Name { get; init; }
    public string Site { get; init; } = "";
    public string UserName { get; init; } = "";
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The version of the password that counts; 0 for none.</summary>
    public int Password { get; init; }

    /// <summary>The version of the notes that counts; 0 for none.</summary>
    public int Notes { get; init; }

    /// <summary>The version of the TOTP key that counts; 0 for none.</summary>
    public int Totp { get; init; }

    /// <summary>Days after which the password is to be changed; 0 for never.</summary>
    public int RotateEvery { get; init; }

    /// <summary>The version of a secret that counts; 0 for none.</summary>
    public int VersionOf(SecretField field) => field switch
    {
        SecretField.Password => Password,
        SecretField.Notes => Notes,
        _ => Totp,
    };

    /// <summary>The same card with another version of a secret.</summary>
    public VaultCard With(SecretField field, int version) => field switch
    {
        SecretField.Password => this with { Password = version },
        SecretField.Notes => this with { Notes = version },
        _ => this with { Totp = version },
    };

    /// <summary>Never what it says.</summary>
    public override string ToString() => "(card)";

    internal static SealContext Context(string account, string entry, long version) =>
        new(KeyPurposes.Vault, account, entry, checked((int)version), "card");

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, VaultJson.Default.VaultCard);

    internal static VaultCard FromBytes(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, VaultJson.Default.VaultCard)!;
}
