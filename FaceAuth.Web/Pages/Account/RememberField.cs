using FaceAuth.Accounts.SignIn;
using FaceAuth.Accounts.SignIn.Pending;

namespace FaceAuth.Pages.Account;

/// <summary>The box that has a browser remembered.</summary>
/// <param name="Wanted">It is ticked.</param>
/// <param name="OnHold">The browser will be on hold at first: nothing but a face and a mailed code stands behind it.</param>
public sealed record RememberField(bool Wanted, bool OnHold)
{
    /// <summary>The one for a sign-in that waits for its code on a browser that is not remembered.</summary>
    public static RememberField For(PendingSignIn pending, bool wanted) => new(wanted, pending.Method == nameof(SignInMethod.Face));
}
