using System.Collections.Concurrent;
using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>
/// Measures what the replay guard catches and how often it is wrong. Everything that is drawn comes from fixed seeds:
/// the same pictures give the same figures.
/// </summary>
internal sealed class ReplayTrial
{
    public const string DifferentShots = "different shots of one person";

    // Frames that are compared with the first one of each clip.
    private const int FramesPerClip = 2;

    // Changed pictures are made from the original at most this large; that is well above what is read of them.
    private const int LongSide = 2048;

    // As where the engine is measured: labelled sets hold tiny pictures.
    private static readonly ImageLimits Limits = new() { MinSide = 16 };

    private static readonly (string Name, bool Far)[] Clips = [("camera", false), (CameraClip.LeaningBack, true)];

    private readonly EmbeddedModels models;
    private readonly TrialPictures pictures;
    private readonly PhotoFingerprint?[] prints;
    private readonly OrderedDictionary<string, Tally> tallies = [];

    public ReplayTrial(EmbeddedModels models, TrialPictures pictures)
    {
        this.models = models;
        this.pictures = pictures;
        prints = new PhotoFingerprint?[pictures.Paths.Count];
        void Count(string name, PictureChange.Duty? duty) => tallies.Add(name, new Tally(name, duty));
        foreach (var change in PictureChange.All) Count(change.Name, change.Kind);
        foreach (var clip in Clips)
        {
            foreach (var change in PictureChange.OfFrames) Count($"{clip.Name}: {change.Name}", change.Kind);
        }
        Count(DifferentShots, null);
        foreach (var clip in Clips)
        {
            foreach (var motion in CameraClip.Motion.All) Count($"{clip.Name}: {motion.Name}", null);
        }
    }

    /// <summary>Told of each comparison, for a closer look; called from several threads.</summary>
    public Action<string, string, ReplayComparison.Likeness>? Observe { get; init; }

    /// <summary>What was counted, in the order of the table.</summary>
    public IReadOnlyList<Tally> Tallies => [.. tallies.Values];

    /// <summary>Different shots that were taken for one picture.</summary>
    public IReadOnlyList<(string A, string B)> TakenForOne => takenForOne;

    /// <summary>Pictures in which no face was found.</summary>
    public int NotFound => prints.Count(print => print is null);

    /// <summary>Pictures that were changed and filmed.</summary>
    public int Changed { get; private set; }

    private readonly List<(string A, string B)> takenForOne = [];

    /// <summary>Measures.</summary>
    /// <param name="sample">So many pictures, drawn at random, are changed and filmed; all shots are compared anyway.</param>
    /// <param name="progress">Told after each picture how many are done; may be called from several threads.</param>
    /// <param name="ct">Ends the work.</param>
    public void Run(int sample, Action<int> progress, CancellationToken ct)
    {
        var numbers = Enumerable.Range(0, pictures.Paths.Count).ToArray();
        new Dice(1).Shuffle(numbers);
        var done = 0;
        var changed = 0;
        // One picture at a time for each processor: some take much longer than others.
        Parallel.ForEach(
            Partitioner.Create(numbers.Select((number, place) => (Number: number, Thoroughly: place < sample)), EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            () => new FaceReader(models),
            (one, _, reader) =>
            {
                if (Measure(reader, one.Number, one.Thoroughly)) Interlocked.Increment(ref changed);
                progress(Interlocked.Increment(ref done));
                return reader;
            },
            reader => reader.Dispose());
        Changed = changed;

        foreach (var (a, b) in pictures.Shots)
        {
            if (Judge(DifferentShots, $"{pictures.Paths[a]} {pictures.Paths[b]}", prints[a], prints[b]))
                takenForOne.Add((pictures.Paths[a], pictures.Paths[b]));
        }
    }

    private bool Measure(FaceReader reader, int number, bool thoroughly)
    {
        var path = pictures.Paths[number];
        var file = File.ReadAllBytes(path);
        if (Print(reader, file) is not { } print) return false;
        prints[number] = print;
        if (!thoroughly) return false;

        var dice = new Dice(number);
        using var picture = ((Decoding.Decoded)ImageDecoder.Decode(file, Limits, LongSide)).Pixels;
        Replay(reader, path, file, picture, "", PictureChange.All, dice);
        var faces = reader.Detect(picture);
        if (faces.Count == 0) return true;
        var box = MeantFace.MostProminent(faces, picture.Width, picture.Height);
        foreach (var (name, far) in Clips)
        {
            var clip = new CameraClip(picture, box, far);
            var first = clip.Frame(null, dice);
            if (Print(reader, first) is not { } before) continue;
            foreach (var motion in CameraClip.Motion.All)
            {
                for (var i = 0; i < FramesPerClip; i++)
                    Judge($"{name}: {motion.Name}", path, before, Print(reader, clip.Frame(motion, dice)));
            }
            using var frame = ((Decoding.Decoded)ImageDecoder.Decode(first, Limits, LongSide)).Pixels;
            Replay(reader, path, first, frame, name + ": ", PictureChange.OfFrames, dice);
        }
        return true;
    }

    private void Replay(
        FaceReader reader, string path, byte[] file, Pixels picture, string prefix, IEnumerable<PictureChange> changes, Dice dice)
    {
        var before = Print(reader, file);
        foreach (var change in changes) Judge(prefix + change.Name, path, before, Print(reader, change.Make(file, picture, dice)));
    }

    // As the engine does it, but the most prominent face is taken where there are several, and its quality is not judged.
    private static PhotoFingerprint? Print(FaceReader reader, byte[] file)
    {
        if (ImageDecoder.Decode(file, Limits, FaceReader.LongSide) is not Decoding.Decoded decoded) return null;
        using var picture = decoded.Pixels;
        var faces = reader.Detect(picture);
        return faces.Count == 0
            ? null
            : reader.Fingerprint(file, picture, MeantFace.MostProminent(faces, picture.Width, picture.Height));
    }

    private bool Judge(string name, string what, PhotoFingerprint? a, PhotoFingerprint? b)
    {
        if (a is null || b is null)
        {
            tallies[name].Add(null);
            return false;
        }
        var likeness = ReplayComparison.Compare(a, b);
        Observe?.Invoke(name, what, likeness);
        tallies[name].Add(likeness.IsSame);
        return likeness.IsSame;
    }
}
