using System.Globalization;
using FaceAuth.Hosting;
using FaceAuth.Rotation.Targets;

namespace FaceAuth.Benchmarks.Drill;

/// <summary>The site's services over the drill's database, without listening and without jobs: who uses them calls what it is about.</summary>
internal static class DrillSite
{
    /// <summary>Short ones, so that what a dead process leaves is taken over soon.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3), Fence = TimeSpan.FromSeconds(1);

    /// <summary>Builds them, and starts the store.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="database">The connection string of the site's own MariaDB database.</param>
    /// <param name="settings">What differs from the drill's settings.</param>
    /// <param name="change">Registers other parts.</param>
    /// <param name="ct">Ends the start.</param>
    public static async Task<WebApplication> StartAsync(
        string folder, string database, IReadOnlyDictionary<string, string?>? settings, Action<WebApplicationBuilder>? change, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(FaceAuthApp).Assembly.GetName().Name,
            ContentRootPath = folder,
            EnvironmentName = Environments.Development, // Production refuses a folder of mails.
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DataFolder"] = folder,
            ["Database:Provider"] = "MySql",
            ["Database:MySql:ConnectionString"] = database,
            ["Rotation:Lease"] = Text(Lease),
            ["Rotation:ClockMargin"] = "00:00:00.1",
            ["Rotation:FirstWait"] = "00:00:00.1",
            ["Rotation:LongestWait"] = "00:00:00.5",
            ["Rotation:MaxAttempts"] = "100",
            ["Rotation:Parallel"] = "4",
            [$"{TargetLimits.Section}:SignIn"] = "00:00:02",
            [$"{TargetLimits.Section}:Statement"] = "00:00:01",
            [$"{TargetLimits.Section}:Fence"] = Text(Fence),
        });
        if (settings is not null)
            builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        builder.AddFaceAuth();
        change?.Invoke(builder);
        var app = builder.Build();
        await app.Services.GetRequiredService<StartUp>().StoreAsync(ct);
        return app;
    }

    private static string Text(TimeSpan time) => time.ToString("c", CultureInfo.InvariantCulture);
}
