using System.CommandLine;
using System.Globalization;
using FaceAuth.Keys;
using FaceAuth.Ledger;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary><c>keys rewrap</c>: brings every stored key under the newest master key, without touching what they seal.</summary>
/// <remarks>
/// Exit codes: 0 all are under it, 1 some do not open and stay as they are (named on standard error), 2 it was interrupted or
/// the keys could not be read; what was moved stays moved, and it can be run again.
/// </remarks>
internal static class KeysRewrap
{
    public static Command Create(Func<CancellationToken, Task<IServiceProvider>> store)
    {
        var command = new Command("rewrap", "Bring every stored key under the newest master key. Safe to interrupt and to run again.");
        command.SetAction(async (parsed, ct) =>
        {
            // SQLite never waits, and before the first wait the command line does not listen for signals.
            await Task.Yield();
            var services = await store(ct);
            return await RunAsync(
                services.GetRequiredService<KeyRewrap>(), services.GetRequiredService<MasterKeys>(), services.GetRequiredService<KeyNotes>(),
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        KeyRewrap rewrap, MasterKeys keys, KeyNotes notes, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        long count = 0, done = 0;
        try
        {
            count = (await keys.ListAsync(CancellationToken.None)).Where(key => !key.Wraps).Sum(key => key.Keys);
            var report = await WithProgressAsync(count, told => rewrap.RunAsync(now => told(done = now), notes.Rewrapped(LedgerActors.CommandLine), ct));
            Write(report, output, errors);
            KeysList.Write(await keys.ListAsync(ct), output);
            return report.Broken == 0 ? ExitCodes.Done : ExitCodes.Negative;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            errors.WriteLine($"Interrupted after {Number(done)} of {Number(count)} keys. Nothing is half done: run it again for the others.");
            return ExitCodes.Usage;
        }
    }

    private static void Write(RewrapReport report, TextWriter output, TextWriter errors)
    {
        output.WriteLine(report.Moved == 0 ? "No key had to be moved." : $"{Number(report.Moved)} keys moved.");
        if (report.Changed > 0)
            output.WriteLine($"{Number(report.Changed)} were deleted or moved by another program meanwhile.");
        foreach (var key in report.Named)
            errors.WriteLine($"{key.Table} {key.Id} stays as it is: {key.Why}");
        if (report.Broken > report.Named.Count)
            errors.WriteLine($"… and {Number(report.Broken - report.Named.Count)} more.");
    }

    private static async Task<RewrapReport> WithProgressAsync(long count, Func<Action<long>, Task<RewrapReport>> run)
    {
        if (Console.IsErrorRedirected || count == 0)
            return await run(static _ => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask("Moving keys", maxValue: count);
                return run(done => bar.Value = done);
            });
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
