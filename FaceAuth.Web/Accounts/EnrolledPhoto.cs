namespace FaceAuth.Accounts;

/// <summary>One enrolled photo of an account or of a registration; the picture itself is in the photo store.</summary>
public sealed record EnrolledPhoto
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string TemplateFormat { get; init; }
    public required byte[] SealedTemplate { get; init; }
    public required long Width { get; init; }
    public required long Height { get; init; }
    public required long CreatedAt { get; init; }

    /// <summary>The sign-in whose session added it; null for those of the registration.</summary>
    public string? SignInId { get; init; }
}
