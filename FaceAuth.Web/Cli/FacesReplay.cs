using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Evaluation;
using FaceAuth.Faces.Replay.Measurement;
using Spectre.Console;

namespace FaceAuth.Cli;

internal static class FacesReplay
{
    public static Command Create(Func<IServiceProvider> services)
    {
        var source = new Argument<string>("FILE.csv|FOLDER") { Description = "Pictures (columns path,person, or a,b,same), or a folder with a folder for each person." };
        var sample = new Option<int>("--sample") { Description = "Change and film only so many pictures.", DefaultValueFactory = _ => int.MaxValue };
        var scores = new Option<FileInfo?>("--scores") { Description = "Write each comparison's figures to this CSV file." };
        var json = new Option<bool>("--json") { Description = "Print JSON; rates are fractions." };
        var command = new Command("replay-guard", "Measure what the replay guard catches and how often it is wrong.") { source, sample, scores, json };
        command.SetAction((parsed, ct) => Task.FromResult(EvaluationRun.Guarded(parsed.InvocationConfiguration.Error, () =>
        {
            var engine = services().GetRequiredService<EmbeddedFaceEngine>();
            var folder = parsed.GetRequiredValue(source);
            var people = new Dictionary<string, int>();
            var pics = Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
                .Where(f => f.EndsWith(".jpg") || f.EndsWith(".png")).Order(StringComparer.Ordinal)
                .Select(f => { var d = Path.GetDirectoryName(f)!; if (!people.TryGetValue(d, out var n)) people.Add(d, n = people.Count); return new TrialPicture(f, n); }).ToList();
            using var writer = parsed.GetValue(scores) is { } to ? new StreamWriter(to.FullName) : null;
            var trial = new ReplayTrial(engine.Models, pics)
            {
                Observe = writer is null ? null : (name, what, l) => { lock (writer) writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name};{what};{l.Coarse};{l.Correlation};{l.Different};{l.Movement}")); },
            };
            trial.Run(parsed.GetValue(sample), _ => { }, ct);
            foreach (var t in trial.Tallies)
                parsed.InvocationConfiguration.Output.WriteLine($"{t.Name,-45} {t.Read,6} {t.Unread,5} {100.0 * t.Same / Math.Max(1, t.Read):0.00} %");
            foreach (var (x, y) in trial.FalseAlarms.Take(30)) parsed.InvocationConfiguration.Output.WriteLine($"{x} {y}");
            return ExitCodes.Done;
        })));
        return command;
    }
}
