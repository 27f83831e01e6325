using FaceAuth.Accounts.SignIn;
using FaceAuth.Site;

namespace FaceAuth.Pages.Account;

/// <summary>
/// The words of a refusal. To anybody: one text, whatever the reason, that still says what may help. To somebody on a
/// remembered device, or signed in: the reason.
/// </summary>
public static class RefusalWords
{
    /// <summary>To anybody.</summary>
    public const string One =
        "We could not sign you in with this address and photo. Check the address, and take a new photo with more light and your face to the camera. " +
        "After several tries in a row, wait half a minute before the next one. If it goes on, use a device that is remembered, or a recovery code.";

    /// <summary>To anybody who came with a recovery code.</summary>
    public const string OneForRecovery =
        "We could not sign you in with this address and recovery code. Check the address, and use a code of the set that you made last: each works once. " +
        "After several tries in a row, wait half a minute before the next one.";

    /// <summary>The words for a reason, where it may be told.</summary>
    public static string For(RefusalReason? reason, TimeSpan? wait) => reason switch
    {
        null => One,
        RefusalReason.NoMatch => "This photo does not match yours. Try again with more light and your face to the camera.",
        RefusalReason.Replayed => "This picture was used before, perhaps cut or saved again. Take a new photo.",
        RefusalReason.Waiting => $"Several tries in a row failed. Try again in {Durations.InWords(TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((wait ?? TimeSpan.Zero).TotalSeconds))))}.",
        RefusalReason.WayClosed => "So many tries failed that signing in this way is closed. Open it with a recovery code or a passkey; our e-mail says how.",
        RefusalReason.FaceClosed => "Signing in by face is closed, because somebody said that a sign-in was not theirs. Open it with a recovery code or a passkey.",
        RefusalReason.NoCodesLeft => "Several codes were mailed in the last hour, and no more are sent for now. Use a device that is remembered, a recovery code or a passkey, or wait an hour.",
        RefusalReason.WrongRecoveryCode => "This is not one of your recovery codes, or it was used or replaced before. Try another code of the set that you made last.",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
