using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FaceAuth.Vault.Transfer;

/// <summary>Reads Bitwarden's JSON, of a person or an organization, plain or under a passphrase.</summary>
internal static class BitwardenJsonReader
{
    // The real files are six deep.
    private const int MaxDepth = 32;

    public static ImportReading Read(string text, string? passphrase)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var document = Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return NotThis();
            if (!Is(root, "encrypted")) return ReadPlain(root, ItemLines(bytes));
            if (!Is(root, "passwordProtected"))
                return ImportReading.No("The file is encrypted with the key of a Bitwarden account, which only that account can open. Export again as “.json (Encrypted)” with the type “Password protected”, or as “.json”.");

            var (plain, refused) = BitwardenEnvelope.Open(root, passphrase);
            if (plain is null) return refused!;
            try
            {
                using var inner = Parse(plain);
                return inner.RootElement.ValueKind == JsonValueKind.Object && !Is(inner.RootElement, "encrypted") ? ReadPlain(inner.RootElement, null) : NotThis();
            }
            finally
            {
                CryptographicOperations.ZeroMemory(plain);
            }
        }
        catch (JsonException e)
        {
            return ImportReading.No("This is no whole JSON: the file was cut off or changed here. Export it again.", e.LineNumber is { } line ? (int)line + 1 : null);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as \uD83D: no text, and so no password.
            return ImportReading.No("The file holds characters that are no valid Unicode. Export it again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ImportReading ReadPlain(JsonElement root, IReadOnlyList<int>? lines)
    {
        if (!root.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array) return NotThis();
        var collector = new ImportCollector();
        var reader = new BitwardenItems(Names(root, "folders"), Names(root, "collections"), collector);
        var number = 0;
        foreach (var item in items.EnumerateArray())
        {
            if (collector.Full) break;
            var place = new ImportPlace("Item", ++number, lines?.ElementAtOrDefault(number - 1) is > 0 and var line ? line : null);
            try
            {
                reader.Read(place, item);
            }
            catch (BitwardenShapeException e)
            {
                collector.Fault(place.Line, $"{place}: {e.Message}.");
            }
        }
        return collector.Finish(endUnknown: false);
    }

    private static JsonDocument Parse(byte[] bytes) =>
        // Two properties of one name are two meanings: which one a program takes differs.
        JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });

    private static bool Is(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static Dictionary<string, string> Names(JsonElement root, string list)
    {
        var names = new Dictionary<string, string>();
        if (!root.TryGetProperty(list, out var all) || all.ValueKind != JsonValueKind.Array) return names;
        foreach (var one in all.EnumerateArray())
            if (one.ValueKind == JsonValueKind.Object && BitwardenItems.Text(one, "id") is { } id) names[id] = BitwardenItems.Text(one, "name") ?? "";
        return names;
    }

    // A parsed document does not know its lines any more, so the items' beginnings are looked for once.
    private static List<int> ItemLines(byte[] bytes)
    {
        var lines = new List<int>();
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        var (inItems, line, counted) = (false, 1, 0);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName) inItems = reader.ValueTextEquals("items");
            if (!inItems || reader.CurrentDepth != 2 || reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) continue;
            var at = (int)reader.TokenStartIndex;
            line += bytes.AsSpan(counted, at - counted).Count((byte)'\n');
            counted = at;
            lines.Add(line);
        }
        return lines;
    }

    private static ImportReading NotThis() => ImportReading.No("This is JSON, but no export of Bitwarden: it has no list of items.");
}

/// <summary>A value of an item is not what it should be; the message names the field, never the value.</summary>
internal sealed class BitwardenShapeException(string message) : Exception(message);
