using FaceAuth.Faces;

namespace FaceAuth.Accounts.SignIn;

/// <summary>One attempt to sign in by face.</summary>
/// <param name="Email">The address that was typed.</param>
/// <param name="Frames">One file, or the camera's frames.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="BrowserToken">What the browser holds for this sign-in.</param>
/// <param name="FormToken">The form's own token: the same form gets the same answer.</param>
/// <param name="DeviceToken">What a remembered browser holds, or null.</param>
public sealed record SignInRequest(
    EmailAddress Email, IReadOnlyList<PhotoUpload> Frames, RequestOrigin Origin, string BrowserToken, string FormToken, string? DeviceToken);

/// <summary>How a sign-in attempt ended.</summary>
public abstract record FaceSignInResult
{
    private FaceSignInResult() { }

    /// <summary>The face is the account's owner's, on a remembered device.</summary>
    public sealed record Finished(FinishedSignIn SignIn) : FaceSignInResult;

    /// <summary>The face matched, and a code was mailed; the browser is given the token.</summary>
    public sealed record CodeSent(string PendingId, string BrowserToken) : FaceSignInResult;

    /// <summary>
    /// Refused: one answer, whatever the reason. <paramref name="Told"/> is the reason where it may be told (on a remembered
    /// device, or to a matching face), <paramref name="Wait"/> what is left of a wait.
    /// </summary>
    public sealed record Refused(RefusalReason? Told, TimeSpan? Wait) : FaceSignInResult;

    /// <summary>Too many failures from this network address; it says nothing about any account.</summary>
    public sealed record TooManyFromHere(TimeSpan RetryAfter) : FaceSignInResult;

    /// <summary>The photo cannot be used, or the engine cannot answer; nothing was looked up or counted.</summary>
    public sealed record NotUsable(FaceReading Reading) : FaceSignInResult;
}
