namespace FaceAuth.Vault;

/// <summary>An entry without its secrets, as its owner sees it in the list.</summary>
public sealed class VaultEntry
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    internal VaultEntry(VaultEntryId id, ListedEntryRow row, VaultCard? card)
    {
        Id = id;
        IsOpen = card is not null;
        Card = card ?? new VaultCard { Name = "An entry that cannot be opened" };
        Version = row.CardVersion;
        CreatedAt = At(row.CreatedAt);
        UpdatedAt = At(row.UpdatedAt);
        PasswordChangedAt = At(row.PasswordChangedAt);
        RotateAt = At(row.RotateAt);
        MarkedAt = At(row.MarkedAt);
        DeletedAt = At(row.DeletedAt);
        IsPlanned = row.Planned != 0;
        Words = string.Join('\n', [Card.Name, Card.Site, Card.UserName, .. Card.Tags]);
    }

    public VaultEntryId Id { get; }

    /// <summary>False where its sealed card does not open: it was altered or moved, or the key is not the one.</summary>
    public bool IsOpen { get; }

    public VaultCard Card { get; }

    /// <summary>Counts the changes to the card.</summary>
    public long Version { get; }

    public DateTimeOffset CreatedAt { get; }
    public DateTimeOffset UpdatedAt { get; }

    /// <summary>When the password was last changed; null where there is none.</summary>
    public DateTimeOffset? PasswordChangedAt { get; }

    /// <summary>When the password is to be changed next; null for never.</summary>
    public DateTimeOffset? RotateAt { get; }

    /// <summary>Since when it is marked, because it was shown in a sign-in that its owner disowned.</summary>
    public DateTimeOffset? MarkedAt { get; }

    /// <summary>Its password is rotated by a plan, and not by hand.</summary>
    public bool IsPlanned { get; }

    /// <summary>Since when it is in the bin.</summary>
    public DateTimeOffset? DeletedAt { get; }

    /// <summary>What a search looks through.</summary>
    internal string Words { get; }

    /// <summary>Never what the card says.</summary>
    public override string ToString() => $"entry {Id}";

    // Within what the type holds: an altered instant must not hide all the other entries.
    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, Latest));

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? At(at) : null;
}
