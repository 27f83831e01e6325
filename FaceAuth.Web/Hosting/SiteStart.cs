using FaceAuth.Database;
using FaceAuth.Faces.Imaging;
using FaceAuth.Keys;
using FaceAuth.Photos;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>Runs the site, or says in a few words why it cannot start.</summary>
public static partial class SiteStart
{
    /// <summary>Exit code of a start that was refused; a fault while running ends with an exception.</summary>
    public const int Refused = 1;

    /// <summary>Checks everything, then serves until the process is asked to stop.</summary>
    public static async Task<int> RunAsync(WebApplicationBuilder builder)
    {
        await using var app = builder.Build();
        try
        {
            // Before anything is made from them: a wrong setting is told by its key, not by what breaks on it.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.UseFaceAuth();
            await app.Services.GetRequiredService<StartUp>().RunAsync(app.Lifetime.ApplicationStopping);
        }
        catch (Exception fault)
        {
            Tell(app.Logger, fault);
            return Refused;
        }
        try
        {
            await app.RunAsync();
            return 0;
        }
        // Kestrel's words for an address that is taken.
        catch (IOException fault) when (fault.InnerException is AddressInUseException)
        {
            Log.StartRefused(app.Logger, $"{fault.Message} Stop the other program, or set ASPNETCORE_URLS to another address.");
            return Refused;
        }
    }

    private static void Tell(ILogger log, Exception fault)
    {
        var faults = fault is AggregateException several ? several.InnerExceptions : [fault];
        foreach (var one in faults)
        {
            if (one is OptionsValidationException options)
                Log.StartRefused(log, SettingWords.For(options));
            else if (IsMendable(one))
                Log.StartRefused(log, one.Message);
            else
                Log.StartFailed(log, one);
        }
    }

    // What an operator can mend is told in words, without a stack trace.
    private static bool IsMendable(Exception fault) =>
        fault is KeyServiceException or DatabaseUnavailableException or MigrationRefusedException or PhotoStoreException
            or NativeLibraryMissingException or IOException or UnauthorizedAccessException;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "FaceAuth cannot start. {Reason}")]
        public static partial void StartRefused(ILogger log, string reason);

        [LoggerMessage(LogLevel.Critical, "FaceAuth cannot start, for a reason that it does not know.")]
        public static partial void StartFailed(ILogger log, Exception fault);
    }
}
