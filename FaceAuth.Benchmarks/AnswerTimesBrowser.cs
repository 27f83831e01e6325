using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace FaceAuth.Benchmarks;

/// <summary>What came back, and when: milliseconds from the last byte sent to the first and to the last byte received.</summary>
internal sealed record TimedAnswer(int Status, string Body, double ToFirstByte, double ToLastByte);

/// <summary>
/// HTTP/1.1 by hand over one kept-alive connection, on blocking sockets: between a byte and its time stamp stands nothing
/// but the system call. Understands what this site sends and no more.
/// </summary>
internal sealed partial class AnswerTimesBrowser : IDisposable
{
    private const string Path = "/account/sign-in";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Dictionary<string, string> _cookies = [];
    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly string _host;

    public AnswerTimesBrowser(IPEndPoint site)
    {
        _host = $"localhost:{site.Port}";
        _socket.ReceiveTimeout = 30_000;
        _socket.Connect(site);
    }

    /// <summary>Opens the sign-in page, fills its form in, and times the answer.</summary>
    public TimedAnswer SignIn(string email, byte[] photo)
    {
        var page = Exchange(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\n{CommonHeaders()}\r\n"));
        if (page.Status != 200)
            throw new InvalidOperationException($"The sign-in page was answered {page.Status}.");

        // Whatever the form hides goes back: the antiforgery token and what else later versions put there.
        const string boundary = "----answer-times-0123456789abcdef";
        using var body = new MemoryStream();
        foreach (Match field in Hidden().Matches(Form().Match(page.Body).Value))
            Write(body, Field(Attribute(field.Value, "name"), WebUtility.HtmlDecode(Attribute(field.Value, "value"))));
        Write(body, Field("Input.Email", email));
        Write(body, $"--{boundary}\r\nContent-Disposition: form-data; name=\"Input.Photos\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
        body.Write(photo);
        Write(body, $"\r\n--{boundary}--\r\n");

        var head = $"POST {Path} HTTP/1.1\r\n{CommonHeaders()}Origin: http://{_host}\r\n"
            + $"Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {body.Length}\r\n\r\n";
        return Exchange([.. Encoding.ASCII.GetBytes(head), .. body.ToArray()]);

        static string Field(string name, string value) =>
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";
    }

    private TimedAnswer Exchange(byte[] request)
    {
        // All but the last byte, which alone lets the server go on.
        _socket.Send(request.AsSpan(..^1));
        long sent = Stopwatch.GetTimestamp();
        _socket.Send(request.AsSpan(^1..));

        int length = _socket.Receive(_buffer);
        double toFirst = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        while (true)
        {
            if (length == 0)
                throw new IOException("The site closed the connection.");
            if (TryRead(_buffer.AsSpan(0, length)) is { } answer)
                return answer with { ToFirstByte = toFirst, ToLastByte = Stopwatch.GetElapsedTime(sent).TotalMilliseconds };
            int more = _socket.Receive(_buffer.AsSpan(length));
            length = more == 0 ? 0 : length + more;
        }
    }

    /// <summary>The whole answer, or null while bytes are missing.</summary>
    private TimedAnswer? TryRead(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var lines = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        var body = bytes[(end + 4)..];
        string? text = Header(lines, "Transfer-Encoding") == "chunked" ? Chunks(body)
            : int.Parse(Header(lines, "Content-Length") ?? "0", CultureInfo.InvariantCulture) is var length && body.Length < length ? null
            : Encoding.UTF8.GetString(body);
        if (text is null)
            return null;
        foreach (var line in lines.Where(line => line.StartsWith("Set-Cookie: ", StringComparison.OrdinalIgnoreCase)))
        {
            var pair = line["Set-Cookie: ".Length..].Split(';')[0].Split('=', 2);
            _cookies[pair[0]] = pair[1];
        }
        return new TimedAnswer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), text, 0, 0);
    }

    private static string? Chunks(ReadOnlySpan<byte> rest)
    {
        var text = new MemoryStream();
        while (true)
        {
            int line = rest.IndexOf("\r\n"u8);
            if (line < 0)
                return null;
            int length = int.Parse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (rest.Length < line + 2 + length + 2)
                return null;
            if (length == 0)
                return Encoding.UTF8.GetString(text.ToArray());
            text.Write(rest.Slice(line + 2, length));
            rest = rest[(line + 2 + length + 2)..];
        }
    }

    private string CommonHeaders() =>
        $"Host: {_host}\r\nUser-Agent: answer-times\r\nCookie: {string.Join("; ", _cookies.Select(pair => $"{pair.Key}={pair.Value}"))}\r\n";

    private static string? Header(string[] lines, string name) => lines
        .FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    private static string Attribute(string tag, string name) => Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value;

    private static void Write(MemoryStream body, string text) => body.Write(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _socket.Dispose();

    [GeneratedRegex("""<form [^>]*multipart.*?</form>""", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<input [^>]*type="hidden"[^>]*>""")]
    private static partial Regex Hidden();
}
