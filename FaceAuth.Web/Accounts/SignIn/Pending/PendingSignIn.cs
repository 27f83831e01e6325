namespace FaceAuth.Accounts.SignIn.Pending;

/// <summary>A sign-in whose first factor is proven and that waits for the mailed code or link.</summary>
public sealed record PendingSignIn
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The browser that began; only it can finish.</summary>
    public required string BrowserHash { get; init; }

    /// <summary>A <see cref="SignInMethod"/>, by name.</summary>
    public required string Method { get; init; }

    /// <summary>The remembered device it was begun from, or null.</summary>
    public required string? DeviceId { get; init; }

    public required bool LowLiveness { get; init; }
    public required byte[] SealedOrigin { get; init; }
    public required string? LinkHash { get; init; }
    public required string? CodeHash { get; init; }
    public required long CodeTriesLeft { get; init; }
    public required long CreatedAt { get; init; }
    public required long ExpiresAt { get; init; }

    /// <summary>
    /// Out of what its codes are counted: each method, and each remembered device, has five an hour of its own, so that
    /// whoever has a photo of the member uses up none but those of new devices.
    /// </summary>
    public string Purse => DeviceId is null ? Method : $"{Method}@{DeviceId}";

    /// <summary>The account as its own type.</summary>
    public AccountId Owner => Accounts.AccountId.Parse(AccountId);
}
