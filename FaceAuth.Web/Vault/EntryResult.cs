namespace FaceAuth.Vault;

/// <summary>How a change to an entry ended.</summary>
public abstract record EntryResult
{
    private EntryResult() { }

    /// <summary>It is done.</summary>
    public sealed record Saved(VaultEntryId Id) : EntryResult;

    /// <summary>The entry was changed since it was read: the member decides on what there is now.</summary>
    public sealed record ChangedMeanwhile : EntryResult;

    /// <summary>The vault holds as many entries as it may.</summary>
    public sealed record Full(int Max) : EntryResult;

    /// <summary>A secret of the entry was tampered with in the database, so that nothing can be added to it; it is written down.</summary>
    public sealed record Broken : EntryResult;

    /// <summary>The vault has no such entry, or it does not open, or the session is over.</summary>
    public sealed record NotThere : EntryResult;
}
