namespace FaceAuth.Vault;

/// <summary>A secret of an entry; stored by name, and part of what its seal is bound to.</summary>
public enum SecretField
{
    /// <summary>The password.</summary>
    Password,

    /// <summary>Notes of any kind.</summary>
    Notes,

    /// <summary>The key of time-based one-time passwords (RFC 6238). Only its codes are ever shown.</summary>
    Totp,
}
