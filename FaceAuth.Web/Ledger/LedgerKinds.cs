namespace FaceAuth.Ledger;

/// <summary>What a row of the ledger can be about. The texts are stored and hashed: they never change. At most 40 ASCII characters.</summary>
public static class LedgerKinds
{
    /// <summary>A sign-in was finished; the subject is the sign-in.</summary>
    public const string SignInFinished = "sign-in-finished";

    /// <summary>A sign-in, or a check within a session, was refused; the subject is the sign-in.</summary>
    public const string SignInRefused = "sign-in-refused";

    /// <summary>The member said "this wasn't me"; the subject is the sign-in.</summary>
    public const string SignInDisowned = "sign-in-disowned";

    /// <summary>An account was made.</summary>
    public const string Registered = "registered";

    /// <summary>An account was deleted by its member.</summary>
    public const string AccountDeleted = "account-deleted";

    /// <summary>An account's e-mail address was changed, or changed back.</summary>
    public const string AddressChanged = "address-changed";

    /// <summary>A photo to compare with was added; the subject is the photo.</summary>
    public const string PhotoAdded = "photo-added";

    /// <summary>A photo was removed; the subject is the photo.</summary>
    public const string PhotoRemoved = "photo-removed";

    /// <summary>A passkey was added; the subject is the passkey.</summary>
    public const string PasskeyAdded = "passkey-added";

    /// <summary>A passkey was removed; the subject is the passkey.</summary>
    public const string PasskeyRemoved = "passkey-removed";

    /// <summary>New recovery codes replaced the old ones.</summary>
    public const string RecoveryCodesMade = "recovery-codes-made";

    /// <summary>A recovery code was used up.</summary>
    public const string RecoveryCodeUsed = "recovery-code-used";

    /// <summary>The member chose when a second factor is asked for.</summary>
    public const string SecondFactorChanged = "second-factor-changed";

    /// <summary>A way to sign in that failures had closed was opened by the member.</summary>
    public const string WayOpened = "way-opened";

    /// <summary>The hold of a sign-in or device was lifted; the subject is the sign-in or the device.</summary>
    public const string HoldLifted = "hold-lifted";

    /// <summary>A browser is remembered; the subject is the device.</summary>
    public const string DeviceRemembered = "device-remembered";

    /// <summary>A browser is no longer remembered; the subject is the device.</summary>
    public const string DeviceForgotten = "device-forgotten";

    /// <summary>A session was ended by the member; the subject is the session.</summary>
    public const string SessionEnded = "session-ended";

    /// <summary>An administrator reset the account.</summary>
    public const string AccountReset = "account-reset";

    /// <summary>An administrator closed the account.</summary>
    public const string AccountClosed = "account-closed";

    /// <summary>A closed account was opened again.</summary>
    public const string AccountOpened = "account-opened";

    /// <summary>The member enrolled new photos by the link of a reset.</summary>
    public const string AccountReenrolled = "account-reenrolled";

    /// <summary>The account was made an administrator.</summary>
    public const string AdministratorGranted = "administrator-granted";

    /// <summary>An entry was added; the subject of this and the following is the entry.</summary>
    public const string EntryAdded = "entry-added";

    /// <summary>An entry was changed.</summary>
    public const string EntryChanged = "entry-changed";

    /// <summary>An entry was put into the bin.</summary>
    public const string EntryDeleted = "entry-deleted";

    /// <summary>An entry was taken out of the bin.</summary>
    public const string EntryRestored = "entry-restored";

    /// <summary>An entry was deleted for good.</summary>
    public const string EntryErased = "entry-erased";

    /// <summary>Entries were imported.</summary>
    public const string EntriesImported = "entries-imported";

    /// <summary>A secret of an entry was shown.</summary>
    public const string Revealed = "revealed";

    /// <summary>A secret was asked for and not shown.</summary>
    public const string RevealRefused = "reveal-refused";

    /// <summary>The vault was exported.</summary>
    public const string Exported = "exported";

    /// <summary>An entry could not be opened.</summary>
    public const string EntryBroken = "entry-broken";

    /// <summary>Entries were marked for rotation.</summary>
    public const string MarkedForRotation = "marked-for-rotation";

    /// <summary>When and where an entry's password is rotated was set; the subject of this and the following is the entry.</summary>
    public const string RotationPlanned = "rotation-planned";

    /// <summary>An entry's password is not rotated any more.</summary>
    public const string RotationUnplanned = "rotation-unplanned";

    /// <summary>The rotation of an entry was paused.</summary>
    public const string RotationPaused = "rotation-paused";

    /// <summary>The rotation of an entry goes on.</summary>
    public const string RotationResumed = "rotation-resumed";

    /// <summary>A rotation was asked for.</summary>
    public const string RotationRequested = "rotation-requested";

    /// <summary>An entry's password was rotated.</summary>
    public const string PasswordRotated = "password-rotated";

    /// <summary>A rotation needs a person.</summary>
    public const string RotationNeedsAttention = "rotation-needs-attention";

    /// <summary>A rotation was ended by its member: the password stays.</summary>
    public const string RotationKept = "rotation-kept";

    /// <summary>A password that was changed by hand was entered for a rotation to try.</summary>
    public const string PasswordEntered = "password-entered";

    /// <summary>A newer master key was made; the subject of this and the next is its id, where that fits.</summary>
    public const string MasterKeyAdded = "master-key-added";

    /// <summary>Keys were wrapped anew under the newest master key.</summary>
    public const string KeysRewrapped = "keys-rewrapped";

    /// <summary>An administrator paused a job; the subject of this and the next two is the job's name.</summary>
    public const string JobPaused = "job-paused";

    /// <summary>An administrator put a job on its schedule again.</summary>
    public const string JobResumed = "job-resumed";

    /// <summary>An administrator had a job run at once.</summary>
    public const string JobRunByHand = "job-run-by-hand";

    /// <summary>Old rows of the ledger were pruned at a checkpoint; the subject is the last row's number.</summary>
    public const string LedgerPruned = "ledger-pruned";

    /// <summary>An administrator accepted that the database was restored from a backup.</summary>
    public const string LedgerRestored = "ledger-restored";

    /// <summary>An administrator put a host on the list of places where passwords may be changed; the subject of this and the next is the line.</summary>
    public const string TargetAllowed = "target-allowed";

    /// <summary>An administrator took a host off that list.</summary>
    public const string TargetDisallowed = "target-disallowed";
}
