using System.Data.Common;
using FaceAuth.Keys;
using Microsoft.Extensions.Options;

namespace FaceAuth.Hosting;

/// <summary>Runs the site, or says in a few words why it cannot start.</summary>
public static partial class SiteStart
{
    /// <summary>Exit code of a start that was refused; a fault while running ends with an exception.</summary>
    public const int Refused = 1;

    /// <summary>Checks everything, then serves until the process is asked to stop.</summary>
    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            await app.Services.GetRequiredService<StartUp>().RunAsync(app.Lifetime.ApplicationStopping);
        }
        // What an operator can mend is told in words, without a stack trace.
        catch (Exception fault) when (fault is OptionsValidationException or KeyServiceException or SealBrokenException or IOException or DbException or UnauthorizedAccessException or InvalidOperationException)
        {
            Log.StartRefused(app.Logger, fault.Message);
            await app.DisposeAsync();
            return Refused;
        }
        await app.RunAsync();
        return 0;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "FaceAuth cannot start. {Reason}")]
        public static partial void StartRefused(ILogger log, string reason);
    }
}
