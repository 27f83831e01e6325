using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace FaceAuth.E2E.Support;

/// <summary>A text that occurs nowhere but where a journey put it, and every form in which it could be written down.</summary>
public sealed class Mark
{
    private readonly List<byte[]> _forms = [];

    /// <param name="what">What it stands for; told where it is found, in the place of the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The bytes that it stands for, where it is itself an encoding.</param>
    public Mark(string what, string text, byte[]? bytes = null)
    {
        (What, Text) = (what, text);
        foreach (var one in new[] { text, text.ToLowerInvariant(), text.ToUpperInvariant(), text.Replace("-", "", StringComparison.Ordinal) }.Distinct())
        {
            var utf8 = Encoding.UTF8.GetBytes(one);
            _forms.AddRange([utf8, Encoding.Unicode.GetBytes(one), Encoding.BigEndianUnicode.GetBytes(one)]);
            string[] encoded =
            [
                WebUtility.UrlEncode(one), Uri.EscapeDataString(one), string.Concat(utf8.Select(value => $"%{value:X2}")), string.Concat(utf8.Select(value => $"%{value:x2}")),
                Convert.ToHexString(utf8), Convert.ToHexStringLower(utf8), .. Base64(utf8),
                HtmlEncoder.Default.Encode(one), JavaScriptEncoder.Default.Encode(one),
            ];
            foreach (var ascii in encoded)
                _forms.Add(Encoding.ASCII.GetBytes(ascii));
        }
        if (bytes is not null)
            _forms.Add(bytes);
    }

    /// <summary>What it stands for.</summary>
    public string What { get; }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>A new one, of small letters and digits.</summary>
    public static Mark New(string what) => new(what, "q" + RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz23456789", 17));

    /// <summary>A new key of one-time codes; found as its raw bytes too.</summary>
    public static Mark NewTotpKey(string what)
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = RandomNumberGenerator.GetString(letters, 32);
        var bits = text.Aggregate(System.Numerics.BigInteger.Zero, (value, letter) => (value << 5) + letters.IndexOf(letter, StringComparison.Ordinal));
        var bytes = new byte[20];
        var raw = bits.ToByteArray(isUnsigned: true, isBigEndian: true);
        raw.CopyTo(bytes, bytes.Length - raw.Length);
        return new Mark(what, text, bytes);
    }

    /// <summary>Whether it is in these bytes, in any form.</summary>
    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in _forms)
        {
            if (bytes.IndexOf(form) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>Whether it is in a text, in any form.</summary>
    public bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>Never the text.</summary>
    public override string ToString() => What;

    // Three ways to stand in the sixes of base64; the letters at the ends depend on what is beside it.
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            var inner = encoded[(before == 0 ? 0 : before + 1)..^((before + bytes.Length) % 3 == 0 ? 0 : 1)];
            yield return inner;
            yield return inner.Replace('+', '-').Replace('/', '_');
        }
    }
}
