namespace FaceAuth.Accounts;

/// <summary>A member: somebody whose address is proven and who has at least one enrolled photo.</summary>
public sealed record Account
{
    public required string Id { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required bool IsAdmin { get; init; }
    public required long CreatedAt { get; init; }

    /// <summary>The id as its own type.</summary>
    public AccountId AccountId => AccountId.Parse(Id);
}
