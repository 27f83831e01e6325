using FaceAuth.Vault;
using FaceAuth.Vault.Generator;

namespace FaceAuth.Rotation.Targets;

/// <summary>Where and as whom an entry's password is changed; sealed with the plan. It holds no secret: those are entries of the vault.</summary>
public sealed record TargetSettings
{
    public TargetKind Kind { get; init; }

    /// <summary>The server's name or address, as the administrator's list has it; empty for a webhook and for the vault alone.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; }

    /// <summary>TLS with a certificate that is verified for the host. False is taken only where the administrator's list says so.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>The database to sign in to; empty for none (MySQL) or <c>postgres</c>.</summary>
    public string Database { get; init; } = "";

    /// <summary>The account whose password this is; empty for the entry's user name.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The second of two accounts that take turns; empty for one account. Needs <see cref="Administrator"/>.</summary>
    public string AlternateUserName { get; init; } = "";

    /// <summary>MySQL: the host part of the account, as in <c>'user'@'host'</c>; used where an administrator changes it.</summary>
    public string AccountHost { get; init; } = "%";

    /// <summary>The entry with the credential that may change the password; null where the account changes its own.</summary>
    public VaultEntryId? Administrator { get; init; }

    /// <summary>Webhook: the <c>https</c> address.</summary>
    public string Url { get; init; } = "";

    /// <summary>Webhook: the entry whose password is the signing key.</summary>
    public VaultEntryId? SigningKey { get; init; }

    /// <summary>Webhook: it is told after a promotion, too.</summary>
    public bool NotifyAfter { get; init; }

    /// <summary>How new passwords are made.</summary>
    public PasswordRecipe Recipe { get; init; } = new();

    /// <summary>Where it is, for the bound on parallel work for one host; empty for the vault alone.</summary>
    public string HostKey => Kind switch
    {
        TargetKind.VaultOnly => "",
        TargetKind.Webhook => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? KeyOf(url.IdnHost, url.Port) : Url,
        _ => KeyOf(Host, Port),
    };

    // One host has one key, however it is written; what is no host is never connected to.
    private static string KeyOf(string host, int port) => $"{(TargetHost.TryParse(host, out var one) ? one : host)}:{port}";

    /// <summary>Never where it is.</summary>
    public override string ToString() => $"({Kind})";
}
