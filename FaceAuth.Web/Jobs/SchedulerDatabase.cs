using System.Data;
using System.Data.Common;
using FaceAuth.Database.Dialects;
using Quartz.Impl.AdoJobStore.Common;

namespace FaceAuth.Jobs;

/// <summary>Gives the scheduler connections to the one database of the site.</summary>
internal sealed class SchedulerDatabase(IDialect dialect) : IDbProvider
{
    /// <summary>Not told: the dialect keeps its connection string, with the password in it, to itself.</summary>
    public string ConnectionString => "";

    /// <summary>Both drivers bind by name with an @ and take the general binary type.</summary>
    public DbMetadata Metadata { get; } = new()
    {
        ProductName = dialect.Name,
        ParameterNamePrefix = "@",
        UseParameterNamePrefixInParameterCollection = true,
        BindByName = true,
        ConfigureBinaryParameter = parameter => parameter.DbType = DbType.Binary,
    };

    public DbConnection CreateConnection() => new GuardedConnection(dialect);

    public DbCommand CreateCommand() => new GuardedCommand(dialect.CreateCommand());

    public void Shutdown()
    {
        // The pool belongs to the dialect.
    }
}
