using System.Text;

namespace FaceAuth.Vault.Transfer;

/// <summary>KeePassXC's CSV: Group,Title,Username,Password,URL,Notes,TOTP,Icon,Last Modified,Created; versions differ in the last ones.</summary>
internal sealed class KeePassCsv : CsvLayout
{
    public override ImportFormat Format => ImportFormat.KeePassCsv;

    public override bool Fits(IReadOnlyList<string> columns) => new[] { "title", "username", "password", "url" }.All(columns.Contains);

    public override CsvReading Begin(IReadOnlyList<string> columns) =>
        new(columns, ["group", "title", "username", "password", "url", "notes", "totp", "icon", "last modified", "created"], (row, draft, collector) =>
        {
            draft.Name = row["title"];
            draft.Site = row["url"];
            draft.UserName = row["username"];
            draft.Password = row["password"];
            draft.Notes = row["notes"];
            draft.Totp = row["totp"];
            draft.ChangedAt = ImportValues.Instant(row["last modified"]);
            // The first group is the database itself.
            draft.Tags.AddRange(ImportValues.GroupTags([.. row["group"].Split('/').Skip(1)]));
            if (row["icon"] is not ("" or "0")) collector.CountLost("entries with an icon of their own");
        });
}

/// <summary>
/// The CSV of KeePass 1, which KeePass 2 writes too: "Account","Login Name","Password","Web Site","Comments", all in quotes, with \" for a quote and \\ for a
/// backslash.
/// </summary>
internal sealed class KeePass1Csv : CsvLayout
{
    public override ImportFormat Format => ImportFormat.KeePassCsv;

    public override bool Fits(IReadOnlyList<string> columns) => new[] { "account", "login name", "password" }.All(columns.Contains);

    public override CsvReading Begin(IReadOnlyList<string> columns) =>
        new(columns, ["account", "login name", "password", "web site", "comments"], (row, draft, _) =>
        {
            draft.Name = row["account"];
            draft.Site = row["web site"];
            draft.UserName = row["login name"];
            draft.Password = row["password"];
            draft.Notes = row["comments"];
        });

    // A backslash before anything else stands for itself, so that a file that was saved by another program is not changed silently.
    public override string ToRfc4180(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\')
                result.Append(text[++i] == '"' ? "\"\"" : "\\");
            else
                result.Append(text[i]);
        }
        return result.ToString();
    }
}
