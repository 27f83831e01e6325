using System.Text;
using FaceAuth.Vault.Transfer;

#pragma warning disable RS0030 // A seeded generator, so that the same files come again.

namespace FaceAuth.Tests.Vault.Transfer;

/// <summary>Entries of what formats stumble over; the same seed gives the same ones.</summary>
internal static class RandomEntries
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "7", " ", "\"", "\"\"", "'", ",", ";", ":", ": ", "\\", "\\\"", "\n", "\r\n", "\r", "\t", "%", "%00", "=1+1", "+", "-", "@", "|", "&amp;", "<", ">", "]]>",
        "{", "}", "null", "ä", "ß", "é", "e\u0301", "🔑", "👩🏽‍💻", "שלום", "مرحبا", "\u202e", "\u200b", "\ufeff", "日本", "＝", "\u2028", "\ufffd", "#", "//", "Tag: x",
    ];

    public static Random Seeded(int seed) => new(seed);

    public static List<TransferEntry> Make(int seed, int count)
    {
        var random = Seeded(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Make(random))];
    }

    private static TransferEntry Make(Random random) => new()
    {
        Name = Line(random, 8) is { Length: > 0 } name ? name : "x",
        Site = random.Next(3) == 0 ? "" : "https://" + Line(random, 6),
        UserName = OneLine(Text(random, 5)),
        Password = random.Next(5) == 0 ? null : "p" + Text(random, 12)[..] is var password && random.Next(2) == 0 ? password : Text(random, 12) is { Length: > 0 } bare ? bare : null,
        Notes = Text(random, 20),
        Tags = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Line(random, 4)).Where(tag => tag != "").Distinct()],
        Totp = random.Next(3) == 0 ? "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ&issuer=a%20b" : null,
        History = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new OldPassword("o" + Text(random, 6), Instant(random)))],
        ChangedAt = Instant(random),
    };

    private static DateTimeOffset? Instant(Random random) => random.Next(2) == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(1, 4_000_000_000_000));

    private static string Text(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (var left = random.Next(pieces); left > 0; left--) text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    // What one-line fields may hold: no control characters, no blanks at the ends.
    private static string Line(Random random, int pieces) => OneLine(Text(random, pieces)).Trim();

    private static string OneLine(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
