namespace FaceAuth.Accounts;

/// <summary>An account's id, a version 7 UUID; made when a registration begins and kept when it becomes an account.</summary>
public readonly record struct AccountId(Guid Value)
{
    /// <summary>A new id.</summary>
    public static AccountId New() => new(Guid.CreateVersion7());

    /// <summary>36 lower-case characters, as stored.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads the stored form.</summary>
    public static AccountId Parse(string text) => new(Guid.ParseExact(text, "D"));
}
