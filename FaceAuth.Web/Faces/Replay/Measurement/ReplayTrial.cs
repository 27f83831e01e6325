using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Replay.Measurement;

/// <summary>A picture to measure with, and a number for the person on it.</summary>
internal readonly record struct TrialPicture(string Path, int Person);

/// <summary>Catches and alarms counted under one name.</summary>
internal sealed class Tally(string name, PictureChange.Duty? kind)
{
    private int read, unread, same;

    public string Name => name;

    /// <summary>For a replay what is asked; null for pairs of different pictures, where "same" is a false alarm.</summary>
    public PictureChange.Duty? Kind => kind;

    public int Read => read;

    /// <summary>Changed pictures in which no face was found: no sign-in comes of them.</summary>
    public int Unread => unread;

    public int Same => same;

    public void Add(bool? isSame)
    {
        if (isSame is null) Interlocked.Increment(ref unread);
        else
        {
            Interlocked.Increment(ref read);
            if (isSame.Value) Interlocked.Increment(ref same);
        }
    }
}

/// <summary>Measures what the replay guard catches and how often it is wrong.</summary>
internal sealed class ReplayTrial(EmbeddedModels models, IReadOnlyList<TrialPicture> pictures)
{
    /// <summary>Frames that are compared with the first of each clip.</summary>
    public const int FramesPerClip = 2;

    private static readonly ImageLimits Limits = new() { MinSide = 16 };

    private readonly PhotoFingerprint?[] prints = new PhotoFingerprint?[pictures.Count];

    private Dictionary<string, Tally> tallies = [];

    /// <summary>Told of each comparison, for a closer look; called from several threads.</summary>
    public Action<string, string, ReplayComparison.Likeness>? Observe { get; init; }

    /// <summary>Pairs of different pictures that were taken for one.</summary>
    public List<(string A, string B)> FalseAlarms { get; } = [];

    public IReadOnlyCollection<Tally> Tallies => tallies.Values;

    public int NotFound { get; private set; }

    /// <param name="sample">At most so many pictures are changed and filmed, drawn by a fixed seed; all different shots are compared anyway.</param>
    /// <param name="progress">Told how many pictures are done.</param>
    /// <param name="ct">Ends the work.</param>
    public void Run(int sample, Action<int> progress, CancellationToken ct)
    {
        var numbers = Enumerable.Range(0, pictures.Count).ToArray();
        new Dice(1).Shuffle(numbers);
        var chosen = numbers.Take(sample).ToHashSet();
        foreach (var change in PictureChange.All) tallies.Add(change.Name, new Tally(change.Name, change.Kind));
        foreach (var frame in (string[])["camera frame", "camera frame, face 15 % wide"])
            foreach (var change in OfFrames) tallies.Add($"{frame}, {change.Name}", new Tally($"{frame}, {change.Name}", change.Kind));
        foreach (var name in (string[])[Shots, Desk, Far, Still, FarStill, Frozen]) tallies.Add(name, new Tally(name, null));

        var done = 0;
        Parallel.ForEach(
            numbers.Select((number, place) => (number, place)),
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            () => new FaceReader(models),
            (one, _, reader) =>
            {
                Measure(reader, one.number, chosen.Contains(one.number));
                progress(Interlocked.Increment(ref done));
                return reader;
            },
            reader => reader.Dispose());

        NotFound = prints.Count(print => print is null);
        foreach (var person in Enumerable.Range(0, pictures.Count).GroupBy(i => pictures[i].Person))
        {
            var all = person.ToArray();
            for (var i = 0; i < all.Length; i++)
            {
                for (var j = i + 1; j < all.Length; j++)
                {
                    if (Judge(Shots, pictures[all[i]].Path + "|" + pictures[all[j]].Path, prints[all[i]], prints[all[j]]))
                        FalseAlarms.Add((pictures[all[i]].Path, pictures[all[j]].Path));
                }
            }
        }
    }

    public const string Shots = "different shots of one person", Desk = "camera frames, moving as at a desk",
        Far = "camera frames, moving, face 15 % wide", FarStill = "camera frames, nearly still, face 15 % wide",
        Still = "camera frames, nearly still", Frozen = "camera frames, frozen (light and noise only)";

    private static IReadOnlyList<PictureChange> OfFrames { get; } =
        [.. PictureChange.All.Where(c => c.Name is "quality 30" or "quality 70" or "resized to 50 %" or "resized to 200 %" or "cropped 10 %, off centre" or "cropped 10 %, quality 30")];

    private void Measure(FaceReader reader, int number, bool thoroughly)
    {
        var path = pictures[number].Path;
        var file = File.ReadAllBytes(path);
        if (ImageDecoder.Decode(file, Limits, 2048) is not Decoding.Decoded decoded) return;
        using var picture = decoded.Pixels;
        if (Print(reader, file) is not var (print, _)) return;
        prints[number] = print;
        if (!thoroughly) return;

        var random = new Dice(number);
        foreach (var change in PictureChange.All)
            Judge(change.Name, path, print, Print(reader, change.Make(file, picture, random))?.Print);

        var faces = reader.Detect(picture);
        if (faces.Count == 0) return;
        var box = MeantFace.MostProminent(faces, picture.Width, picture.Height);
        var far = Film(reader, path, new CameraClip(picture, box, far: true), Far, FarStill, random);
        ReplayFrame(reader, path, far, "camera frame, face 15 % wide", random);
        var first = Film(reader, path, new CameraClip(picture, box, far: false), Desk, Still, random);
        ReplayFrame(reader, path, first, "camera frame", random);
    }

    private void ReplayFrame(FaceReader reader, string path, byte[] file, string name, Dice dice)
    {
        var before = Print(reader, file)?.Print;
        using var frame = ((Decoding.Decoded)ImageDecoder.Decode(file, Limits, 2048)).Pixels;
        foreach (var change in OfFrames)
            Judge($"{name}, {change.Name}", path, before, Print(reader, change.Make(file, frame, dice))?.Print);
    }

    // The first frame of a clip, after the others were compared with it.
    private byte[] Film(FaceReader reader, string path, CameraClip clip, string moving, string still, Dice dice)
    {
        var first = clip.Frame(null, dice);
        var before = Print(reader, first)?.Print;
        for (var i = 0; i < FramesPerClip; i++)
        {
            Judge(moving, path, before, Print(reader, clip.Frame(CameraClip.Motion.AtADesk, dice))?.Print);
            Judge(still, path, before, Print(reader, clip.Frame(CameraClip.Motion.NearlyStill, dice))?.Print);
        }
        if (moving == Desk) Judge(Frozen, path, before, Print(reader, clip.Frame(CameraClip.Motion.Frozen, dice))?.Print);
        return first;
    }

    // As the engine does it, but the most prominent face is taken where several people are in the picture.
    private static (PhotoFingerprint Print, FaceBox Box)? Print(FaceReader reader, byte[] file)
    {
        if (ImageDecoder.Decode(file, Limits, FaceReader.LongSide) is not Decoding.Decoded decoded) return null;
        using var picture = decoded.Pixels;
        var faces = reader.Detect(picture);
        if (faces.Count == 0) return null;
        var box = MeantFace.MostProminent(faces, picture.Width, picture.Height);
        return (reader.Fingerprint(file, picture, box), box);
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
