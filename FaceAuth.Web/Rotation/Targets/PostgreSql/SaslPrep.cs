using System.Globalization;
using System.Text;

namespace FaceAuth.Rotation.Targets.PostgreSql;

/// <summary>
/// Whether PostgreSQL's clients and servers use a password as it is written. They prepare it by SASLprep (RFC 4013: some characters are
/// mapped, then NFKC) and, where that prohibits a character, take its bytes as they are.
/// </summary>
/// <remarks>
/// The site runs without the tables of normalisation (InvariantGlobalization). So it does not prepare passwords: it knows of which
/// characters all preparations leave alone, and refuses the others before anything is sent. With those left out, prepared or
/// prohibited comes to the same bytes. What is left out: marks (é of two code points, vowel signs of Indic scripts), compatibility
/// forms (ﬁ, ², full-width letters) and invisible characters.
/// </remarks>
internal static class SaslPrep
{
    // Characters other than marks that NFKC or SASLprep's mappings change or combine (Unicode 15, both of them stable by policy),
    // with their near neighbours where those are rare.
    private static readonly (int First, int Last)[] Changed = [.. """
        00A0 00A8-00AA 00AD-00AF 00B2-00B5 00B8-00BE 0132-0133 013F-0140 0149 017F 01C4-01CC 01F1-01F3 02B0-02B8 02D8-02E4
        0374-0387 03D0-03D6 03F0-03F9 0587 0675-0678 0958-095F 09DC-09DF 0A33-0A36 0A59-0A5E 0B5C-0B5D 0E33 0EB3 0EDC-0EDD 0F0C
        0F43-0F69 10FC 1161-1175 11A8-11C2 1680 1806 1D2C-1D78 1D9B-1DBF 1E9A-1E9B 1F71-1F7D 1FBB-200D 2011 2017 2024-2026 202F
        2033-2037 203C-203E 2047-2049 2057 205F-2060 2070-2071 2074-209C 20A8 2100-2116 2119-211D 2120-2140 2145-2149 2150-217F
        2189 222C-2230 2329-232A 2460-24EA 2A0C 2A74-2A76 2ADC 2C7C-2C7D 2D6F 2E9F 2EF3-2FD5 3000 3036-303A 309B-309F 30FF
        3131-319F 3200-33FF A69C-A69D A770 A7F1-A7F9 AB5C-AB69 F900-FAD9 FB00-FBB1 FBD3-FD3D FD50-FDC7 FDF0-FDFC FE10-FE19
        FE30-FFEE 10781-107BA 16D67 1CCD6-1CCF9 1D15E-1D164 1D1BB-1D1C0 1D400-1D7FF 1E030-1E06D 1EE00-1EEBB 1F100-1F14F
        1F16A-1F16C 1F190 1F200-1F251 1FBF0-1FBF9 2F800-2FA1D
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Range)];

    /// <summary>It is not empty, it is valid Unicode without NUL, and nothing prepares it into something else.</summary>
    public static bool LeavesAsItIs(string password)
    {
        if (password.Length == 0)
            return false;
        for (var at = 0; at < password.Length;)
        {
            if (!Rune.TryGetRuneAt(password, at, out var rune) || rune.Value == 0 || IsChanged(rune))
                return false;
            at += rune.Utf16SequenceLength;
        }
        return true;
    }

    private static bool IsChanged(Rune rune) =>
        !rune.IsAscii
        && (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            || Changed.Any(range => rune.Value >= range.First && rune.Value <= range.Last));

    private static (int First, int Last) Range(string text)
    {
        var ends = text.Split('-');
        return (Number(ends[0]), Number(ends[^1]));
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
