namespace FaceAuth.Pages.Shared;

/// <summary>A button that asks the browser for a passkey and sends what it answers.</summary>
/// <param name="Begin">Where the challenge comes from, by POST.</param>
/// <param name="Finish">Where the answer goes, as the form field <c>Credential</c>.</param>
/// <param name="Next">The local page to go to afterwards; the form field <c>next</c>.</param>
/// <param name="Label">What the button says.</param>
public sealed record PasskeyButton(string Begin, string Finish, string? Next, string Label = "Use a passkey")
{
    /// <summary>The one that signs in.</summary>
    public static PasskeyButton ToSignIn(string? next) => new("/account/sign-in/passkey?handler=Begin", "/account/sign-in/passkey", next);

    /// <summary>The one that confirms, in a session, and ends its hold.</summary>
    public static PasskeyButton ToConfirm(string? next) => new("/account/confirm/passkey?handler=Begin", "/account/confirm/passkey", next);
}
