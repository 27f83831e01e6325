namespace FaceAuth.Accounts.Sessions;

/// <summary>What a page may ask of a session beyond being one; the names of the authorization policies.</summary>
public static class AccountPolicies
{
    /// <summary>
    /// The session is not on hold: more than a mailed code stands behind it. For everything that shows a secret or changes
    /// what protects the account.
    /// </summary>
    public const string NotOnHold = nameof(NotOnHold);

    /// <summary>A fresh proof within the last minutes (OWASP ASVS 5.0 7.5.1: re-authentication before changing what protects the account).</summary>
    public const string Confirmed = nameof(Confirmed);

    /// <summary>An administrator, as the database says at this moment; to anybody else the page is not there.</summary>
    public const string Administrator = nameof(Administrator);
}
