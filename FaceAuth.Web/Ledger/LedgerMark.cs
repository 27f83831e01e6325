using System.Globalization;

namespace FaceAuth.Ledger;

/// <summary>A row's number and MAC, as somebody outside the database wrote it down: enough to tell whether history is still the same.</summary>
/// <param name="Seq">The row.</param>
/// <param name="Mac">Its MAC in hex, 64 digits.</param>
public sealed record LedgerMark(long Seq, string Mac)
{
    /// <summary>Reads <c>SEQ:MAC</c>, as mails and <c>ledger verify</c> write it.</summary>
    public static LedgerMark? Parse(string text) =>
        text.Trim().Split(':') is [var seq, { Length: 2 * LedgerFormat.HashSize } mac]
        && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && mac.All(char.IsAsciiHexDigit)
            ? new LedgerMark(number, mac.ToLowerInvariant())
            : null;

    /// <summary>A mark of a row.</summary>
    internal static LedgerMark Of(long seq, ReadOnlySpan<byte> mac) => new(seq, Convert.ToHexStringLower(mac));

    /// <summary>Whether a row's MAC is this one.</summary>
    internal bool IsOf(ReadOnlySpan<byte> mac) => Convert.ToHexStringLower(mac) == Mac;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq}:{Mac}");
}
