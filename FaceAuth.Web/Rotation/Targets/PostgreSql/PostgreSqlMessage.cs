using System.Buffers.Binary;
using System.Text;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>One message of PostgreSQL's protocol, version 3: its letter, and what it holds. Read as far as it goes and no further.</summary>
internal sealed class PostgreSqlMessage(char letter, byte[] body)
{
    private int _at;

    /// <summary>What it is.</summary>
    public char Letter { get; } = letter;

    /// <summary>A message to be sent, with its length; the first one of a connection has no letter.</summary>
    public static byte[] Of(char? letter, params byte[][] parts)
    {
        byte[] content = [.. parts.SelectMany(part => part)];
        return [.. letter is { } one ? [(byte)one] : Array.Empty<byte>(), .. Number(content.Length + 4), .. content];
    }

    /// <summary>A text as it is sent: with a zero at its end.</summary>
    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>A number of four bytes as it is sent.</summary>
    public static byte[] Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    /// <summary>The next number of four bytes.</summary>
    public int ReadNumber() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    /// <summary>The next text, up to its zero.</summary>
    public string ReadText()
    {
        var length = body.AsSpan(_at).IndexOf((byte)0);
        if (length < 0)
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        var text = Encoding.UTF8.GetString(Take(length));
        _at++;
        return text;
    }

    /// <summary>All that is left, of a SASL mechanism.</summary>
    public string ReadRest() => Encoding.ASCII.GetString(Take(body.Length - _at));

    /// <summary>Texts up to the empty one.</summary>
    public List<string> ReadTexts()
    {
        List<string> texts = [];
        while (ReadText() is { Length: > 0 } text)
            texts.Add(text);
        return texts;
    }

    /// <summary>The first value of a row, as text; null for none.</summary>
    public string? ReadFirstValue()
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(Take(2));
        return count > 0 && ReadNumber() is >= 0 and var length ? Encoding.UTF8.GetString(Take(length)) : null;
    }

    /// <summary>An error: its class (SQLSTATE), and whether it took no more than the statement back.</summary>
    public PostgreSqlErrorException ReadError()
    {
        var (state, severity) = ("", "");
        while (_at < body.Length && body[_at++] is not 0 and var field)
        {
            var text = ReadText();
            // V is S before its translation.
            (state, severity) = field switch
            {
                (byte)'C' => (text, severity),
                (byte)'V' => (state, text),
                _ => (state, severity),
            };
        }
        return new PostgreSqlErrorException(state, severity == "ERROR");
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > body.Length - _at)
            throw new PostgreSqlLineException(TargetFaultKind.NotUnderstood);
        _at += length;
        return body.AsSpan(_at - length, length);
    }
}

/// <summary>The server said no.</summary>
/// <param name="state">Five capitals and digits; "" in place of anything else, which would be words of the server's own.</param>
/// <param name="takesBack">It is about the statement, which is taken back, and not about the session.</param>
internal sealed partial class PostgreSqlErrorException(string state, bool takesBack) : Exception("The server did not do what it was asked.")
{
    /// <summary>Its class, or "".</summary>
    public string State { get; } = Shape().IsMatch(state) ? state : "";

    /// <summary>Nothing of the statement was done.</summary>
    public bool TakesBack { get; } = takesBack;

    [System.Text.RegularExpressions.GeneratedRegex(@"\A[0-9A-Z]{5}\z")]
    private static partial System.Text.RegularExpressions.Regex Shape();
}

/// <summary>We broke off; what it says is a fault and nothing else.</summary>
internal sealed class PostgreSqlLineException(TargetFaultKind kind, string code = "", Exception? cause = null)
    : Exception($"The conversation was broken off: {kind}.", cause)
{
    /// <summary>Why.</summary>
    public TargetFault Fault { get; } = new(kind, code);
}
