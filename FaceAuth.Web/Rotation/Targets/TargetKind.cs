namespace FaceAuth.Rotation.Targets;

/// <summary>What a rotation changes beside the vault. The names are stored: they never change.</summary>
public enum TargetKind
{
    /// <summary>Nothing: whoever uses the password reads it from here.</summary>
    VaultOnly,

    /// <summary>An account of a MySQL or MariaDB server.</summary>
    MySql,

    /// <summary>A role of a PostgreSQL server.</summary>
    PostgreSql,

    /// <summary>An address that takes a signed request: any other API.</summary>
    Webhook,
}
