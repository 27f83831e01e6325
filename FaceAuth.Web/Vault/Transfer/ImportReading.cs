using System.Diagnostics;

namespace FaceAuth.Vault.Transfer;

/// <summary>Why a file is refused. The words name line and field, never a value, so they may be kept anywhere.</summary>
/// <param name="Line">The line in the file, from 1; null where it concerns the whole file or what was encrypted in it.</param>
/// <param name="Words">For the person who brought the file: what is wrong and what to do.</param>
public sealed record ImportFault(int? Line, string Words);

/// <summary>
/// Something that a file held and an entry cannot, or that stands somewhere else now. It may name an entry, so it is shown to the
/// owner and never logged; printing it shows nothing.
/// </summary>
/// <param name="Where">"Item 12" or "Line 12"; "" for what concerns the whole file.</param>
/// <param name="Entry">The entry's name; "" for what concerns the whole file.</param>
/// <param name="What">For example "2 further addresses: they are in the notes now".</param>
[DebuggerDisplay("not carried")]
public sealed record NotCarried(string Where, string Entry, string What)
{
    /// <summary>As a line to read: <c>Item 12 “Mail”: 2 further addresses …</c></summary>
    public string Words => Where == "" ? What : $"{Where} “{Entry}”: {What}";

    /// <summary>Never the content.</summary>
    public override string ToString() => "(not carried)";
}

/// <summary>What reading a file gave: all of it, or nothing.</summary>
public abstract record ImportReading
{
    private ImportReading() { }

    /// <summary>The whole file was read.</summary>
    /// <param name="Entries">In the file's order; there may be equal ones.</param>
    /// <param name="NotCarried">What the file held and the entries do not, at most <see cref="Transfer.ImportReader.MaxNotCarried"/> lines.</param>
    /// <param name="EndUnknown">
    /// The format does not say where it ends (CSV of other programs): a file that was cut off at the end of a row, or within a last
    /// field without quotes, looks whole. The person has to compare the number of entries and look at the last one.
    /// </param>
    public sealed record Read(IReadOnlyList<TransferEntry> Entries, IReadOnlyList<NotCarried> NotCarried, bool EndUnknown) : ImportReading;

    /// <summary>Nothing is taken.</summary>
    /// <param name="Faults">Why: the first 20 faults.</param>
    /// <param name="AsksPassphrase">The file is encrypted, and the passphrase is missing or wrong; with the right one it may be read.</param>
    public sealed record Refused(IReadOnlyList<ImportFault> Faults, bool AsksPassphrase = false) : ImportReading;

    internal static Refused No(string words, int? line = null) => new([new ImportFault(line, words)]);
}

/// <summary>The formats that an import reads.</summary>
public enum ImportFormat
{
    /// <summary>Bitwarden's JSON, plain or protected by a passphrase; also the export of this site.</summary>
    BitwardenJson,

    /// <summary>Bitwarden's CSV; also the CSV of this site.</summary>
    BitwardenCsv,

    /// <summary>The CSV of Chrome and the browsers made from it.</summary>
    ChromeCsv,

    /// <summary>The CSV of KeePass 1 and 2 and of KeePassXC.</summary>
    KeePassCsv,

    /// <summary>KeePass 2's XML.</summary>
    KeePassXml,
}
