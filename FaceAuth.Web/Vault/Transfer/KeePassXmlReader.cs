using System.Xml;
using System.Xml.Linq;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Reads KeePass 2's XML. No DTD, so no entity but XML's own five and nothing fetched from elsewhere (OWASP XXE Prevention); depth and number of nodes are
/// bounded before a tree is built.
/// </summary>
internal static class KeePassXmlReader
{
    private const int MaxDepth = 64;

    // A real entry with ten earlier versions has about 600 nodes; 10 MB have room for fewer than this.
    private const int MaxNodes = 2_000_000;

    public static ImportReading Read(string text)
    {
        try
        {
            if (Bounds(text) is { } refused) return refused;
            using var reader = Open(text);
            var root = XDocument.Load(reader, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo).Root;
            if (root?.Name.LocalName != "KeePassFile" || root.Element("Root") is not { } top)
                return ImportReading.No("This is XML, but no export of KeePass 2: it does not begin with KeePassFile and its Root.");
            var collector = new ImportCollector();
            var meta = root.Element("Meta");
            var bin = meta?.Element("RecycleBinEnabled")?.Value == "False" ? null : meta?.Element("RecycleBinUUID")?.Value;
            new KeePassGroups(bin, collector).Read(top);
            return collector.Finish(endUnknown: false);
        }
        catch (XmlException e)
        {
            // The words of the exception could hold a piece of the text.
            return ImportReading.No("This is no whole XML: the file was cut off or changed here, or it has a DTD, which is not read. Export it again.", e.LineNumber > 0 ? e.LineNumber : null);
        }
    }

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = EntryLimits.FileBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

    private static ImportReading.Refused? Bounds(string text)
    {
        using var reader = Open(text);
        var nodes = 0;
        while (reader.Read())
        {
            nodes += 1 + reader.AttributeCount;
            if (reader.Depth > MaxDepth || nodes > MaxNodes)
                return ImportReading.No("The XML is nested deeper or has more parts than an export of KeePass has.", ((IXmlLineInfo)reader).LineNumber);
        }
        return null;
    }
}

/// <summary>Makes entries of KeePass's groups and entries.</summary>
internal sealed class KeePassGroups(string? bin, ImportCollector collector)
{
    private int number;

    /// <summary>Reads what lies in the root; the first group is the database itself and gives no tag.</summary>
    public void Read(XElement root)
    {
        foreach (var database in root.Elements("Group")) ReadGroup(database, []);
    }

    private void ReadGroup(XElement group, IReadOnlyList<string> path)
    {
        foreach (var entry in group.Elements("Entry"))
        {
            if (collector.Full) return;
            ReadEntry(entry, path);
        }
        foreach (var inner in group.Elements("Group"))
        {
            if (bin is not null && inner.Element("UUID")?.Value == bin)
                for (var left = inner.Descendants("Entry").Count(entry => entry.Parent?.Name.LocalName == "Group"); left > 0; left--)
                    collector.CountLost("entries in KeePass's recycle bin");
            else
                ReadGroup(inner, [.. path, inner.Element("Name")?.Value ?? ""]);
        }
    }

