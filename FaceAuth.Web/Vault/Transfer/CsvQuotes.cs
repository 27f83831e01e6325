namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Checks the quotes of a CSV text by RFC 4180 before it is split: a field is in quotes as a whole or has none, a quote in it is doubled, and the last one is closed.
/// CsvHelper reports most breaches but not an end after a doubled quote, which is where a file may have been cut off.
/// </summary>
internal static class CsvQuotes
{
    /// <summary>More columns than any of these programs writes, and few enough that a file of nothing but commas costs no memory.</summary>
    public const int MaxColumns = 200;

    private enum At { Begin, Plain, Quoted, Closed }

    /// <summary>What is wrong first; null where all is well.</summary>
    public static ImportFault? Check(string text, char delimiter)
    {
        var (at, line, opened, columns) = (At.Begin, 1, 1, 1);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' || c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) line++;
            switch (at)
            {
                case At.Quoted:
                    if (c == '"') at = At.Closed;
                    break;
                case At.Closed when c == '"':
                    at = At.Quoted;
                    break;
                case At.Begin when c == '"':
                    (at, opened) = (At.Quoted, line);
                    break;
                case var _ when c == delimiter:
                    at = At.Begin;
                    if (++columns > MaxColumns) return new ImportFault(line, $"Line {line}: there are more than {MaxColumns} columns.");
                    break;
                case var _ when c is '\r' or '\n':
                    (at, columns) = (At.Begin, 1);
                    break;
                case At.Closed:
                    return Wrong(line);
                default:
                    if (c == '"') return Wrong(line);
                    at = At.Plain;
                    break;
            }
        }
        return at == At.Quoted ? new ImportFault(opened, $"Line {opened}: a quotation mark is not closed. The file was cut off or changed; export it again.") : null;
    }

    private static ImportFault Wrong(int line) =>
        new(line, $"Line {line}: a quotation mark stands in a wrong place. The file was cut off or changed; export it again.");
}
