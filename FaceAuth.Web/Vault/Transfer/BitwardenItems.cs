using System.Text.Json;

namespace FaceAuth.Vault.Transfer;

/// <summary>Makes entries of Bitwarden's items. What is not a login keeps all it has, as lines of the notes.</summary>
internal sealed class BitwardenItems(IReadOnlyDictionary<string, string> folders, IReadOnlyDictionary<string, string> collections, ImportCollector collector)
{
    private const int Login = 1, SecureNote = 2;

    // Item types whose object is nothing but texts.
    private static readonly Dictionary<int, (string Property, string What)> Others = new()
    {
        [3] = ("card", "the fields of a card"),
        [4] = ("identity", "the fields of an identity"),
        [5] = ("sshKey", "the fields of an SSH key"),
    };

    public void Read(ImportPlace place, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new BitwardenShapeException("it is no item");
        var draft = new ImportDraft(place) { Name = Text(item, "name") ?? "", Notes = Text(item, "notes") ?? "" };
        if (Text(item, "deletedDate") is not null)
        {
            collector.Lose(place, draft.Name, "it is in Bitwarden's bin and was left out");
            return;
        }
        var type = item.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.Number && kind.TryGetInt32(out var number) ? number : 0;
        if (type is not (Login or SecureNote) && !Others.ContainsKey(type))
        {
            collector.Lose(place, draft.Name, "it is of a kind that this site does not know and was left out");
            return;
        }
        if (type == Login && Object(item, "login") is { } login) ReadLogin(item, login, draft);
        if (Others.TryGetValue(type, out var other) && Object(item, other.Property) is { } fields)
            foreach (var field in fields.EnumerateObject())
                if (Plain(field.Value) is { Length: > 0 } value) draft.MoveToNotes(field.Name, value, other.What);
        ReadFields(item, draft);
        ReadHistory(item, draft);
        ReadFolders(item, draft);
        CountRest(item);
        collector.Add(draft);
    }

    private void ReadLogin(JsonElement item, JsonElement login, ImportDraft draft)
    {
        draft.UserName = Text(login, "username") ?? "";
        draft.Password = Text(login, "password");
        draft.Totp = Text(login, "totp");
        // A password that was never changed is as old as its item.
        draft.ChangedAt = ImportValues.Instant(Text(login, "passwordRevisionDate") ?? Text(item, "creationDate"));
        var uris = Array(login, "uris").Where(uri => uri.ValueKind == JsonValueKind.Object).ToList();
        var sites = uris.Select(uri => Text(uri, "uri")).OfType<string>().Where(uri => uri != "").ToList();
        draft.Site = sites.FirstOrDefault() ?? "";
        foreach (var further in sites.Skip(1)) draft.MoveToNotes("Address", further, $"{sites.Count - 1} further address{(sites.Count > 2 ? "es" : "")}");
        if (uris.Any(uri => uri.TryGetProperty("match", out var match) && match.ValueKind == JsonValueKind.Number)) collector.CountLost("items with rules for which addresses match");
        if (Array(login, "fido2Credentials").Count() is > 0 and var passkeys) draft.Lose($"{passkeys} passkey{(passkeys > 1 ? "s" : "")}: make new ones at the site");
    }

    private static void ReadFields(JsonElement item, ImportDraft draft)
    {
        var linked = 0;
        foreach (var field in Array(item, "fields"))
        {
            if (field.ValueKind != JsonValueKind.Object) throw new BitwardenShapeException("one of “fields” is no field");
            var name = Text(field, "name") ?? "";
            // A linked field holds a place in a form, not a value.
            if (field.TryGetProperty("linkedId", out var link) && link.ValueKind == JsonValueKind.Number) linked++;
            else if (name == BitwardenNames.TagField) draft.Tags.Add(Value(field));
            else draft.MoveToNotes(name == "" ? "Field" : name, Value(field), "own fields");
        }
        if (linked > 0) draft.Lose($"{linked} linked field{(linked > 1 ? "s" : "")}");
    }

    private static void ReadHistory(JsonElement item, ImportDraft draft)
    {
        foreach (var old in Array(item, "passwordHistory"))
        {
            if (old.ValueKind != JsonValueKind.Object) throw new BitwardenShapeException("one of “passwordHistory” is no password");
            if (Text(old, "password") is { } password) draft.History.Add(new OldPassword(password, ImportValues.Instant(Text(old, "lastUsedDate"))));
        }
    }

    private void ReadFolders(JsonElement item, ImportDraft draft)
    {
        var folder = Text(item, "folderId") is { } id && folders.TryGetValue(id, out var name) ? [name] : Enumerable.Empty<string>();
        var shared = Array(item, "collectionIds").Where(one => one.ValueKind == JsonValueKind.String)
            .Select(one => collections.GetValueOrDefault(one.GetString()!)).OfType<string>();
        // Before the tags of the fields: the writer puts the first tag into the folder.
        draft.Tags.InsertRange(0, folder.Concat(shared));
    }

    private void CountRest(JsonElement item)
    {
        if (item.TryGetProperty("favorite", out var favorite) && favorite.ValueKind == JsonValueKind.True) collector.CountLost(BitwardenNames.Favorites);
        if (item.TryGetProperty("reprompt", out var reprompt) && reprompt.ValueKind == JsonValueKind.Number && reprompt.TryGetInt32(out var asks) && asks != 0) collector.CountLost(BitwardenNames.Reprompts);
        if (Text(item, "archivedDate") is not null) collector.CountLost(BitwardenNames.Archived);
        if (Array(item, "attachments").Any()) collector.CountLost("items with attachments");
    }

    /// <summary>A text; null where there is none.</summary>
    /// <exception cref="BitwardenShapeException">It is something else.</exception>
    public static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new BitwardenShapeException($"“{name}” is no text");
    }

    private static JsonElement? Object(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw new BitwardenShapeException($"“{name}” is no object");
    }

    private static IEnumerable<JsonElement> Array(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return [];
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new BitwardenShapeException($"“{name}” is no list");
    }

    private static string Value(JsonElement field) => field.TryGetProperty("value", out var value) ? Plain(value) ?? "" : "";

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };
}
