namespace FaceAuth.Vault;

/// <summary>What a member wants an entry to be. Within the limits of the entry limits: the page has checked it.</summary>
public sealed class EntryInput
{
    public required string Name { get; init; }
    public string Site { get; init; } = "";
    public string UserName { get; init; } = "";
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Days after which the password is to be changed; 0 for never.</summary>
    public int RotateEvery { get; init; }

    /// <summary>The secrets that are set anew; a text that is empty takes the secret away. What is not here stays as it is.</summary>
    public IReadOnlyDictionary<SecretField, string> Secrets { get; init; } = new Dictionary<SecretField, string>();

    /// <summary>Never what it holds.</summary>
    public override string ToString() => "(entry)";
}
