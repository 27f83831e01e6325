namespace FaceAuth.Vault.Reveals;

/// <summary>What is to be shown: one version of one secret of one entry, or (with no entry) the whole vault in an export.</summary>
public sealed record RevealTarget(VaultEntryId? Entry, SecretField Field, int Version)
{
    /// <summary>The whole vault.</summary>
    public static RevealTarget Export { get; } = new(null, default, 0);

    internal static RevealTarget Of(RevealGrantRow grant) => grant.EntryId is { } entry
        ? new RevealTarget(VaultEntryId.Parse(entry), Enum.Parse<SecretField>(grant.Field), checked((int)grant.Version))
        : Export;

    internal string FieldName => Entry is null ? RevealGrantRow.Export : Field.ToString();
}
