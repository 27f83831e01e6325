using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Database;

/// <summary>Which database is used; section <c>Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Database";

    /// <summary><c>Sqlite</c>, a file on this machine, or <c>MySql</c>, a MySQL 8 or MariaDB server.</summary>
    [EnumDataType(typeof(DatabaseProvider), ErrorMessage = "Database:Provider must be Sqlite or MySql.")]
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>How long a starting instance waits for another one that is changing the tables or making keys.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Database:StartLockTimeout must be between 00:00:01 and 01:00:00.")]
    public TimeSpan StartLockTimeout { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>The kinds of database.</summary>
public enum DatabaseProvider
{
    /// <summary>A file on this machine.</summary>
    Sqlite,

    /// <summary>A MySQL 8 or MariaDB server.</summary>
    MySql,
}

/// <summary>The database file; section <c>Database:Sqlite</c>.</summary>
public sealed class SqliteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Database:Sqlite";

    /// <summary>The file, relative to the data folder or absolute; made where it is missing.</summary>
    [Required(ErrorMessage = "Database:Sqlite:Path must name the database file.")]
    public string Path { get; set; } = "faceauth.db";

    /// <summary>How long a statement waits while another process writes to the file.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Database:Sqlite:BusyTimeout must be between 00:00:01 and 00:10:00.")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The database server; section <c>Database:MySql</c>.</summary>
public sealed class MySqlOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Database:MySql";

    /// <summary>
    /// As MySQL Connector/NET reads it: <c>Server=…;Port=3306;Database=…;User ID=…;Password=…;SslMode=VerifyFull</c>.
    /// Pooling, time limits and character set are set by the program.
    /// </summary>
    [Required(ErrorMessage = "Database:MySql:ConnectionString must be set where Database:Provider is MySql.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>The server ends a statement that runs longer (on MySQL it does so for queries only).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Database:MySql:StatementTimeout must be between 00:00:01 and 00:10:00.")]
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The server ends a statement that waits longer for a row or table that another one holds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Database:MySql:LockTimeout must be between 00:00:01 and 00:10:00.")]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The program closes the connection of a call that is answered by nobody for so long; more than <see cref="StatementTimeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:20:00", ErrorMessage = "Database:MySql:CallTimeout must be between 00:00:01 and 00:20:00.")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>The limit of one statement that changes tables at start; copying a large table takes long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00", ErrorMessage = "Database:MySql:MigrationTimeout must be between 00:00:01 and 12:00:00.")]
    public TimeSpan MigrationTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CallTimeout <= StatementTimeout)
            yield return new ValidationResult(
                "Database:MySql:CallTimeout must be longer than Database:MySql:StatementTimeout, so that the server's limit, which keeps the connection, comes first.",
                [nameof(CallTimeout)]);
    }
}
