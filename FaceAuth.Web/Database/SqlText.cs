namespace FaceAuth.Database;

/// <summary>Cuts the text of a migration into statements.</summary>
internal static class SqlText
{
    /// <summary>
    /// The statements of <paramref name="text"/>, without line comments. Semicolons in quotes and comments do not cut.
    /// <c>/*! … */</c> stays: MySQL carries it out. A backslash is no escape here, so none may stand before a quote.
    /// </summary>
    /// <exception cref="FormatException">A quote or comment is not closed.</exception>
    public static IEnumerable<string> Statements(string text)
    {
        var statement = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var end = EndOfToken(text, i);
            if (text[i] == ';')
            {
                if (Take(statement) is { } taken)
                    yield return taken;
            }
            else if (!IsLineComment(text, i))
            {
                statement.Append(text, i, end - i);
            }

            i = end;
        }

        if (Take(statement) is { } last)
            yield return last;
    }

    private static string? Take(System.Text.StringBuilder statement)
    {
        var text = statement.ToString().Trim();
        statement.Clear();
        return text.Length == 0 ? null : text;
    }

    private static int EndOfToken(string text, int start) => text[start] switch
    {
        '\'' or '"' or '`' => Closing(text, start, text[start].ToString(), 1),
        '/' when string.CompareOrdinal(text, start, "/*", 0, 2) == 0 => Closing(text, start, "*/", 2),
        '-' when IsLineComment(text, start) => text.IndexOf('\n', start) is >= 0 and var end ? end : text.Length,
        _ => start + 1,
    };

    // A doubled quote closes and opens again at once, which cuts nothing.
    private static int Closing(string text, int start, string mark, int opening) =>
        text.IndexOf(mark, start + opening, StringComparison.Ordinal) is >= 0 and var at
            ? at + mark.Length
            : throw new FormatException($"'{text[start]}' at character {start} is not closed.");

    private static bool IsLineComment(string text, int at) => string.CompareOrdinal(text, at, "--", 0, 2) == 0;
}
