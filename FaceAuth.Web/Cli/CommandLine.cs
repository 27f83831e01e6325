using System.CommandLine;
using FaceAuth.Faces;
using FaceAuth.Hosting;
using Microsoft.Extensions.Options;
using FaceAuth.Site;

namespace FaceAuth.Cli;

/// <summary>The program's verbs. Without one, the program is the site.</summary>
internal static class CommandLine
{
    /// <summary>True where the arguments name a verb or ask for help; otherwise they are settings of the site.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && args[0] is var first &&
        (first is "-h" or "-?" or "--help" or "--version" || !first.StartsWith('-') && !first.Contains('='));

    /// <summary>Runs a verb.</summary>
    /// <returns>Its exit code; 2 where the call was wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Without it Ctrl+C ends the program at once, and a verb cannot say how far it came.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(10),
            });
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted.");
            return ExitCodes.Usage;
        }
        catch (Exception fault) when (FaultWords.For(fault) is not null)
        {
            await Console.Error.WriteLineAsync(FaultWords.For(fault));
            return ExitCodes.Usage;
        }
    }

    /// <summary>All verbs.</summary>
    internal static RootCommand Create() => new("FaceAuth: sign in with a photo of your face. Without a command it serves the site.")
    {
        new Command("faces", "Compare faces and measure the engine.")
        {
            FacesCompare.Create(FaceServices),
            FacesEvaluate.Create(FaceServices),
            FacesCalibrate.Create(FaceServices),
            FacesReplay.Create(FaceServices),
            FacesSamples.Create(),
        },
        new Command("accounts", "Act on accounts.")
        {
            AccountsGrantAdmin.Create(StoreServicesAsync),
            AccountsReset.Create(StoreServicesAsync),
        },
        new Command("ledger", "Verify the ledger.")
        {
            LedgerVerify.Create(StoreServicesAsync),
            LedgerAcceptRestore.Create(StoreServicesAsync),
        },
        new Command("db", "Act on the database.")
        {
            DbMigrate.Create(SiteServices),
        },
        new Command("keys", "Act on the master keys, under which all other keys are stored.")
        {
            KeysList.Create(StoreServicesAsync),
            KeysNewMaster.Create(StoreServicesAsync),
            KeysRewrap.Create(StoreServicesAsync),
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
    private static IServiceProvider SiteServices()
    {
        var builder = WebApplication.CreateBuilder();
        // Results go to standard output, so nothing else does.
        builder.Logging.ClearProviders()
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(null, LogLevel.Warning);
        var services = builder.AddFaceAuth().Build().Services;
        services.GetRequiredService<IStartupValidator>().Validate();
        services.GetRequiredService<DataFolder>().Make();
        return services;
    }

    private static async Task<IServiceProvider> StoreServicesAsync(CancellationToken ct)
    {
        var services = SiteServices();
        await services.GetRequiredService<StartUp>().StoreAsync(ct);
        return services;
    }
}
