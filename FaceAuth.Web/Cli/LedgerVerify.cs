using System.CommandLine;
using FaceAuth.Ledger;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary>
/// <c>ledger verify</c>: recomputes the ledger and compares it with what stands outside. Exit code 0 when it is whole, 1 when
/// it is not, with the first fault in words.
/// </summary>
internal static class LedgerVerify
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var details = new Option<bool>("--details") { Description = "Also open the sealed details of every row and compare them. Much slower." };
        var against = new Option<string?>("--against")
        {
            Description = "A row and its MAC that somebody kept (SEQ:MAC, as the daily mail and this command write it).",
        };
        var command = new Command("verify", "Verify that no row of the ledger was altered, taken out, added or rolled back.") { details, against };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var given = parsed.GetValue(against);
            var mark = given is null ? null : LedgerMark.Parse(given);
            if (given is not null && mark is null)
            {
                await errors.WriteLineAsync("--against takes a row's number, a colon and its MAC in 64 hexadecimal digits.");
                return ExitCodes.Usage;
            }

            var services = await store(ct);
            var verdict = await WithProgressAsync("Rows", told =>
                services.GetRequiredService<LedgerVerifier>().VerifyAsync(mark is null ? [] : [mark], told, ct));
            if (verdict is LedgerVerdict.Whole { Head.Seq: var head } && parsed.GetValue(details))
                verdict = await WithProgressAsync("Details", told =>
                    services.GetRequiredService<LedgerDetailsCheck>().FindFaultAsync(head, told, ct)) ?? verdict;

            (verdict is LedgerVerdict.Whole ? output : errors).WriteLine(LedgerVerdictWords.Of(verdict));
            if (verdict is not LedgerVerdict.Whole whole)
                return ExitCodes.Negative;
            output.WriteLine(whole.Head.ToString());
            return ExitCodes.Done;
        });
        return command;
    }

    // The bar is for a person: a script that reads the output, or a file, gets the result only.
    private static async Task<T> WithProgressAsync<T>(string what, Func<IProgress<LedgerProgress>?, Task<T>> work)
    {
        if (Console.IsOutputRedirected || Console.IsErrorRedirected)
            return await work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask(what))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<LedgerProgress>
    {
        public void Report(LedgerProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
        }
    }
}
