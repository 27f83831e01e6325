namespace FaceAuth.Vault.Transfer;

/// <summary>What Bitwarden's JSON and CSV share, and what both sides of our own files agree on.</summary>
internal static class BitwardenNames
{
    /// <summary>Bitwarden has one folder for an item. Further tags are own fields of this name, one for each.</summary>
    public const string TagField = "Tag";

    public const string Favorites = "favourite marks";
    public const string Reprompts = "items that ask for the master password again: here each reveal asks for a face";
    public const string Archived = "items that were archived: they are ordinary entries now";
}
