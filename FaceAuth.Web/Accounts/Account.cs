namespace FaceAuth.Accounts;

/// <summary>A member: somebody whose address is proven and who has at least one enrolled photo.</summary>
public sealed record Account
{
    public required string Id { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required bool IsAdmin { get; init; }
    public required long CreatedAt { get; init; }

    /// <summary>A <see cref="SecondFactorPolicy"/>, by name; what a member chose.</summary>
    public string SecondFactor { get; init; } = nameof(SecondFactorPolicy.NewDevice);

    /// <summary>Until then the second factor is asked for at every sign-in, whatever was chosen.</summary>
    public long? AlwaysUntil { get; init; }

    /// <summary>Since then no face signs in, until a recovery; null where one does.</summary>
    public long? FaceClosedAt { get; init; }

    /// <summary>Since then the account is closed, by an administrator or because its registration was disowned, and nothing signs in; null where it is open.</summary>
    public long? ClosedAt { get; init; }

    /// <summary>Sign-ins before this begin no session any more; null where all do.</summary>
    public long? SessionsSince { get; init; }

    /// <summary>The id as its own type.</summary>
    public AccountId AccountId => AccountId.Parse(Id);
}
