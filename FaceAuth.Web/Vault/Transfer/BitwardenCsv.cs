using System.Globalization;
using System.Text.RegularExpressions;

namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Bitwarden's CSV: folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp; of organizations with collections
/// in place of folder and favorite. The CSV of this site is the same with one more column, see <see cref="EntryCsvWriter"/>.
/// </summary>
internal sealed partial class BitwardenCsv : CsvLayout
{
    private static readonly string[] Known =
    [
        "folder", "collections", "favorite", "type", "name", "notes", "fields", "reprompt", "archiveddate",
        "login_uri", "login_username", "login_password", "login_totp", EntryCsvWriter.Mark,
    ];

    public override ImportFormat Format => ImportFormat.BitwardenCsv;

    // Bitwarden joins its rows by line breaks, with none after the last. We end each.
    public override bool RowsEndWithLineBreak(IReadOnlyList<string> columns) => columns.Contains(EntryCsvWriter.Mark);

    public override bool Fits(IReadOnlyList<string> columns) => new[] { "type", "name", "login_username", "login_password" }.All(columns.Contains);

    public override CsvReading Begin(IReadOnlyList<string> columns) =>
        columns.Contains(EntryCsvWriter.Mark) ? new Ours(columns) : new CsvReading(columns, Known, (row, draft, collector) =>
        {
            Fill(row, draft, collector);
            // Several addresses stand in one cell with commas between them, and an address may hold a comma too.
            var sites = Addresses().Split(row["login_uri"]);
            draft.Site = sites[0];
            foreach (var further in sites[1..]) draft.MoveToNotes("Address", further, $"{sites.Length - 1} further address{(sites.Length > 2 ? "es" : "")}");
        });

    private static void Fill(CsvRow row, ImportDraft draft, ImportCollector collector)
    {
        draft.Name = row["name"];
        draft.Site = row["login_uri"];
        draft.UserName = row["login_username"];
        draft.Password = row["login_password"];
        draft.Totp = row["login_totp"];
        draft.Notes = row["notes"];
        draft.Tags.Add(row["folder"]);
        draft.Tags.AddRange(row["collections"].Split(','));
        foreach (var field in row["fields"].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = field.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? (field[..at], field[(at + 2)..]) : ("", field);
            if (name == BitwardenNames.TagField) draft.Tags.Add(value);
            else if (name == "") draft.MoveToNotes("Field", value, "own fields");
            else draft.MoveToNotes(name, value, "own fields");
        }
        if (row["favorite"] == "1") collector.CountLost(BitwardenNames.Favorites);
        if (row["reprompt"] is not ("" or "0")) collector.CountLost(BitwardenNames.Reprompts);
        if (row["archiveddate"] != "") collector.CountLost(BitwardenNames.Archived);
    }

    [GeneratedRegex(",(?=[A-Za-z][A-Za-z0-9+.-]*://)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"^([0-9]{1,6}) of ([0-9]{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Count();

    // Our own file: an apostrophe is taken off, and the rows are counted.
    private sealed class Ours(IReadOnlyList<string> columns) : CsvReading(columns, Known, BitwardenCsv.Fill)
    {
        private readonly HashSet<string> totals = [];
        private int counted, uncounted;

        public override bool EndUnknown => uncounted > 0;

        public override CsvRow Clean(CsvRow row) =>
            row with { Cells = row.Cells.ToDictionary(cell => cell.Key, cell => cell.Value.StartsWith('\'') ? cell.Value[1..] : cell.Value) };

        public override void Fill(CsvRow row, ImportDraft draft, ImportCollector collector)
        {
            base.Fill(row, draft, collector);
            if (row[EntryCsvWriter.Mark] is not { Length: > 0 } mark)
            {
                uncounted++;
                return;
            }
            counted++;
            if (Count().Match(mark) is { Success: true } match) totals.Add(match.Groups[2].Value);
            else collector.Fault(row.Line, $"Line {row.Line}: the column “{EntryCsvWriter.Mark}” must say which row of how many this is, or nothing.");
        }

        public override void End(ImportCollector collector)
        {
            if (counted > 0 && uncounted > 0)
                collector.Fault(null, $"The column “{EntryCsvWriter.Mark}” says in some rows which of how many they are, and in others nothing. Export it again; if you added rows yourself, empty the column in all rows.");
            else if (totals.Count > 1 || totals.Any(total => int.Parse(total, CultureInfo.InvariantCulture) != counted))
                collector.Fault(null, $"The file says that it has {string.Join(" or ", totals)} rows, and {counted} are there. Export it again; if you took rows out yourself, empty the column “{EntryCsvWriter.Mark}” in all rows.");
        }
    }
}
