using FaceAuth.Accounts.Devices;

namespace FaceAuth.Accounts.SignIn;

/// <summary>What a sign-in was proven with first; stored by name.</summary>
public enum SignInMethod
{
    /// <summary>The registration that has just been finished in this browser.</summary>
    Registration,

    /// <summary>A face.</summary>
    Face,

    /// <summary>A recovery code, with a mailed code.</summary>
    Recovery,

    /// <summary>A passkey with user verification.</summary>
    Passkey,

    /// <summary>A recovery code on a remembered device while the engine is down.</summary>
    BreakGlass,
}

/// <summary>What a finished sign-in was proven with.</summary>
/// <param name="Method">The first proof.</param>
/// <param name="ByMailOnly">A mailed code was the only second proof: neither a remembered device nor a recovery code nor a
/// passkey took part, so the sign-in is on hold.</param>
/// <param name="Device">The remembered device it came from, or null.</param>
/// <param name="LowLiveness">The picture looked little alive.</param>
public sealed record SignInProof(SignInMethod Method, bool ByMailOnly, Device? Device, bool LowLiveness);

/// <summary>A sign-in that is finished and written down; a session can begin.</summary>
/// <param name="Account">Whose.</param>
/// <param name="SignInId">The row; everything that the session adds carries it.</param>
/// <param name="Method">The first proof.</param>
/// <param name="DeviceId">The remembered device, also one remembered just now; or null.</param>
/// <param name="HeldUntil">The end of the hold; null where it is not on hold.</param>
/// <param name="NewDeviceToken">What the browser is given to be remembered by; null where nothing changes.</param>
public sealed record FinishedSignIn(
    Account Account, string SignInId, SignInMethod Method, string? DeviceId, DateTimeOffset? HeldUntil, string? NewDeviceToken);
