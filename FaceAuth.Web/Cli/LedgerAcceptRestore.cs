using System.CommandLine;
using FaceAuth.Ledger;

namespace FaceAuth.Cli;

/// <summary><c>ledger accept-restore</c>: says that the database was restored or moved on purpose. Exit code 1 where its rows are not whole.</summary>
internal static class LedgerAcceptRestore
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var command = new Command(
            "accept-restore",
            "Say that the database was restored from a backup, or moved without its anchor: this goes onto the ledger with what the anchor knew, and the anchor begins anew.");
        command.SetAction(async (parsed, ct) =>
        {
            var services = await store(ct);
            if (await services.GetRequiredService<LedgerRestore>().AcceptAsync(ct) is { } fault)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{LedgerVerdictWords.Of(fault)} A restore explains no such thing; nothing was accepted.");
                return ExitCodes.Negative;
            }

            parsed.InvocationConfiguration.Output.WriteLine("It stands on the ledger, and the anchor is new.");
            return ExitCodes.Done;
        });
        return command;
    }
}
