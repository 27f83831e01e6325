using System.CommandLine;
using System.Globalization;
using FaceAuth.Keys;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary><c>keys list</c>: the master keys' ids, and how many stored keys are under each. Never a key.</summary>
/// <remarks>Exit codes: 0 all that are needed are there, 1 one that stored keys need is missing, 2 the keys could not be read.</remarks>
internal static class KeysList
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var command = new Command("list", "List the master keys and how many stored keys are under each.");
        command.SetAction(async (parsed, ct) =>
        {
            var keys = await (await store(ct)).GetRequiredService<MasterKeys>().ListAsync(ct);
            Write(keys, parsed.InvocationConfiguration.Output);
            return keys.All(key => key.Held) ? ExitCodes.Done : ExitCodes.Negative;
        });
        return command;
    }

    /// <summary>The table, which <c>keys rewrap</c> ends with too.</summary>
    public static void Write(IReadOnlyList<MasterKeyUse> keys, TextWriter output)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("master key", "stored keys under it", "");
        table.Columns[0].NoWrap();
        table.Columns[1].RightAligned();
        foreach (var key in keys)
            table.AddRow(Markup.Escape(key.Id), key.Keys.ToString("N0", CultureInfo.InvariantCulture), Words(key));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Math.Max(console.Profile.Width, 100); // an id is never broken in two
        console.Write(table);
        if (keys.Any(key => key.CanGo))
        {
            output.WriteLine(
                "What is not needed can be taken out of the file once every program that runs has taken the newest in. Backups of " +
                "the database from before still need it: keep a copy as long as them.");
        }
    }

    private static string Words(MasterKeyUse key) => key switch
    {
        { Held: false } => "MISSING: put it back",
        { Wraps: true } => "wraps new keys",
        { CanGo: true } => "not needed",
        _ => "needed",
    };
}
