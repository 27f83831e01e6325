using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Finds faces with Ultra-Light RFB-320: the picture is fitted into 320×240, RGB as (x − 127) / 128 in planes; the
/// model gives 4,420 candidates with a score and decoded corners from 0 to 1. Faces lying on their side are not found.
/// </summary>
internal sealed class FaceDetector(OnnxModel model) : IDisposable
{
    private const int Width = 320, Height = 240, Candidates = 4420;
    private const float Mean = 127, Deviation = 128;

    // From .65 up a candidate counts; at .5 some hard but real faces are found, and taken only where no better one is.
    private const float GoodScore = .65f, LowestScore = .5f;
    private const float SameFaceOverlap = .4f;

    // A leaf or a flower is taken for a face now and then, up to .9, but not twice: a face under this score must be
    // found again in a second look at its surroundings, three times its size. Looks are limited, as they cost time.
    private const float CertainScore = .97f, ConfirmedScore = .8f, Surroundings = 3;
    private const int MostSecondLooks = 4;

    // A face that fills the whole picture is larger than the largest the model knows: such a picture is shown again
    // with a margin around it, and only a face of that size, surely found, counts.
    private const float WithMargin = .6f, FillsPicture = .6f;

    private readonly OnnxRun run = model.CreateRun();
    private readonly Vector4[] row = new Vector4[Width];
    private readonly List<FaceBox> candidates = new(256);
    private readonly List<FaceBox> found = new(32);
    private readonly List<FaceBox> again = new(32);

    /// <summary>Loads the model.</summary>
    public static OnnxModel Load(OnnxRuntime runtime, string folder) => new(
        runtime, ModelFiles.Read(folder, ModelFiles.Detector),
        new("input", [1, 3, Height, Width]),
        new("scores", [1, Candidates, 2]), new("boxes", [1, Candidates, 4]));

    /// <summary>The faces of a picture, surest first; the list is valid until the next call.</summary>
    public IReadOnlyList<FaceBox> Detect(Pixels picture, Resampler resampler)
    {
        var whole = new Region(0, 0, picture.Width, picture.Height);
        Look(picture, whole, 1, resampler, found);
        if (found.Count > 0 && found[0].Score >= GoodScore) found.RemoveAll(face => face.Score < GoodScore);
        KeepConfirmed(picture, resampler);
        if (found.Count == 0)
        {
            Look(picture, whole, WithMargin, resampler, found);
            var smallest = FillsPicture * Math.Min(picture.Width, picture.Height);
            found.RemoveAll(face => face.Score < CertainScore || face.Side < smallest);
        }
        return found;
    }

    private void KeepConfirmed(Pixels picture, Resampler resampler)
    {
        var looks = 0;
        for (var i = 0; i < found.Count; i++)
        {
            var face = found[i];
            if (face.Score >= CertainScore) continue;
            if (looks++ == MostSecondLooks)
            {
                found.RemoveRange(i, found.Count - i); // sorted: the rest is no surer
                return;
            }
            var side = Surroundings * MathF.Max(face.Width, face.Height);
            Look(picture, new Region(face.CentreX - side / 2, face.CentreY - side / 2, side, side), 1, resampler, again);
            if (!again.Exists(other => other.Score >= ConfirmedScore && other.Overlap(face) >= SameFaceOverlap))
                found.RemoveAt(i--);
        }
    }

    // Shows the model a part of the picture, scaled to fill this share of its input, and lists what it finds there.
    private void Look(Pixels picture, in Region part, float share, Resampler resampler, List<FaceBox> faces)
    {
        var scale = MathF.Min(Width / part.Width, Height / part.Height) * share;
        var width = Math.Clamp((int)MathF.Round(part.Width * scale), 1, Width);
        var height = Math.Clamp((int)MathF.Round(part.Height * scale), 1, Height);
        var (left, top) = ((Width - width) / 2, (Height - height) / 2);

        const int plane = Width * Height;
        var input = run.Input;
        input.Clear(); // the value of the margin, 127, after normalisation
        resampler.Aim(picture, part, width, height);
        for (var y = 0; y < height; y++)
        {
            var pixels = row.AsSpan(0, width);
            resampler.ReadRow(y, pixels);
            var at = (top + y) * Width + left;
            var red = input.Slice(at, width);
            var green = input.Slice(at + plane, width);
            var blue = input.Slice(at + 2 * plane, width);
            for (var x = 0; x < pixels.Length; x++)
            {
                var value = (pixels[x] - new Vector4(Mean)) * (1 / Deviation);
                red[x] = value.X;
                green[x] = value.Y;
                blue[x] = value.Z;
            }
        }
        run.Run();

        var scores = run.Output(0);
        var boxes = run.Output(1);
        candidates.Clear();
        for (var i = 0; i < Candidates; i++)
        {
            var score = scores[i * 2 + 1];
            if (!(score >= LowestScore)) continue;
            var box = boxes.Slice(i * 4, 4);
            candidates.Add(new FaceBox(
                part.X + (box[0] * Width - left) * part.Width / width, part.Y + (box[1] * Height - top) * part.Height / height,
                part.X + (box[2] * Width - left) * part.Width / width, part.Y + (box[3] * Height - top) * part.Height / height,
                score));
        }
        KeepDistinct(candidates, SameFaceOverlap, faces);
    }

    /// <summary>
    /// Non-maximum suppression: of candidates that overlap by more than <paramref name="overlap"/> only the surest is
    /// kept.
    /// </summary>
    internal static void KeepDistinct(List<FaceBox> candidates, float overlap, List<FaceBox> kept)
    {
        kept.Clear();
        candidates.Sort((a, b) => b.Score.CompareTo(a.Score));
        foreach (var candidate in candidates)
        {
            var isNew = candidate is { Width: > 0, Height: > 0 };
            for (var i = 0; isNew && i < kept.Count; i++)
                isNew = kept[i].Overlap(candidate) <= overlap;
            if (isNew) kept.Add(candidate);
        }
    }

    public void Dispose() => run.Dispose();
}
