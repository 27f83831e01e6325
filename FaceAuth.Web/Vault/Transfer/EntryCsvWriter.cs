using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Writes the columns of Bitwarden's CSV, which other programs read, and one more, <see cref="Mark"/>, that they pass over. It says "3 of 120": so a file that
/// was cut off can be told, and its reader knows that apostrophes are to be taken off.
/// </summary>
/// <remarks>
/// A cell that begins with = + - @, a tab or a line break is run as a formula by spreadsheets, so it gets an apostrophe before it (OWASP, CSV Injection), and so
/// does one that begins with an apostrophe, or taking it off would not be exact. All cells are in quotes: no separator within a cell begins another one.
/// </remarks>
public static class EntryCsvWriter
{
    /// <summary>The column that marks the file as ours.</summary>
    public const string Mark = "faceauth";

    private static readonly string[] Columns =
        ["folder", "favorite", "type", "name", "notes", "fields", "reprompt", "login_uri", "login_username", "login_password", "login_totp", Mark];

    /// <summary>Writes the entries. Old passwords and instants are not carried.</summary>
    public static ExportFile Write(IReadOnlyList<TransferEntry> entries)
    {
        var guarded = 0;
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { ShouldQuote = _ => true, NewLine = "\r\n" }))
        {
            foreach (var column in Columns) csv.WriteField(column);
            for (var i = 0; i < entries.Count; i++)
            {
                csv.NextRecord();
                foreach (var cell in Row(entries[i])) csv.WriteField(Guard(cell));
                csv.WriteField(string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {entries.Count}"));
            }
            csv.NextRecord();
        }
        return ExportFile.Of(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", "csv", [.. NotCarried()]);

        string Guard(string cell)
        {
            if (cell == "" || !Begins(cell[0])) return cell;
            guarded++;
            return "'" + cell;
        }

        IEnumerable<string> NotCarried()
        {
            if (entries.Sum(entry => entry.History.Count) is > 0 and var old) yield return string.Create(CultureInfo.InvariantCulture, $"old passwords: {old:N0}");
            if (entries.Count(entry => entry.ChangedAt is not null) is > 0 and var dated) yield return string.Create(CultureInfo.InvariantCulture, $"since when a password is the one it is: {dated:N0}");
            if (guarded > 0) yield return string.Create(CultureInfo.InvariantCulture, $"texts that have an apostrophe before them now, so that no spreadsheet runs them as a formula: {guarded:N0}. This site takes it off again; other programs do not");
        }
    }

    private static string[] Row(TransferEntry entry) =>
    [
        entry.Tags.FirstOrDefault() ?? "",
        "",
        entry is { Site: "", UserName: "", Password: null, Totp: null } ? "note" : "login",
        entry.Name,
        entry.Notes,
        string.Join('\n', entry.Tags.Skip(1).Select(tag => $"{BitwardenNames.TagField}: {tag}")),
        "",
        entry.Site,
        entry.UserName,
        entry.Password ?? "",
        entry.Totp ?? "",
    ];

    // The wide forms of the signs too: Japanese spreadsheets take them for the narrow ones.
    private static bool Begins(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' or '＝' or '＋' or '－' or '＠';
}
