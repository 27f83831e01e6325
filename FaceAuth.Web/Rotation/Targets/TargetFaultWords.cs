namespace FaceAuth.Rotation.Targets;

/// <summary>Faults in words: what happened, and what to do.</summary>
public static class TargetFaultWords
{
    /// <summary>One or two sentences.</summary>
    public static string For(TargetFault fault) => (IsSignature(fault) ? Signature : For(fault.Kind)) + (fault.Code.Length > 0 ? $" (It said {fault.Code}.)" : "");

    private const string Signature =
        "It did not accept the signature. The signing key in its settings must be the one that the receiver knows, and both clocks must be right.";

    // A webhook has no other way to refuse whoever asks.
    private static bool IsSignature(TargetFault fault) =>
        fault.Kind == TargetFaultKind.Denied && fault.Code.StartsWith("HTTP ", StringComparison.Ordinal);

    private static string For(TargetFaultKind kind) => kind switch
    {
        TargetFaultKind.NotAllowed => "Its host and port are not on the list of allowed targets. An administrator can add them.",
        TargetFaultKind.CredentialMissing => "The entry that holds the credential for the change is gone, or has no password. Choose another one in the settings.",
        TargetFaultKind.NotResolved => "The name of its host is not known. Check the settings.",
        TargetFaultKind.Unreachable => "It could not be reached, or the connection broke.",
        TargetFaultKind.TimedOut => "It did not answer in time.",
        TargetFaultKind.TlsFailed => "The connection is not safe: there is no TLS, or its certificate is not one of this host.",
        TargetFaultKind.SignInNotSupported => "It asks for a way to sign in that is not used here, such as a password in plain text.",
        TargetFaultKind.Denied => "It did not accept the password of whoever was to make the change.",
        TargetFaultKind.Locked => "The account is locked, or may not sign in now. Unlock it there, then try again.",
        TargetFaultKind.Expired => "The account’s password has expired there. Change it by hand, then enter it here.",
        TargetFaultKind.Overtaken => "It has had a later version of this password, perhaps from before a backup was restored here. Let it forget that version, then try again.",
        TargetFaultKind.PasswordRefused => "It refused the new password because of its rules. Choose another recipe in the settings.",
        TargetFaultKind.NoPrivilege => "Whoever signed in may not change the password. Grant that there, or choose an administrator’s entry in the settings.",
        TargetFaultKind.AccountMissing => "It has no such account. Check the user name in the settings.",
        TargetFaultKind.Busy => "It has no room now: too many connections, or a limit.",
        TargetFaultKind.AcceptsAnything => "It lets in a random password, so that nothing it says proves that a password is right. Check that account at once.",
        TargetFaultKind.NoneAccepted => "It accepts none of the passwords that are kept here. Somebody may have changed it: enter the one that it has now.",
        TargetFaultKind.Disowned => "A sign-in that you said was not you had set this plan, and it had begun. Look at the settings, set them anew, and change the password there by hand where its target got a new one.",
        TargetFaultKind.EntryBroken => "The entry, or a password of it, does not open: it was altered in the database. An administrator should look at the ledger.",
        TargetFaultKind.FailedHere => "Something failed here, not at the target.",
        _ => "It answered something that means nothing here.",
    };
}
