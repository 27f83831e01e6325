using FaceAuth.Database.Dialects;
using FaceAuth.Site;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Database;

/// <summary>Registers the database that the configuration chooses.</summary>
public static class DatabaseSetup
{
    /// <summary>Adds <see cref="Db"/> and <see cref="Migrator"/>, which runs before other hosted services start. Needs a <see cref="DataFolder"/>.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        if (configuration.GetValue($"{DatabaseOptions.Section}:Provider", DatabaseProvider.Sqlite) == DatabaseProvider.MySql)
            services.AddMySql(configuration);
        else
            services.AddSqlite(configuration);
        services.AddSingleton<Db>();
        services.AddSingleton<Migrator>();
        return services.AddHostedService<MigrateAtStart>();
    }

    private static void AddSqlite(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SqliteOptions>().Bind(configuration.GetSection(SqliteOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDialect>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SqliteOptions>>().Value;
            return new SqliteDialect(provider.GetRequiredService<DataFolder>().Resolve(options.Path), options.BusyTimeout);
        });
    }

    private static void AddMySql(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MySqlOptions>().Bind(configuration.GetSection(MySqlOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDialect>(provider => new MySqlDialect(provider.GetRequiredService<IOptions<MySqlOptions>>().Value));
    }
}
