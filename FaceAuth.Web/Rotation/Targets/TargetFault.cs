namespace FaceAuth.Rotation.Targets;

/// <summary>Why a target did not do what it was asked. The names are stored: they never change.</summary>
public enum TargetFaultKind
{
    /// <summary>Host and port are not on the administrator's list, or the address is one that is never connected to.</summary>
    NotAllowed,

    /// <summary>The settings name an entry that is gone, cannot be opened or has no password.</summary>
    CredentialMissing,

    /// <summary>The host's name is not known.</summary>
    NotResolved,

    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>No answer within the limit.</summary>
    TimedOut,

    /// <summary>No TLS, or a certificate that is not the host's.</summary>
    TlsFailed,

    /// <summary>It wants a way to sign in that is not used here (a password in plain text, a plugin).</summary>
    SignInNotSupported,

    /// <summary>Whoever was to change the password was not let in.</summary>
    Denied,

    /// <summary>The account is locked or may not sign in now.</summary>
    Locked,

    /// <summary>The password has expired at the target.</summary>
    Expired,

    /// <summary>The target has had a later version of this password: somebody else was faster, or the vault was restored from a backup.</summary>
    Overtaken,

    /// <summary>The new password does not meet the target's rules.</summary>
    PasswordRefused,

    /// <summary>Whoever signed in may not change it.</summary>
    NoPrivilege,

    /// <summary>There is no such account.</summary>
    AccountMissing,

    /// <summary>The target has no room now: too many connections, a limit, a lock, 429, 5xx.</summary>
    Busy,

    /// <summary>It lets anything in, so that its answers prove nothing.</summary>
    AcceptsAnything,

    /// <summary>It lets in none of the passwords that are kept.</summary>
    NoneAccepted,

    /// <summary>An answer that means nothing here.</summary>
    NotUnderstood,

    /// <summary>Not the target's doing: a sign-in that its member disowned had set the plan.</summary>
    Disowned,

    /// <summary>Not the target's doing: the entry, its plan or a password of it does not open.</summary>
    EntryBroken,

    /// <summary>Not the target's doing: the key service, the database or this program failed.</summary>
    FailedHere,
}

/// <summary>Why a target did not do what it was asked, without a word of its own: those may hold anything.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Code">Its number or class: <c>1045</c>, <c>28P01</c>, <c>HTTP 503</c>; empty where it gave none, or one that is none.</param>
public sealed record TargetFault(TargetFaultKind Kind, string Code = "")
{
    // The width of the column.
    private const int MaxLength = 20;

    /// <summary>
    /// Its number or class: at most 20 ASCII letters, digits and <c>_ . -</c> or spaces. Anything else is no code but somebody's sentence, and is
    /// left out whole: it would stand in our mails, pages and logs.
    /// </summary>
    public string Code { get; init => field = Safe(value); } = Safe(Code);

    private static string Safe(string code) =>
        code.Length <= MaxLength && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ' ' or '.' or '-') ? code : "";
}
