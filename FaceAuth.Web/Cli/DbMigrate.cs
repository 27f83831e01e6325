using System.CommandLine;
using FaceAuth.Database;

namespace FaceAuth.Cli;

/// <summary><c>db migrate</c>: brings the tables to what this program needs, and says what was done.</summary>
/// <remarks>Exit codes: 0 done or nothing to do, 2 the database could not be used or a step was refused.</remarks>
internal static class DbMigrate
{
    /// <summary>The verb <c>migrate</c>, to be added to <c>db</c>.</summary>
    public static Command Create(Func<IServiceProvider> services)
    {
        var command = new Command("migrate", "Bring the database's tables to what this program needs. Safe to run again.");
        command.SetAction((result, ct) => RunAsync(
            services().GetRequiredService<Migrator>(),
            result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, ct));
        return command;
    }

    private static async Task<int> RunAsync(Migrator migrator, TextWriter output, TextWriter error, CancellationToken ct)
    {
        try
        {
            var applied = await migrator.MigrateAsync(ct);
            foreach (var name in applied)
                await output.WriteLineAsync($"applied {name}");
            await output.WriteLineAsync(applied.Count == 0 ? "Nothing to do: the tables are up to date." : "Done.");
            return ExitCodes.Done;
        }
        catch (Exception fault) when (fault is DatabaseUnavailableException or MigrationRefusedException)
        {
            await error.WriteLineAsync(fault.Message);
            return ExitCodes.Usage;
        }
    }
}
