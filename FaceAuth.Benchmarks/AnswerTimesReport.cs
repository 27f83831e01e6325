using System.Globalization;
using System.Text;

namespace FaceAuth.Benchmarks;

/// <summary>Prints the benchmark of answer times, and writes its plot and its tables into the documents.</summary>
internal static class AnswerTimesReport
{
    private const string Begin = "<!-- Written by the command; what stands here by hand is lost. -->", End = "<!-- End. -->";

    /// <summary>Prints; writes as well where there is a folder with the document.</summary>
    public static async Task WriteAsync(
        IReadOnlyList<AnswerKind> kinds, IReadOnlyList<AnswerPair> pairs, string? folder, CancellationToken ct)
    {
        var tables = Tables(kinds, pairs);
        Console.WriteLine();
        Console.Write(tables);
        if (folder is null)
            return;

        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        await File.WriteAllTextAsync(Path.Combine(images, "answer-times.svg"), AnswerTimesPlot.Draw(kinds), ct);
        var document = Path.Combine(folder, "answer-times.md");
        var text = File.Exists(document) ? await File.ReadAllTextAsync(document, ct) : $"{Begin}\n{End}\n";
        int begin = text.IndexOf(Begin, StringComparison.Ordinal), end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InvalidDataException($"{document} has no place for the tables, between “{Begin}” and “{End}”.");
        const string picture = "![Four distributions of answer times that lie on one another](images/answer-times.svg)";
        await File.WriteAllTextAsync(document, $"{text[..begin]}{Begin}\n{picture}\n\n{tables}{text[end..]}", ct);
        Console.WriteLine($"Written: {document}");
    }

    private static string Tables(IReadOnlyList<AnswerKind> kinds, IReadOnlyList<AnswerPair> pairs)
    {
        var text = new StringBuilder();
        Row("milliseconds to the first byte (to the last)", "samples", "least", "median", "95 %", "most");
        Row("---", "---:", "---:", "---:", "---:", "---:");
        foreach (var kind in kinds)
        {
            Row(kind.Name, Number(kind.ToFirstByte.Count, "F0"), Both(kind, 0), Both(kind, .5), Both(kind, .95), Both(kind, 1));
        }
        text.Append('\n');
        Row("held against each other", "first byte: D", "p", "last byte: D", "p", $"p > {Number(AnswerTimes.Level, "0.##")}");
        Row("---", "---:", "---:", "---:", "---:", "---");
        foreach (var pair in pairs)
        {
            Row($"{pair.One.Name}, {pair.Other.Name}", Number(pair.FirstByte.D, "F3"), Number(pair.FirstByte.P, "F3"),
                Number(pair.LastByte.D, "F3"), Number(pair.LastByte.P, "F3"), pair.CanBeToldApart ? "**no**" : "yes");
        }
        return text.ToString();

        void Row(params string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    private static string Both(AnswerKind kind, double share) =>
        $"{Number(At(kind.ToFirstByte, share), "F2")} ({Number(At(kind.ToLastByte, share), "F2")})";

    /// <summary>The value that this share of the others does not exceed.</summary>
    internal static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Round(share * (sorted.Count - 1))];
    }

    internal static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
