using FaceAuth.Site;
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
        try
        {
            builder.AddFaceAuth();
        }
        catch (WrongSettingException fault)
        {
            await Console.Error.WriteLineAsync($"FaceAuth cannot start. {fault.Message}");
            return Refused;
        }

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
        if (FaultWords.For(fault) is { } words)
            Log.StartRefused(log, words);
        else
            Log.StartFailed(log, fault);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "FaceAuth cannot start. {Reason}")]
        public static partial void StartRefused(ILogger log, string reason);

        [LoggerMessage(LogLevel.Critical, "FaceAuth cannot start, for a reason that it does not know.")]
        public static partial void StartFailed(ILogger log, Exception fault);
    }
}
