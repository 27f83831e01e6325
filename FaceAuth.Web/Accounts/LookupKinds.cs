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

    /// <summary>The code in that mail; six digits repeat, so each registration has a kind of its own.</summary>
    public static string RegistrationCode(AccountId registration) => $"registration-code:{registration}";
}
