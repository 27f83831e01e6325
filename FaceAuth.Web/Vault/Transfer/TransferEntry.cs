using System.Diagnostics;

namespace FaceAuth.Vault.Transfer;

/// <summary>A password that an entry had before, and when it was replaced; null where no program wrote that down.</summary>
[DebuggerDisplay("old password")]
public sealed record OldPassword(string Password, DateTimeOffset? ReplacedAt)
{
    /// <summary>Never the password.</summary>
    public override string ToString() => "(old password)";
}

/// <summary>What two entries share that are the same login, exactly. It holds the password: keep it as briefly. Printing it shows nothing.</summary>
[DebuggerDisplay("key of an entry")]
public readonly record struct TransferKey(string Name, string Site, string UserName, string Password)
{
    /// <summary>Never the content.</summary>
    public override string ToString() => "(key of an entry)";
}

/// <summary>
/// An entry on its way in or out, as plain text. It lives as long as a request; printing it shows nothing of it.
/// </summary>
[DebuggerDisplay("entry")]
public sealed record TransferEntry
{
    /// <summary>The name; never empty once it was read.</summary>
    public required string Name { get; init; }

    /// <summary>One address; "" where there is none.</summary>
    public string Site { get; init; } = "";

    /// <summary>The name to sign in with; "" where there is none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The tags, each once, in their order.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The password, or null for an entry without one.</summary>
    public string? Password { get; init; }

    /// <summary>The notes; "" where there are none.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The TOTP key as it was given (otpauth address or base32), or null. <see cref="Vault.Totp"/> can read it.</summary>
    public string? Totp { get; init; }

    /// <summary>The passwords before, the latest first.</summary>
    public IReadOnlyList<OldPassword> History { get; init; } = [];

    /// <summary>From when on, at the latest, the password was the one it is; null where that is not known.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Name, site, user name and password; no password and an empty one are the same.</summary>
    public TransferKey Key => new(Name, Site, UserName, Password ?? "");

    /// <summary>Whether both are the same login; notes, tags, history and the rest may differ.</summary>
    public bool SameAs(TransferEntry other) => Key == other.Key;

    /// <summary>Whether all is equal, history and tags in their order.</summary>
    public bool Equals(TransferEntry? other) => other is not null && SameAs(other)
        && Password == other.Password && Notes == other.Notes && Totp == other.Totp && ChangedAt == other.ChangedAt
        && Tags.SequenceEqual(other.Tags) && History.SequenceEqual(other.History);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode();

    /// <summary>Never the content.</summary>
    public override string ToString() => "(entry)";
}
