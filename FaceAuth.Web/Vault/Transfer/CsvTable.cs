using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FaceAuth.Vault.Transfer;

/// <summary>A row of a CSV file.</summary>
/// <param name="Line">The line in the file on which it begins.</param>
/// <param name="Cells">By column, in lower case.</param>
internal sealed record CsvRow(int Line, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>A cell; "" where the file has no such column.</summary>
    public string this[string column] => Cells.GetValueOrDefault(column, "");
}

/// <summary>
/// Reads CSV by RFC 4180 with a first line of column names. A quote in a wrong place, an open quote at the end and a row with more or fewer
/// cells are faults: whoever guesses there puts a password into the notes.
/// </summary>
/// <remarks>
/// CSV does not say where it ends. A file cut off within a row is told where that row has too few cells or an open quote, or where the program is known to end
/// each row with a line break and the last one has none. A file cut off after a whole row cannot be told, except our own, which counts its rows.
/// </remarks>
internal static class CsvTable
{
    private static readonly CsvLayout[] Layouts = [new BitwardenCsv(), new KeePassCsv(), new KeePass1Csv(), new ChromeCsv()];

    public static ImportReading Read(string text, ImportFormat? format)
    {
        var delimiter = Delimiter(text);
        if (Header(text, delimiter) is not { } columns)
            return ImportReading.No("This is none of the formats that can be read: Bitwarden JSON or CSV, Chrome CSV, KeePass CSV or XML.");
        var layout = Layouts.FirstOrDefault(one => (format is null || one.Format == format) && one.Fits(columns));
        if (layout is null)
            return ImportReading.No(format is null
                ? "The first line names the columns of none of the formats that can be read: Bitwarden, Chrome or KeePass."
                : "The first line does not name the columns of this format. Choose another format, or let it be told by the content.", 1);
        if (columns.Distinct().Count() != columns.Count)
            return ImportReading.No("The first line names a column twice.", 1);
        if (layout.RowsEndWithLineBreak(columns) && text[^1] is not ('\n' or '\r'))
            return ImportReading.No("The file was cut off: its last line has no end. Export it again; if it is whole, add a line break at its end.", 1 + text.AsSpan().Count('\n'));

        text = layout.ToRfc4180(text);
        if (CsvQuotes.Check(text, delimiter[0]) is { } wrong) return new ImportReading.Refused([wrong]);
        var collector = new ImportCollector();
        var reading = layout.Begin(columns);
        foreach (var row in Rows(text, delimiter, columns, collector))
        {
            if (collector.Full) break;
            var draft = new ImportDraft(new ImportPlace("Line", row.Line, row.Line));
            reading.Fill(reading.Clean(row), draft, collector);
            collector.Add(draft);
        }
        reading.End(collector);
        return collector.Finish(reading.EndUnknown);
    }

    private static IEnumerable<CsvRow> Rows(string text, string delimiter, IReadOnlyList<string> columns, ImportCollector collector)
    {
        using var parser = Parser(text, delimiter);
        var begins = 1;
        for (var first = true; parser.Read(); first = false)
        {
            var line = begins;
            begins = parser.RawRow + 1;
            var cells = parser.Record ?? [];
            if (first || cells is [""] or []) continue;
            if (cells.Length != columns.Count)
                collector.Fault(line, $"Line {line}: there are {cells.Length} cells in place of {columns.Count}. The file was cut off or changed; export it again.");
            else
                yield return new CsvRow(line, columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second));
            if (collector.Full) yield break;
        }
    }

    private static List<string>? Header(string text, string delimiter)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var found ? found : text.Length;
        if (end > 10_000 || CsvQuotes.Check(text[..end], delimiter[0]) is not null) return null;
        using var parser = Parser(text[..end], delimiter);
        return parser.Read() ? parser.Record?.Select(name => name.Trim().ToLowerInvariant()).ToList() : null;
    }

    private static CsvParser Parser(string text, string delimiter) => new(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        Delimiter = delimiter,
        IgnoreBlankLines = false,
        BadDataFound = null,
    });

    // Spreadsheets of some countries save CSV with semicolons.
    private static string Delimiter(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var found ? found : text.Length;
        var first = text.AsSpan(0, end);
        var (commas, semicolons, tabs) = (first.Count(','), first.Count(';'), first.Count('\t'));
        return commas >= semicolons && commas >= tabs ? "," : semicolons >= tabs ? ";" : "\t";
    }
}

/// <summary>Which program's CSV: what its columns are called and where their cells go.</summary>
internal abstract class CsvLayout
{
    public abstract ImportFormat Format { get; }

    /// <summary>Whether the columns are this program's.</summary>
    public abstract bool Fits(IReadOnlyList<string> columns);

    /// <summary>Whether the program is known to end each row, the last one too, with a line break.</summary>
    public virtual bool RowsEndWithLineBreak(IReadOnlyList<string> columns) => true;

    /// <summary>The text with quotes as RFC 4180 writes them.</summary>
    public virtual string ToRfc4180(string text) => text;

    /// <summary>What reads one file.</summary>
    public abstract CsvReading Begin(IReadOnlyList<string> columns);
}

/// <summary>The reading of one CSV file.</summary>
internal class CsvReading(IReadOnlyList<string> columns, IReadOnlyCollection<string> known, Action<CsvRow, ImportDraft, ImportCollector> fill)
{
    private readonly string[] unknown = [.. columns.Where(column => !known.Contains(column))];

    /// <inheritdoc cref="ImportReading.Read.EndUnknown"/>
    public virtual bool EndUnknown => true;

    /// <summary>The row as it was before it was written.</summary>
    public virtual CsvRow Clean(CsvRow row) => row;

    public virtual void Fill(CsvRow row, ImportDraft draft, ImportCollector collector)
    {
        fill(row, draft, collector);
        // A column that we do not know is a member's data all the same.
        foreach (var column in unknown)
            if (row[column] != "") draft.MoveToNotes(column, row[column], $"the column “{column}”");
    }

    public virtual void End(ImportCollector collector) { }
}
