using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Replay.Measurement;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary>
/// <c>faces replay-guard FILE.csv|FOLDER</c>: what the replay guard catches and how often it is wrong, on pictures of
/// one's own. Exit code 0 when measured, 2 when the list, a picture in it or a model file cannot be used.
/// </summary>
internal static class FacesReplay
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The verb, to be put under <c>faces</c>.</summary>
    /// <param name="services">Gives the configured engine; asked only when the verb runs.</param>
    public static Command Create(Func<IServiceProvider> services)
    {
        var source = new Argument<string>("FILE.csv|FOLDER")
        {
            Description = "A list of pictures (columns path,person or a,b,same), or a folder that has a folder for each person.",
        };
        var sample = new Option<int?>("--sample")
        {
            Description = "Change and film only so many pictures, drawn at random; different shots are compared all the same.",
        };
        var scores = new Option<FileInfo?>("--scores") { Description = "Write what was measured of each pair to this CSV file." };
        var json = new Option<bool>("--json") { Description = "Print JSON; rates are fractions." };
        var command = new Command("replay-guard", "Measure which replayed pictures are caught, and how often different ones are taken for one.")
        {
            source, sample, scores, json,
        };
        command.SetAction((parsed, ct) => Task.FromResult(EvaluationRun.Guarded(parsed.InvocationConfiguration.Error, () =>
        {
            var pictures = TrialPictures.Read(parsed.GetRequiredValue(source));
            var engine = services().GetRequiredService<EmbeddedFaceEngine>();
            using var writer = parsed.GetValue(scores) is { } file ? new StreamWriter(file.FullName) : null;
            writer?.WriteLine("what,pictures,coarse,correlation,different,movement");
            var trial = new ReplayTrial(engine.Models, pictures)
            {
                Observe = writer is null ? null : (name, what, likeness) =>
                {
                    lock (writer)
                    {
                        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                            $"\"{name}\",\"{what}\",{likeness.Coarse},{likeness.Correlation},{likeness.Different},{likeness.Movement}"));
                    }
                },
            };
            EvaluationRun.WithProgress(
                "Changing pictures", pictures.Paths.Count, told => trial.Run(parsed.GetValue(sample) ?? int.MaxValue, told, ct));
            if (parsed.GetValue(json)) parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(AsJson(trial, pictures), Json));
            else Write(trial, pictures, parsed.InvocationConfiguration.Output);
            return ExitCodes.Done;
        })));
        return command;
    }

    private static object AsJson(ReplayTrial trial, TrialPictures pictures) => new
    {
        Pictures = pictures.Paths.Count,
        trial.NotFound,
        trial.Changed,
        Replays = trial.Tallies.Where(t => t.Duty is not null).Select(t => new
        {
            t.Name, Duty = t.Duty.ToString()!.ToLowerInvariant(), Pairs = t.Compared, NotRead = t.Unread, Caught = t.Same, Rate = Number(t.Rate),
        }),
        FalseAlarms = trial.Tallies.Where(t => t.Duty is null).Select(t => new
        {
            t.Name, Pairs = t.Compared, NotRead = t.Unread, Alarms = t.Same, Rate = Number(t.Rate),
        }),
        TakenForOne = trial.TakenForOne.Select(pair => new[] { pair.A, pair.B }),
    };

    private static void Write(ReplayTrial trial, TrialPictures pictures, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{pictures.Paths.Count} pictures, {trial.NotFound} without a face found, {trial.Changed} changed and filmed"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        foreach (var group in trial.Tallies.GroupBy(tally => tally.Duty))
        {
            var table = new Table().Border(TableBorder.Simple)
                .AddColumns(Heading(group.Key), "pairs", "not read", group.Key is null ? "false alarms" : "caught");
            for (var i = 1; i <= 3; i++) table.Columns[i].RightAligned();
            foreach (var tally in group)
            {
                table.AddRow(
                    Markup.Escape(tally.Name), tally.Compared.ToString("N0", CultureInfo.InvariantCulture),
                    tally.Unread.ToString("N0", CultureInfo.InvariantCulture), Percent(tally.Rate));
            }
            console.Write(table);
        }
        foreach (var (a, b) in trial.TakenForOne) output.WriteLine($"taken for one picture: {a} {b}");
    }

    private static string Heading(PictureChange.Duty? duty) => duty switch
    {
        PictureChange.Duty.Named => "replays that must be caught",
        PictureChange.Duty.Combined => "several changes at once",
        PictureChange.Duty.Beyond => "changes that nothing is promised for",
        _ => "different pictures",
    };

    private static double? Number(double value) => double.IsFinite(value) ? value : null;

    private static string Percent(double share) =>
        double.IsNaN(share) ? "–" : (share * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
