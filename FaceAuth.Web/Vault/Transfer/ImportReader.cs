namespace FaceAuth.Vault.Transfer;

/// <summary>
/// Reads what other programs export. The file is hostile until it was read: it is bounded in bytes, depth, entries and fields, no
/// format is expanded or fetched from elsewhere, and whatever it holds the answer is a reading or a refusal, never an exception.
/// </summary>
public static class ImportReader
{
    /// <summary>How many faults of a file are told.</summary>
    public const int MaxFaults = 20;

    /// <summary>How many things that were not carried are listed one by one; the rest is counted.</summary>
    public const int MaxNotCarried = 2_000;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its bytes, at most <see cref="EntryLimits.FileBytes"/>.</param>
    /// <param name="chosen">The format; null to tell it by the content.</param>
    /// <param name="passphrase">Of an encrypted file; null or "" where none was given.</param>
    public static ImportReading Read(ReadOnlySpan<byte> file, ImportFormat? chosen, string? passphrase)
    {
        var (text, refused) = ImportText.Decode(file);
        if (text is null) return refused!;
        return (chosen ?? Detect(text)) switch
        {
            ImportFormat.BitwardenJson => BitwardenJsonReader.Read(text, passphrase),
            ImportFormat.KeePassXml => KeePassXmlReader.Read(text),
            var csv => CsvTable.Read(text, csv),
        };
    }

    /// <summary>The format by its first sign that is no blank; null for CSV, which its first line tells apart.</summary>
    private static ImportFormat? Detect(string text) => text.AsSpan().TrimStart() switch
    {
        ['{' or '[', ..] => ImportFormat.BitwardenJson,
        ['<', ..] => ImportFormat.KeePassXml,
        _ => null,
    };
}
