namespace FaceAuth.Accounts;

/// <summary>
/// The notice on the use of biometric data that a person reads and accepts before any photo is taken. Its words are the
/// page <c>/privacy/notice</c>; a consent keeps the version that was accepted.
/// </summary>
public static class BiometricNotice
{
    /// <summary>
    /// The version shown now: the month in which its words last changed in meaning. A change asks everybody again.
    /// </summary>
    public const string CurrentVersion = "2026-11";
}
