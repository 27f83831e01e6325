using FaceAuth.Database.Dialects;
using FaceAuth.Site;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FaceAuth.Database;

/// <summary>Registers the database that the configuration chooses.</summary>
public static class DatabaseSetup
{
    /// <summary>Adds <see cref="Db"/> and <see cref="Migrator"/>, which the start runs first. Needs a <see cref="DataFolder"/>.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        if (ProviderOf(configuration) == DatabaseProvider.MySql)
            services.AddMySql(configuration);
        else
            services.AddSqlite(configuration);
        services.AddSingleton<Db>();
        services.AddSingleton<Migrator>();
        return services;
    }

    private static DatabaseProvider ProviderOf(IConfiguration configuration)
    {
        const string key = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Provider)}";
        var named = configuration[key];
        if (string.IsNullOrEmpty(named))
            return DatabaseProvider.Sqlite;
        return Enum.TryParse<DatabaseProvider>(named, ignoreCase: true, out var provider) && Enum.IsDefined(provider)
            ? provider
            : throw new WrongSettingException(key, $"\"{named}\" is none of {string.Join(", ", Enum.GetNames<DatabaseProvider>())}.");
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
