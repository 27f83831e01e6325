namespace FaceAuth.Accounts.SignIn.Failures;

/// <summary>
/// A way in that has a counter of its own, stored by name. They are kept apart so that whoever closes one from afar leaves
/// the others open.
/// </summary>
public enum SignInWay
{
    /// <summary>A face, or a mailed code, from browsers that are not remembered: all of them together.</summary>
    NewDevice,

    /// <summary>A face from a remembered browser.</summary>
    RememberedDevice,

    /// <summary>A recovery code. It has waits but never closes: no number of guesses finds 120 random bits.</summary>
    Recovery,
}
