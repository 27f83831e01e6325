using FaceAuth.Faces.Evaluation;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>The pictures that the guard is measured with.</summary>
/// <param name="Paths">Each picture once, as absolute paths.</param>
/// <param name="Shots">Two different pictures of one person each, by their position in <paramref name="Paths"/>.</param>
internal sealed record TrialPictures(IReadOnlyList<string> Paths, IReadOnlyList<(int A, int B)> Shots)
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>
    /// Reads a labelled list (columns <c>a,b,same</c> or <c>path,person</c>), or a folder with all below it, where the
    /// pictures in one folder show one person.
    /// </summary>
    /// <exception cref="LabelledPicturesException">The list or folder cannot be used.</exception>
    public static TrialPictures Read(string source)
    {
        if (!Directory.Exists(source))
        {
            var list = LabelledPictures.Read(source, null);
            return new TrialPictures(list.Paths, list.Pairs is { } pairs
                ? [.. pairs.Where(pair => pair.Same && pair.A != pair.B).Select(pair => (pair.A, pair.B))]
                : AllPairs(list.People!));
        }
        var paths = Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(Path.GetFullPath).Order(StringComparer.Ordinal).ToList();
        if (paths.Count == 0) throw new LabelledPicturesException($"There is no picture in {source}.");
        return new TrialPictures(paths, AllPairs([.. paths.Select(path => Path.GetDirectoryName(path)!)]));
    }

    private static List<(int, int)> AllPairs<T>(IReadOnlyList<T> people)
    {
        var pairs = new List<(int, int)>();
        foreach (var person in Enumerable.Range(0, people.Count).GroupBy(i => people[i]))
        {
            var shots = person.ToArray();
            for (var i = 0; i < shots.Length; i++)
            {
                for (var j = i + 1; j < shots.Length; j++) pairs.Add((shots[i], shots[j]));
            }
        }
        return pairs;
    }
}
