namespace FaceAuth.Accounts.Registration;

/// <summary>
/// An attempt to register, held by the browser that began it. <see cref="AccountId"/> becomes the account's id once the
/// address is proven.
/// </summary>
public sealed record PendingRegistration
{
    public required string AccountId { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required string NoticeVersion { get; init; }
    public required long AcceptedAt { get; init; }
    public required string BrowserHash { get; init; }
    public required byte[] SealedOrigin { get; init; }
    public required string? LinkHash { get; init; }
    public required string? CodeHash { get; init; }
    public required long? CodeExpiresAt { get; init; }
    public required long CodeTriesLeft { get; init; }
    public required long CodesSent { get; init; }
    public required long? LastSentAt { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }

    /// <summary>The id as its own type.</summary>
    public AccountId Owner => Accounts.AccountId.Parse(AccountId);
}
