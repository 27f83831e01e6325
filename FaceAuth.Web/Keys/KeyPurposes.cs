namespace FaceAuth.Keys;

/// <summary>The purposes of data keys. A key of one purpose never opens what another sealed.</summary>
public static class KeyPurposes
{
    /// <summary>Authentication tickets of server-side sessions.</summary>
    public const string Tickets = "tickets";

    /// <summary>ASP.NET Core data-protection keys at rest.</summary>
    public const string DataProtection = "data-protection";

    /// <summary>Messages waiting in the outbox.</summary>
    public const string Mail = "mail";

    /// <summary>HMAC key under which session ids, links, codes and browser cookies are stored.</summary>
    public const string Lookup = "lookup";

    /// <summary>HMAC key of the ledger, its checkpoints and anchors; also seals details of rows that are no account's.</summary>
    public const string Ledger = "ledger";

    /// <summary>One key per account: its templates, photos and personal details of its sign-ins.</summary>
    public const string Account = "account";

    /// <summary>One key per account: what its vault shows without a face (names, addresses, tags).</summary>
    public const string Vault = "vault";

    /// <summary>One key for each version of each secret in a vault, stored beside it.</summary>
    public const string VaultSecret = "vault-secret";

    /// <summary>The purposes of which each account has a key of its own; all are deleted with the account.</summary>
    public static readonly IReadOnlyList<string> OfAccounts = [Account, Vault];

    /// <summary>The purposes whose one key belongs to the installation and is loaded at start.</summary>
    public static readonly IReadOnlyList<string> OfInstallation = [Tickets, DataProtection, Mail, Lookup, Ledger];
}
