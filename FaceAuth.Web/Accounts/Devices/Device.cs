namespace FaceAuth.Accounts.Devices;

/// <summary>A browser that its member had remembered; it holds a random token in a cookie.</summary>
public sealed record Device
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string TokenHash { get; init; }

    /// <summary>The sign-in that had it remembered.</summary>
    public required string SignInId { get; init; }

    public required byte[] SealedOrigin { get; init; }
    public required long CreatedAt { get; init; }
    public required long LastUsedAt { get; init; }
    public required long ExpiresAt { get; init; }

    /// <summary>Until then what is signed in from here is on hold; null where it is not.</summary>
    public required long? HeldUntil { get; init; }

    /// <summary>The end of the hold where it is not over yet.</summary>
    public long? HeldAt(long now) => HeldUntil > now ? HeldUntil : null;
}
