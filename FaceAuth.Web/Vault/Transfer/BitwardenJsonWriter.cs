using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Writes Bitwarden's JSON. All that a <see cref="TransferEntry"/> has is carried: an entry's first tag is its folder, further ones are own fields named "Tag", old
/// passwords are the password history.
/// </summary>
public static class BitwardenJsonWriter
{
    // A file to be downloaded, never a part of a page: what is not ASCII stays as it is, which is a third of the length.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the entries as plain text.</summary>
    public static ExportFile Write(IReadOnlyList<TransferEntry> entries) => ExportFile.Of(Plain(entries), "application/json", "json", []);

    /// <summary>
    /// Writes the entries under a passphrase, as Bitwarden's "password protected" export: PBKDF2-HMAC-SHA-256 with 600,000 iterations. It takes about half
    /// a second of one core.
    /// </summary>
    public static ExportFile WriteEncrypted(IReadOnlyList<TransferEntry> entries, string passphrase)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        var plain = Plain(entries);
        try
        {
            return ExportFile.Of(BitwardenEnvelope.Close(plain, passphrase), "application/json", "json", []);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Plain(IReadOnlyList<TransferEntry> entries)
    {
        var folders = entries.Select(entry => entry.Tags.FirstOrDefault()).OfType<string>().Distinct()
            .ToDictionary(name => name, _ => Guid.CreateVersion7().ToString());
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteBoolean("encrypted", false);
            json.WriteStartArray("folders");
            foreach (var (name, id) in folders)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("name", name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("items");
            foreach (var entry in entries) Item(json, entry, entry.Tags.Count > 0 ? folders[entry.Tags[0]] : null);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Item(Utf8JsonWriter json, TransferEntry entry, string? folder)
    {
        var isLogin = entry is not { Site: "", UserName: "", Password: null, Totp: null, ChangedAt: null };
        json.WriteStartObject();
        json.WriteString("id", Guid.CreateVersion7().ToString());
        json.WriteNull("organizationId");
        json.WriteString("folderId", folder);
        json.WriteNumber("type", isLogin ? 1 : 2);
        json.WriteNumber("reprompt", 0);
        json.WriteString("name", entry.Name);
        json.WriteString("notes", entry.Notes == "" ? null : entry.Notes);
        json.WriteBoolean("favorite", false);
        json.WriteStartArray("fields");
        foreach (var tag in entry.Tags.Skip(1))
        {
            json.WriteStartObject();
            json.WriteString("name", BitwardenNames.TagField);
            json.WriteString("value", tag);
            json.WriteNumber("type", 0);
            json.WriteNull("linkedId");
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (isLogin) Login(json, entry);
        else
        {
            json.WriteStartObject("secureNote");
            json.WriteNumber("type", 0);
            json.WriteEndObject();
        }
        json.WriteStartArray("passwordHistory");
        foreach (var old in entry.History)
        {
            json.WriteStartObject();
            // Bitwarden wants an instant; 1970 is read back as "unknown".
            json.WriteString("lastUsedDate", Instant(old.ReplacedAt ?? DateTimeOffset.UnixEpoch));
            json.WriteString("password", old.Password);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNull("collectionIds");
        json.WriteEndObject();
    }

    private static void Login(Utf8JsonWriter json, TransferEntry entry)
    {
        json.WriteStartObject("login");
        json.WriteStartArray("uris");
        if (entry.Site != "")
        {
            json.WriteStartObject();
            json.WriteNull("match");
            json.WriteString("uri", entry.Site);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("username", entry.UserName == "" ? null : entry.UserName);
        json.WriteString("password", entry.Password);
        json.WriteString("totp", entry.Totp);
        json.WriteString("passwordRevisionDate", entry.ChangedAt is { } at ? Instant(at) : null);
        json.WriteEndObject();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