    private void ReadEntry(XElement entry, IReadOnlyList<string> path)
    {
        var line = ((IXmlLineInfo)entry).LineNumber;
        var place = new ImportPlace("Entry", ++number, line);
        var draft = new ImportDraft(place);
        draft.Tags.AddRange(ImportValues.GroupTags(path));
        draft.Tags.AddRange((entry.Element("Tags")?.Value ?? "").Split(';', ','));
        if (entry.Descendants("Value").Any(value => (string?)value.Attribute("Protected") == "True"))
        {
            collector.Fault(line, $"{place}: its values are encrypted within the file. Export it from KeePass as “KeePass XML (2.x)”.");
            return;
        }
        if (Strings(entry) is not { } strings || entry.Element("History")?.Elements("Entry").Any(version => Strings(version) is null) == true)
        {
            collector.Fault(line, $"{place}: it has a field twice.");
            return;
        }
        foreach (var (key, value) in strings.Where(one => one.Value != ""))
            switch (key)
            {
                case "Title": draft.Name = value; break;
                case "UserName": draft.UserName = value; break;
                case "Password": draft.Password = value; break;
                case "URL": draft.Site = value; break;
                case "Notes": draft.Notes = value + (draft.Notes == "" ? "" : "\n" + draft.Notes); break;
                case "otp" when draft.Totp is null: draft.Totp = value; break;
                case "TimeOtp-Secret-Base32" when draft.Totp is null: draft.Totp = KeePassTotp(value, strings); break;
                case "TimeOtp-Length" or "TimeOtp-Period" or "TimeOtp-Algorithm" when strings.ContainsKey("TimeOtp-Secret-Base32"): break;
                default: draft.MoveToNotes(key, value, "own fields"); break;
            }
        if (strings.Any(one => one.Value.StartsWith("{REF:", StringComparison.Ordinal))) draft.Lose("a reference to another entry: only its text is here");
        ReadHistory(entry, strings, draft);
        CountRest(entry, draft);
        collector.Add(draft);
    }

    // KeePass keeps whole earlier versions, the earliest first. A password was replaced when the first version without it was written.
    private void ReadHistory(XElement entry, Dictionary<string, string> strings, ImportDraft draft)
    {
        var versions = new List<(string Password, DateTimeOffset? At)>();
        var differs = false;
        foreach (var version in entry.Element("History")?.Elements("Entry") ?? [])
        {
            var then = Strings(version) ?? [];
            versions.Add((then.GetValueOrDefault("Password", ""), Modified(version)));
            differs |= new[] { "Title", "UserName", "URL", "Notes" }.Any(key => then.GetValueOrDefault(key, "") != strings.GetValueOrDefault(key, ""));
        }
        versions.Add((strings.GetValueOrDefault("Password", ""), Modified(entry)));
        draft.ChangedAt = versions[^1].At;
        for (var i = versions.Count - 2; i >= 0; i--)
        {
            if (versions[i].Password != versions[i + 1].Password) draft.History.Add(new OldPassword(versions[i].Password, versions[i + 1].At));
            else if (draft.History.Count == 0) draft.ChangedAt = versions[i].At;
        }
        if (differs) collector.CountLost("entries whose earlier names, user names, addresses or notes are left out: earlier passwords are kept");
    }

    private void CountRest(XElement entry, ImportDraft draft)
    {
        if (entry.Elements("Binary").Count() is > 0 and var files) draft.Lose($"{files} attached file{(files > 1 ? "s" : "")}");
        if (entry.Element("Times")?.Element("Expires")?.Value == "True") collector.CountLost("entries with a day on which they expire");
        if (entry.Element("AutoType")?.Elements("Association").Any() == true) collector.CountLost("entries with rules for typing them");
    }

    private static string KeePassTotp(string secret, Dictionary<string, string> strings)
    {
        string Said(string key, string unsaid) => strings.GetValueOrDefault(key, "") is { Length: > 0 } value ? Uri.EscapeDataString(value) : unsaid;
        var (length, period, algorithm) = (Said("TimeOtp-Length", "6"), Said("TimeOtp-Period", "30"), Said("TimeOtp-Algorithm", "HMAC-SHA-1"));
        return $"otpauth://totp/KeePass?secret={Uri.EscapeDataString(secret)}&digits={length}&period={period}&algorithm={algorithm}";
    }

    // The fields by name; null where one is there twice, for then it is not known which is meant.
    private static Dictionary<string, string>? Strings(XElement version)
    {
        var strings = new Dictionary<string, string>();
        foreach (var one in version.Elements("String"))
            if (!strings.TryAdd(one.Element("Key")?.Value ?? "", one.Element("Value")?.Value ?? "")) return null;
        return strings;
    }

    private static DateTimeOffset? Modified(XElement entry) => ImportValues.Instant(entry.Element("Times")?.Element("LastModificationTime")?.Value);
}
