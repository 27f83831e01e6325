namespace FaceAuth.Vault;

/// <summary>
/// How large an entry may be, for the form and the import alike. Texts are counted in UTF-16 units, as browsers count
/// <c>maxlength</c>. A password may be longer than the 64 characters that NIST SP 800-63B-4 (3.1.1.2) asks for: keys are kept here too.
/// </summary>
public static class EntryLimits
{
    /// <summary>The name's characters; it is required.</summary>
    public const int Name = 200;

    /// <summary>The site address's characters.</summary>
    public const int Site = 2_000;

    /// <summary>The user name's characters.</summary>
    public const int UserName = 500;

    /// <summary>The password's characters, old ones' included.</summary>
    public const int Password = 1_000;

    /// <summary>The notes' characters.</summary>
    public const int Notes = 20_000;

    /// <summary>A tag's characters.</summary>
    public const int Tag = 50;

    /// <summary>How many tags an entry has.</summary>
    public const int Tags = 20;

    /// <summary>The characters of a TOTP key as it was given.</summary>
    public const int Totp = 1_000;

    /// <summary>How many old passwords an entry brings along in an import.</summary>
    public const int History = 100;

    /// <summary>How many entries a file of an import has.</summary>
    public const int Entries = 10_000;

    /// <summary>How many secrets a file of an import has: passwords, old ones included, notes and TOTP keys. Each costs a call of the key service.</summary>
    public const int Secrets = 50_000;

    /// <summary>How many bytes a file of an import has: 10 MB.</summary>
    public const int FileBytes = 10 * 1024 * 1024;

    /// <summary>The name of an entry that has none and no site either.</summary>
    public const string Untitled = "Untitled";
}
