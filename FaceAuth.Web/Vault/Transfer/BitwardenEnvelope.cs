using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// The envelope of Bitwarden's export under a passphrase: a key by PBKDF2-HMAC-SHA-256 out of passphrase and salt, stretched to two by HKDF-Expand ("enc", "mac"),
/// then AES-256-CBC and HMAC-SHA-256 over iv and ciphertext, written as <c>2.iv|ciphertext|mac</c> in base64. The salt is the base64 text's bytes, not what it decodes to.
/// </summary>
internal static class BitwardenEnvelope
{
    /// <summary>What we write with: OWASP Password Storage for PBKDF2-HMAC-SHA-256, and Bitwarden's own default.</summary>
    public const int Iterations = 600_000;

    /// <summary>The most that is done for a file: a few seconds. Bitwarden allows 2,000,000.</summary>
    public const int MaxIterations = 5_000_000;

    /// <summary>The plain text of an envelope, or why there is none.</summary>
    public static (byte[]? Plain, ImportReading.Refused? Refused) Open(JsonElement root, string? passphrase)
    {
        if (Number(root, "kdfType") is not 0)
            return (null, ImportReading.No("The file is encrypted by way of Argon2, which cannot be read here. Export it without encryption, or set the account's key derivation to PBKDF2 before you export."));
        if (Number(root, "kdfIterations") is not (>= 1 and <= MaxIterations and var iterations) || Text(root, "salt") is not { Length: > 0 and <= 1_000 } salt
            || Parse(Text(root, "encKeyValidation_DO_NOT_EDIT")) is not { } check || Parse(Text(root, "data")) is not { } data)
            return (null, ImportReading.No("The file is encrypted, and what is needed to open it is missing or wrong. It was cut off or changed; export it again."));
        if (string.IsNullOrEmpty(passphrase))
            return (null, new ImportReading.Refused([new ImportFault(null, "The file is encrypted. Enter the passphrase it was exported with.")], AsksPassphrase: true));

        using var keys = Keys.Derive(passphrase, salt, iterations);
        if (!keys.Made(check))
            return (null, new ImportReading.Refused([new ImportFault(null, "The passphrase is wrong, or the file was changed.")], AsksPassphrase: true));
        try
        {
            return keys.Made(data) ? (keys.Decrypt(data), null) : (null, Damaged());
        }
        catch (CryptographicException)
        {
            return (null, Damaged());
        }

        static ImportReading.Refused Damaged() => ImportReading.No("The passphrase is right, and what it opens was changed or cut off. Export it again.");
    }

    /// <summary>Puts a text into an envelope with a salt of its own.</summary>
    public static byte[] Close(byte[] plain, string passphrase)
    {
        var salt = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        using var keys = Keys.Derive(passphrase, salt, Iterations);
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["encrypted"] = true,
            ["passwordProtected"] = true,
            ["salt"] = salt,
            ["kdfType"] = 0,
            ["kdfIterations"] = Iterations,
            ["encKeyValidation_DO_NOT_EDIT"] = keys.Encrypt(Encoding.UTF8.GetBytes(Guid.CreateVersion7().ToString())),
            ["data"] = keys.Encrypt(plain),
        });
    }

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Sealed? Parse(string? text)
    {
        if (text is null || !text.StartsWith("2.", StringComparison.Ordinal) || text[2..].Split('|') is not { Length: 3 } parts) return null;
        try
        {
            var value = new Sealed(Convert.FromBase64String(parts[0]), Convert.FromBase64String(parts[1]), Convert.FromBase64String(parts[2]));
            return value.Iv.Length == 16 && value.Mac.Length == 32 && value.Ciphertext.Length % 16 == 0 ? value : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private sealed record Sealed(byte[] Iv, byte[] Ciphertext, byte[] Mac);

    private sealed class Keys(byte[] encryption, byte[] authentication) : IDisposable
    {
        public static Keys Derive(string passphrase, string salt, int iterations)
        {
            var secret = Encoding.UTF8.GetBytes(passphrase);
            var key = Rfc2898DeriveBytes.Pbkdf2(secret, Encoding.UTF8.GetBytes(salt), iterations, HashAlgorithmName.SHA256, 32);
            CryptographicOperations.ZeroMemory(secret);
            var keys = new Keys(HKDF.Expand(HashAlgorithmName.SHA256, key, 32, "enc"u8.ToArray()), HKDF.Expand(HashAlgorithmName.SHA256, key, 32, "mac"u8.ToArray()));
            CryptographicOperations.ZeroMemory(key);
            return keys;
        }

        public bool Made(Sealed value) => CryptographicOperations.FixedTimeEquals(Mac(value.Iv, value.Ciphertext), value.Mac);

        public byte[] Decrypt(Sealed value)
        {
            using var aes = Aes.Create();
            aes.Key = encryption;
            return aes.DecryptCbc(value.Ciphertext, value.Iv);
        }

        public string Encrypt(byte[] plain)
        {
            using var aes = Aes.Create();
            aes.Key = encryption;
            var iv = RandomNumberGenerator.GetBytes(16);
            var ciphertext = aes.EncryptCbc(plain, iv);
            return $"2.{Convert.ToBase64String(iv)}|{Convert.ToBase64String(ciphertext)}|{Convert.ToBase64String(Mac(iv, ciphertext))}";
        }

        public void Dispose()
        {
            CryptographicOperations.ZeroMemory(encryption);
            CryptographicOperations.ZeroMemory(authentication);
        }

        private byte[] Mac(byte[] iv, byte[] ciphertext) => HMACSHA256.HashData(authentication, (byte[])[.. iv, .. ciphertext]);
    }
}
