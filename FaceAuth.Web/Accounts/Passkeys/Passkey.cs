namespace FaceAuth.Accounts.Passkeys;

/// <summary>A passkey as its owner sees it.</summary>
/// <param name="Id">The row's id.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="IsSynced">
/// It is kept by a provider that copies it to its owner's other devices. Convenient, and as safe as the account at that
/// provider (NIST SP 800-63B-4, Appendix B).
/// </param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it was last used; null for never.</param>
public sealed record Passkey(string Id, string Name, bool IsSynced, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>The longest name.</summary>
    public const int MaxName = 60;

    /// <summary>A name as it is kept: one line of at most <see cref="MaxName"/> characters, or the other one where it is empty.</summary>
    public static string NameOf(string? wanted, string otherwise)
    {
        var name = new string([.. (wanted ?? "").Where(c => !char.IsControl(c))]).Trim();
        if (name.Length == 0)
            name = otherwise;
        if (name.Length <= MaxName)
            return name;
        // Never half of a character that takes two places.
        var end = char.IsHighSurrogate(name[MaxName - 1]) ? MaxName - 1 : MaxName;
        return name[..end];
    }
}

/// <summary>What a credential is made of; sealed for its row.</summary>
/// <param name="CredentialId">The authenticator's own id of it, up to 1023 bytes.</param>
/// <param name="PublicKey">The key, in the COSE form.</param>
/// <param name="Transports">How browsers reach the authenticator: "internal", "usb" …</param>
/// <param name="IsBackupEligible">It may be copied to other devices. It never changes.</param>
public sealed record PasskeyCredential(byte[] CredentialId, byte[] PublicKey, string[] Transports, bool IsBackupEligible);

/// <summary>A ceremony that has begun.</summary>
/// <param name="Browser">The token for the browser's cookie.</param>
/// <param name="Options">The options for <c>navigator.credentials</c>, as JSON.</param>
public sealed record BegunCeremony(string Browser, string Options);
