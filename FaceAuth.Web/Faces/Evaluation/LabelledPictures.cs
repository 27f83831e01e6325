using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FaceAuth.Faces.Evaluation;

/// <summary>
/// A list of labelled pictures: either pairs (columns <c>a,b,same</c>) or pictures with the person they show (columns
/// <c>path,person</c>), of which all pairs are made.
/// </summary>
/// <param name="Paths">Each picture once, as absolute paths.</param>
/// <param name="Pairs">The listed pairs, or null where all pairs are meant.</param>
/// <param name="People">Who is on each of <paramref name="Paths"/>, or null where pairs are listed.</param>
internal sealed record LabelledPictures(
    IReadOnlyList<string> Paths, IReadOnlyList<LabelledPictures.Pair>? Pairs, IReadOnlyList<int>? People)
{
    /// <summary>Two pictures by their position in <see cref="Paths"/>, and whether they show one person.</summary>
    internal readonly record struct Pair(int A, int B, bool Same);

    /// <summary>Reads a list.</summary>
    /// <param name="file">The CSV file.</param>
    /// <param name="root">The folder that its paths are relative to; null for the file's own.</param>
    /// <exception cref="LabelledPicturesException">The list or a picture in it is missing or wrong; names the line.</exception>
    public static LabelledPictures Read(string file, string? root)
    {
        var folder = Path.GetFullPath(root ?? Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (!Directory.Exists(folder)) throw new LabelledPicturesException($"The folder {folder} is not there.");
        try
        {
            using var reader = new StreamReader(file);
            using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                TrimOptions = TrimOptions.Trim,
                PrepareHeaderForMatch = header => header.Header.ToLowerInvariant(),
                MissingFieldFound = null,
            });
            if (!csv.Read() || !csv.ReadHeader())
                throw new LabelledPicturesException($"{file} is empty.");
            var columns = csv.HeaderRecord!.Select(h => h.Trim().ToLowerInvariant()).ToHashSet();
            var pictures = new Pictures(file, folder);
            if (columns.IsSupersetOf(["a", "b", "same"])) return ReadPairs(csv, pictures);
            if (columns.IsSupersetOf(["path", "person"])) return ReadPeople(csv, pictures);
            throw pictures.Wrong(1, "the first line must name the columns a,b,same or path,person");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LabelledPicturesException($"{file} cannot be read: {e.Message}");
        }
        catch (CsvHelperException e)
        {
            throw new LabelledPicturesException($"{file}, line {e.Context?.Parser?.RawRow}: this is not CSV.");
        }
    }

    private static LabelledPictures ReadPairs(CsvReader csv, Pictures pictures)
    {
        var pairs = new List<Pair>();
        while (csv.Read())
        {
            var line = csv.Parser.RawRow;
            var same = csv.GetField("same") switch
            {
                "1" or "true" or "True" => true,
                "0" or "false" or "False" => false,
                var other => throw pictures.Wrong(line, $"same must be 1 or 0, not '{other}'"),
            };
            pairs.Add(new Pair(pictures.Find(csv.GetField("a"), line), pictures.Find(csv.GetField("b"), line), same));
        }
        return pairs.Count > 0
            ? new LabelledPictures(pictures.Paths, pairs, null)
            : throw pictures.Wrong(2, "there is no pair");
    }

    private static LabelledPictures ReadPeople(CsvReader csv, Pictures pictures)
    {
        var people = new List<int>();
        var numbers = new Dictionary<string, int>();
        while (csv.Read())
        {
            var line = csv.Parser.RawRow;
            if (csv.GetField("person") is not { Length: > 0 } person) throw pictures.Wrong(line, "the person is missing");
            if (!numbers.TryGetValue(person, out var number)) numbers.Add(person, number = numbers.Count);
            if (pictures.Find(csv.GetField("path"), line) != people.Count) throw pictures.Wrong(line, "this picture was listed before");
            people.Add(number);
        }
        return people.Count > 1
            ? new LabelledPictures(pictures.Paths, null, people)
            : throw pictures.Wrong(2, "two pictures are needed at least");
    }

    // Numbers the pictures in the order they come, each once.
    private sealed class Pictures(string file, string folder)
    {
        private readonly Dictionary<string, int> numbers = [];

        public List<string> Paths { get; } = [];

        public int Find(string? path, int line)
        {
            if (string.IsNullOrEmpty(path)) throw Wrong(line, "a path is missing");
            if (numbers.TryGetValue(path, out var number)) return number;
            var full = Path.GetFullPath(path, folder);
            if (!File.Exists(full)) throw Wrong(line, $"the picture {full} is not there");
            Paths.Add(full);
            numbers.Add(path, numbers.Count);
            return numbers.Count - 1;
        }

        public LabelledPicturesException Wrong(int line, string what) => new($"{file}, line {line}: {what}.");
    }
}

/// <summary>A list of labelled pictures cannot be used; the message names file and line.</summary>
internal sealed class LabelledPicturesException(string message) : Exception(message);
