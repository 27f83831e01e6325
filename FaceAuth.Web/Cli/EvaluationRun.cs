using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Evaluation;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace FaceAuth.Cli;

/// <summary>What the verbs over labelled pictures share: reading them with a progress bar, and their errors in words.</summary>
internal static class EvaluationRun
{
    /// <summary>Reads a list and the faces on its pictures; on a terminal a bar on stderr shows how far it is.</summary>
    public static (LabelledPictures Pictures, float[]?[] Templates) Read(
        EmbeddedModels models, string list, string? root, CancellationToken ct)
    {
        var pictures = LabelledPictures.Read(list, root);
        float[]?[] templates = [];
        WithProgress("Reading faces", pictures.Paths.Count, told => templates = PictureReader.Read(models, pictures.Paths, told, ct));
        return (pictures, templates);
    }

    /// <summary>Runs something long; on a terminal a bar on stderr shows how far it is.</summary>
    public static void WithProgress(string what, int count, Action<Action<int>> run)
    {
        if (Console.IsErrorRedirected)
        {
            run(static _ => { });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                var bar = progress.AddTask(what, maxValue: count);
                run(done => bar.Value = Math.Max(bar.Value, done));
            });
    }

    /// <summary>Runs a verb and tells what an operator can mend in words, with exit code 2.</summary>
    public static int Guarded(TextWriter errors, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (AggregateException many) when (many.InnerExceptions.All(Mendable))
        {
            errors.WriteLine(many.InnerExceptions[0].Message);
        }
        catch (Exception fault) when (Mendable(fault))
        {
            errors.WriteLine(fault.Message);
        }
        return ExitCodes.Usage;
    }

    /// <summary>Whether a fault is about the call or the machine and not about the program.</summary>
    public static bool Mendable(Exception fault) => fault is LabelledPicturesException or IOException
        or UnauthorizedAccessException or NativeLibraryMissingException or OptionsValidationException;
}
