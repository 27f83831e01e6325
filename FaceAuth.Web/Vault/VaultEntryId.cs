namespace FaceAuth.Vault;

/// <summary>An entry's id, a version 7 UUID.</summary>
public readonly record struct VaultEntryId(Guid Value)
{
    /// <summary>A new id.</summary>
    public static VaultEntryId New() => new(Guid.CreateVersion7());

    /// <summary>36 lower-case characters, as stored.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the stored form.</summary>
    public static VaultEntryId Parse(string text) => new(Guid.ParseExact(text, "D"));

    /// <summary>Reads what an address holds; false where it is no id.</summary>
    public static bool TryParse(string? text, out VaultEntryId id)
    {
        var isId = Guid.TryParseExact(text, "D", out var value);
        id = new VaultEntryId(value);
        return isId;
    }
}
