using System.CommandLine;
using FaceAuth.Faces.Imaging;
using FaceAuth.Faces.Samples;

namespace FaceAuth.Cli;

/// <summary>
/// <c>faces samples DIR</c>: pictures to try the site with where there is no camera. Exit code 0 when all are there,
/// 2 when nothing was written.
/// </summary>
internal static class FacesSamples
{
    /// <summary>The verb, to be put under <c>faces</c>.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder to write to; it is made where it is missing." };
        var from = new Option<DirectoryInfo?>("--from")
        {
            Description = "A folder with node_modules in it or above it. Otherwise the current folder and the program's are tried.",
        };
        var command = new Command("samples", "Write sample pictures: two of one woman (ada-1, ada-2) and several strangers.")
        {
            folder,
            from,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(folder).FullName,
            parsed.GetValue(from)?.FullName,
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string folder, string? from, TextWriter output, TextWriter errors)
    {
        IEnumerable<string> starts = from is not null ? [from] : [Directory.GetCurrentDirectory(), AppContext.BaseDirectory];
        if (starts.Select(SamplePictures.FindPhotos).FirstOrDefault(found => found is not null) is not { } photos)
        {
            errors.WriteLine("The npm package @vladmandic/face-api, whose photos the samples are cut from, is not installed.");
            errors.WriteLine("Run npm ci in the repository, or name its folder with --from.");
            return ExitCodes.Usage;
        }
        try
        {
            var pictures = SamplePictures.All
                .Select(picture => (Path: Path.Combine(folder, picture.Name + ".jpg"), Jpeg: SamplePictures.Cut(picture, photos)))
                .ToList();
            if (pictures.Find(picture => IsOther(picture.Path, picture.Jpeg)).Path is { } other)
            {
                errors.WriteLine($"{other} exists and is another file. Nothing was written: move it, or choose another folder.");
                return ExitCodes.Usage;
            }
            Directory.CreateDirectory(folder);
            foreach (var (path, jpeg) in pictures)
            {
                File.WriteAllBytes(path, jpeg);
                output.WriteLine(path);
            }
            return ExitCodes.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException
            or NativeLibraryMissingException)
        {
            errors.WriteLine(fault.Message);
            return ExitCodes.Usage;
        }
    }

    /// <summary>A file that is not what would be written: somebody's own.</summary>
    private static bool IsOther(string path, byte[] jpeg) =>
        Directory.Exists(path) || (File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(jpeg));
}
