namespace FaceAuth.Vault.Transfer;

/// <summary>What taking a file would do, before it is taken.</summary>
/// <param name="Id">The import.</param>
/// <param name="Entries">Its entries in the file's order, with whether the vault has one already.</param>
/// <param name="NotCarried">What the file holds and the entries do not.</param>
/// <param name="EndUnknown">The format does not say where it ends: a file that was cut off may look whole.</param>
public sealed record ImportPreview(
    string Id, IReadOnlyList<ImportedEntry> Entries, IReadOnlyList<NotCarried> NotCarried, bool EndUnknown)
{
    /// <summary>How many the vault has already, or the file has twice.</summary>
    public int Duplicates => Entries.Count(entry => entry.Duplicate != ImportDuplicate.None);

    /// <summary>Never the content.</summary>
    public override string ToString() => $"(import of {Entries.Count} entries)";
}

/// <summary>An entry of a file, without its secrets.</summary>
public sealed record ImportedEntry(string Name, string UserName, string Site, ImportDuplicate Duplicate)
{
    /// <summary>Never the content.</summary>
    public override string ToString() => "(imported entry)";
}

/// <summary>Whether an entry is there already.</summary>
public enum ImportDuplicate
{
    /// <summary>It is new.</summary>
    None,

    /// <summary>
    /// The vault has an entry of this name, address and user name. Whether the password is the same one is not known: that
    /// would open every secret of the vault without a face.
    /// </summary>
    InVault,

    /// <summary>The file has the same login before, the password included.</summary>
    InFile,
}

/// <summary>How reading a file for an import ended.</summary>
public abstract record PreviewResult
{
    private PreviewResult() { }

    /// <summary>It was read whole and waits.</summary>
    public sealed record Waiting(string ImportId) : PreviewResult;

    /// <summary>Nothing of it is taken; why.</summary>
    public sealed record Refused(ImportReading.Refused Reading) : PreviewResult;

    /// <summary>Other files are being read, which takes much memory and time: the file is to be sent again in a moment.</summary>
    public sealed record Busy : PreviewResult;

    /// <summary>The session is over.</summary>
    public sealed record SessionOver : PreviewResult;
}

/// <summary>How taking an import ended.</summary>
public abstract record TakeImportResult
{
    private TakeImportResult() { }

    /// <summary>All that was wanted is in the vault.</summary>
    public sealed record Taken(int Entries, int Skipped) : TakeImportResult;

    /// <summary>The vault would hold more than it may; nothing was taken.</summary>
    public sealed record Full(int Max) : TakeImportResult;

    /// <summary>There is no such import (any more), or the session is over; nothing was taken.</summary>
    public sealed record NotThere : TakeImportResult;
}
