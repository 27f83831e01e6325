namespace FaceAuth.Accounts;

/// <summary>What a looked-up token is; a token of one kind is never found as another.</summary>
public static class LookupKinds
{
    /// <summary>The cookie of a server-side session.</summary>
    public const string Session = "session";

    /// <summary>The cookie of the browser that began a registration.</summary>
    public const string RegistrationBrowser = "registration-browser";

    /// <summary>The link in the mail that proves an address.</summary>
    public const string RegistrationLink = "registration-link";

    /// <summary>The address of a deleted account.</summary>
    public const string DeletedAddress = "deleted-address";

    /// <summary>The id of a passkey's credential.</summary>
    public const string Passkey = "passkey";

    /// <summary>The cookie of the browser that was given a passkey's challenge.</summary>
    public const string PasskeyBrowser = "passkey-browser";

    /// <summary>An address that somebody tried to sign in with and that has no account.</summary>
    public const string UnknownAddress = "unknown-address";

    /// <summary>A network address that failures come from.</summary>
    public const string Network = "network";

    /// <summary>The cookie of a remembered browser.</summary>
    public const string Device = "device";

    /// <summary>The cookie of the browser that holds a pending sign-in.</summary>
    public const string SignInBrowser = "sign-in-browser";

    /// <summary>A form as one browser sends it.</summary>
    public const string Form = "form";

    /// <summary>The link in the mail that finishes a sign-in.</summary>
    public const string SignInLink = "sign-in-link";

    /// <summary>The "this wasn't me" link.</summary>
    public const string DisownLink = "disown-link";

    /// <summary>The link of an administrator's reset.</summary>
    public const string ResetLink = "reset-link";

    /// <summary>A recovery code; each account has a kind of its own, so that rows of two accounts cannot be linked.</summary>
    public static string RecoveryCode(AccountId account) => $"recovery-code:{account}";

    /// <summary>The code in that mail; six digits repeat, so each registration has a kind of its own.</summary>
    public static string RegistrationCode(AccountId registration) => $"registration-code:{registration}";

    /// <summary>The code that finishes a sign-in; the same.</summary>
    public static string SignInCode(string pendingId) => $"sign-in-code:{pendingId}";

    /// <summary>An address that somebody wants to change theirs to.</summary>
    public const string NewAddress = "new-address";

    /// <summary>The codes that confirm a change of address; the same.</summary>
    public static string AddressCode(string changeId, bool isNew) => $"address-code:{changeId}:{(isNew ? "new" : "old")}";

    /// <summary>The page that a draft belongs to; each account has a kind of its own.</summary>
    public static string DraftPath(AccountId account) => $"draft-path:{account}";

    /// <summary>The bytes of a picture; each account has a kind of its own, so that rows of two accounts cannot be linked.</summary>
    public static string Picture(AccountId account) => $"picture:{account}";
}
