using System.Collections.Frozen;

namespace FaceAuth.Ledger;

/// <summary>The kinds of rows in words, for pages.</summary>
public static class LedgerWords
{
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        [LedgerKinds.SignInFinished] = "Signed in",
        [LedgerKinds.SignInRefused] = "Sign-in refused",
        [LedgerKinds.SignInDisowned] = "“This wasn’t me”",
        [LedgerKinds.Registered] = "Account made",
        [LedgerKinds.AccountDeleted] = "Account deleted",
        [LedgerKinds.AddressChanged] = "E-mail address changed",
        [LedgerKinds.PhotoAdded] = "Photo added",
        [LedgerKinds.PhotoRemoved] = "Photo removed",
        [LedgerKinds.PasskeyAdded] = "Passkey added",
        [LedgerKinds.PasskeyRemoved] = "Passkey removed",
        [LedgerKinds.RecoveryCodesMade] = "Recovery codes made",
        [LedgerKinds.RecoveryCodeUsed] = "Recovery code used",
        [LedgerKinds.SecondFactorChanged] = "Second factor changed",
        [LedgerKinds.WayOpened] = "Way to sign in opened",
        [LedgerKinds.HoldLifted] = "Hold lifted",
        [LedgerKinds.DeviceRemembered] = "Device remembered",
        [LedgerKinds.DeviceForgotten] = "Device forgotten",
        [LedgerKinds.SessionEnded] = "Session ended",
        [LedgerKinds.AccountReset] = "Account reset",
        [LedgerKinds.AccountClosed] = "Account closed",
        [LedgerKinds.AccountOpened] = "Account opened",
        [LedgerKinds.AccountReenrolled] = "New photos after a reset",
        [LedgerKinds.AdministratorGranted] = "Made an administrator",
        [LedgerKinds.EntryAdded] = "Entry added",
        [LedgerKinds.EntryChanged] = "Entry changed",
        [LedgerKinds.EntryDeleted] = "Entry put into the bin",
        [LedgerKinds.EntryRestored] = "Entry restored",
        [LedgerKinds.EntryErased] = "Entry deleted for good",
        [LedgerKinds.EntriesImported] = "Entries imported",
        [LedgerKinds.Revealed] = "Secret shown",
        [LedgerKinds.RevealRefused] = "Secret not shown",
        [LedgerKinds.Exported] = "Vault exported",
        [LedgerKinds.EntryBroken] = "Entry could not be opened",
        [LedgerKinds.MarkedForRotation] = "Marked for rotation",
        [LedgerKinds.RotationPlanned] = "Rotation set up",
        [LedgerKinds.RotationUnplanned] = "Rotation removed",
        [LedgerKinds.RotationPaused] = "Rotation paused",
        [LedgerKinds.RotationResumed] = "Rotation goes on",
        [LedgerKinds.RotationRequested] = "Rotation asked for",
        [LedgerKinds.PasswordRotated] = "Password rotated",
        [LedgerKinds.RotationNeedsAttention] = "Rotation needs attention",
        [LedgerKinds.RotationKept] = "Rotation ended: password kept",
        [LedgerKinds.PasswordEntered] = "Password entered by hand",
        [LedgerKinds.MasterKeyAdded] = "Master key added",
        [LedgerKinds.KeysRewrapped] = "Keys wrapped anew",
        [LedgerKinds.JobPaused] = "Job paused",
        [LedgerKinds.JobResumed] = "Job resumed",
        [LedgerKinds.JobRunByHand] = "Job run by hand",
        [LedgerKinds.LedgerPruned] = "Old rows pruned",
        [LedgerKinds.LedgerRestored] = "Restored from a backup",
        [LedgerKinds.TargetAllowed] = "Host of targets allowed",
        [LedgerKinds.TargetDisallowed] = "Host of targets no longer allowed",
    }.ToFrozenDictionary();

    /// <summary>All kinds, by their words.</summary>
    public static IReadOnlyList<(string Kind, string Words)> All { get; } =
        [.. Words.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Value, StringComparer.OrdinalIgnoreCase)];

    /// <summary>A kind in words; a later version's kind as it is stored.</summary>
    public static string Of(string kind) => Words.GetValueOrDefault(kind, kind);
}
