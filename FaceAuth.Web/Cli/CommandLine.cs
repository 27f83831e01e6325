using System.CommandLine;
using FaceAuth.Faces;
using FaceAuth.Hosting;

namespace FaceAuth.Cli;

/// <summary>The program's verbs. Without one, the program is the site.</summary>
internal static class CommandLine
{
    /// <summary>Whether the arguments ask for a verb, or for help on them, and not for the site.</summary>
    public static bool Asks(string[] args) =>
        args is [var first, ..] && (Root().Subcommands.Any(verb => verb.Name == first) || first is "--help" or "-h" or "-?" or "--version");

    /// <summary>Runs the verb and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }

    private static RootCommand Root() =>
        new("FaceAuth: sign-in by face. Without a command it serves the site.")
        {
            new Command("faces", "Try and measure the face engine.")
            {
                FacesCompare.Create(FaceServices),
                FacesEvaluate.Create(FaceServices),
                FacesCalibrate.Create(FaceServices),
                FacesSamples.Create(),
            },
            new Command("accounts", "Act on accounts.")
            {
                AccountsGrantAdmin.Create(ServicesWithStoreAsync),
            },
            new Command("db", "Act on the database.")
            {
                DbMigrate.Create(Services),
            },
        };

    // The engine as it is configured for the site, and nothing else: no database, no keys.
    private static ServiceProvider FaceServices()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        return new ServiceCollection().AddLogging().AddFaces(builder.Configuration).BuildServiceProvider();
    }

    // The site's own services from the site's own configuration; nothing is started, nothing listens.
    private static IServiceProvider Services()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var services = builder.AddFaceAuth().Build().Services;
        Directory.CreateDirectory(services.GetRequiredService<DataFolder>().Path);
        return services;
    }

    private static async Task<IServiceProvider> ServicesWithStoreAsync(CancellationToken ct)
    {
        var services = Services();
        await services.GetRequiredService<StartUp>().StoreAsync(ct);
        return services;
    }
}
