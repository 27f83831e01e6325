namespace FaceAuth.Accounts;

/// <summary>A member in one of their sessions; what they do in it carries its sign-in.</summary>
public readonly record struct SessionOfMember(AccountId Account, string SessionId, string SignInId);
