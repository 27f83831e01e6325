using System.Text;

namespace FaceAuth.Vault.Transfer;

/// <summary>The bytes of a file as text. Nothing is guessed and nothing replaced: a password with a wrong letter is a lost password.</summary>
internal static class ImportText
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The text without its byte order mark, or the reason why there is none.</summary>
    public static (string? Text, ImportReading.Refused? Refused) Decode(ReadOnlySpan<byte> file)
    {
        if (file.Length > EntryLimits.FileBytes)
            return (null, ImportReading.No($"The file is larger than {EntryLimits.FileBytes / 1024 / 1024} MB. Export fewer entries at a time."));
        if (file.IsEmpty)
            return (null, ImportReading.No("The file is empty."));
        if (file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0]) || file.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff]))
            return (null, Wrong("UTF-32"));

        var (encoding, mark) = file switch
        {
            [0xef, 0xbb, 0xbf, ..] => ((Encoding)Utf8, 3),
            [0xff, 0xfe, ..] => (new UnicodeEncoding(false, false, true), 2),
            [0xfe, 0xff, ..] => (new UnicodeEncoding(true, false, true), 2),
            _ => (Utf8, 0),
        };
        try
        {
            var text = encoding.GetString(file[mark..]);
            return text.IndexOf('\0') is >= 0 and var nul ? (null, Binary(1 + text.AsSpan(0, nul).Count('\n'))) : (text, null);
        }
        catch (DecoderFallbackException e) when (encoding == Utf8)
        {
            // UTF-16 without a mark, as other binary files, is full of NUL characters.
            var line = 1 + file.Slice(mark, Math.Clamp(e.Index, 0, file.Length - mark)).Count((byte)'\n');
            return (null, file.Contains((byte)0) ? Binary(line) : ImportReading.No("The file is no valid UTF-8 here. Save it as UTF-8 and try again.", line));
        }
        catch (DecoderFallbackException)
        {
            return (null, ImportReading.No("The file begins as UTF-16 and is no valid UTF-16, or it was cut off. Save it as UTF-8 and try again."));
        }
    }

    private static ImportReading.Refused Wrong(string encoding) =>
        ImportReading.No($"The file is in {encoding}. Save it as UTF-8 and try again.", 1);

    private static ImportReading.Refused Binary(int line) =>
        ImportReading.No("The file is no text in UTF-8: it has NUL characters. Save it as UTF-8 and try again.", line);
}
