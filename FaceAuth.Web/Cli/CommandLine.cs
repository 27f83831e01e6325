using System.CommandLine;
using FaceAuth.Faces;

namespace FaceAuth.Cli;

/// <summary>The program's verbs. Without one, the program is the site.</summary>
public static class CommandLine
{
    /// <summary>True where the arguments name a verb or ask for help; otherwise they are settings of the site.</summary>
    public static bool Asks(string[] args) => args.Length > 0 && args[0] is var first &&
        (first is "-h" or "-?" or "--help" or "--version" || !first.StartsWith('-') && !first.Contains('='));

    /// <summary>Runs a verb.</summary>
    /// <returns>Its exit code; 2 where the call was wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
    }

    /// <summary>All verbs.</summary>
    internal static RootCommand Create() => new("FaceAuth: sign in with a photo of your face.")
    {
        new Command("faces", "Compare faces and measure the engine.")
        {
            FacesCompare.Create(FaceServices),
            FacesEvaluate.Create(FaceServices),
            FacesCalibrate.Create(FaceServices),
            FacesSamples.Create(),
        },
    };

    // The engine as it is configured for the site, and nothing else: no database, no keys.
    private static ServiceProvider FaceServices()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        return new ServiceCollection().AddLogging().AddFaces(builder.Configuration).BuildServiceProvider();
    }
}
