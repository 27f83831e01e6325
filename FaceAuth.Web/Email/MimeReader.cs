using System.Text;

namespace FaceAuth.Email;

/// <summary>What the mailbox page shows of a message.</summary>
public sealed record ReadMessage(string From, string To, string Subject, DateTimeOffset? Date, string Text, string Html);

/// <summary>
/// Reads the messages that this program writes: headers (RFC 5322), encoded words (RFC 2047), one level of multipart
/// (RFC 2046), base64 and quoted-printable (RFC 2045). Anything else comes out as it stands; nothing throws but
/// <see cref="FormatException"/>.
/// </summary>
public static class MimeReader
{
    /// <summary>The most that is read of one file.</summary>
    public const int LongestMessage = 1 << 20;

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="FormatException">It is too long or not a message.</exception>
    public static ReadMessage Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestMessage)
            throw new FormatException("The message is too long.");
        var (headers, body) = Split(Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n"));
        string text = "", html = "";
        foreach (var (partHeaders, partBody) in PartsOf(headers, body))
        {
            var content = DecodeBody(partBody, Header(partHeaders, "Content-Transfer-Encoding"));
            if (Header(partHeaders, "Content-Type").StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
                html = content;
            else
                text = content;
        }
        return new ReadMessage(
            Words(Header(headers, "From")), Words(Header(headers, "To")), Words(Header(headers, "Subject")),
            DateTimeOffset.TryParse(Header(headers, "Date"), out var date) ? date : null, text, html);
    }

    private static IEnumerable<(Dictionary<string, string> Headers, string Body)> PartsOf(
        Dictionary<string, string> headers, string body)
    {
        var type = Header(headers, "Content-Type");
        if (!type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return [(headers, body)];
        var boundary = Parameter(type, "boundary")
            ?? throw new FormatException("The message has parts and no boundary.");
        // Before the first boundary stands the preamble; the last one ends with "--".
        return [.. $"\n{body}".Split($"\n--{boundary}").Skip(1)
            .TakeWhile(part => !part.StartsWith("--", StringComparison.Ordinal))
            .Select(part => Split(part.TrimStart('\n')))];
    }

    private static (Dictionary<string, string> Headers, string Body) Split(string message)
    {
        var end = message.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("The message has no body.");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        // A line that begins with a blank goes on from the line before (RFC 5322 §2.2.3).
        foreach (var line in message[..end].Replace("\n ", " ").Replace("\n\t", " ").Split('\n'))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
                headers.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }
        return (headers, message[(end + 2)..]);
    }

    private static string Header(Dictionary<string, string> headers, string name) => headers.GetValueOrDefault(name, "");

    private static string? Parameter(string header, string name) => header.Split(';')
        .Select(parameter => parameter.Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(pair => pair[1].Trim().Trim('"'))
        .FirstOrDefault(value => value.Length > 0);

    private static string DecodeBody(string body, string encoding) => encoding.ToLowerInvariant() switch
    {
        "base64" => Encoding.UTF8.GetString(Convert.FromBase64String(body)),
        "quoted-printable" => Encoding.UTF8.GetString(Unquote(body.Replace("=\n", ""), '=')),
        _ => body,
    };

    /// <summary>Decodes encoded words. A word may end inside a character, so words that follow each other are joined first.</summary>
    private static string Words(string header)
    {
        var result = new StringBuilder();
        var pending = new List<byte>();
        foreach (var token in header.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = token.Trim('"').Split('?');
            if (word is ["=", _, _, _, "="])
            {
                if (pending.Count == 0 && result.Length > 0)
                    result.Append(' ');
                pending.AddRange(word[2] is "B" or "b"
                    ? Convert.FromBase64String(word[3]) : Unquote(word[3].Replace('_', ' '), '='));
                continue;
            }
            Flush();
            if (result.Length > 0)
                result.Append(' ');
            result.Append(token);
        }
        Flush();
        return result.ToString();

        void Flush()
        {
            result.Append(Encoding.UTF8.GetString([.. pending]));
            pending.Clear();
        }
    }

    private static byte[] Unquote(string text, char escape)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == escape && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber, null, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }
        return [.. bytes];
    }
}
