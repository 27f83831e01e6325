using FaceAuth.Accounts;

namespace FaceAuth.Vault;

/// <summary>A member in one of their sessions, as the vault needs to know it.</summary>
/// <param name="Account">Whose vault.</param>
/// <param name="SessionId">The session, the same through all its identifiers: keys are held and grants are given for it.</param>
/// <param name="SignInId">The sign-in that it came from.</param>
/// <param name="DeviceId">The remembered device, or null.</param>
/// <param name="EndsAt">Its end: nothing of the vault is held in memory longer.</param>
/// <param name="Origin">Where the request comes from.</param>
public sealed record VaultSession(
    AccountId Account, string SessionId, string SignInId, string? DeviceId, DateTimeOffset EndsAt, RequestOrigin Origin);
