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
        if (Console.IsErrorRedirected)
            return (pictures, PictureReader.Read(models, pictures.Paths, static _ => { }, ct));

        float[]?[] templates = [];
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(progress =>
            {
                var bar = progress.AddTask("Reading faces", maxValue: pictures.Paths.Count);
                templates = PictureReader.Read(models, pictures.Paths, done => bar.Value = Math.Max(bar.Value, done), ct);
            });
        return (pictures, templates);
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
