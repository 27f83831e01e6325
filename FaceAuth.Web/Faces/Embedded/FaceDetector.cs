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

    // From .65 up nothing was found in pictures without a face; at .5 some hard but real faces are found, and taken
    // only where no better one is.
    private const float SureScore = .65f, LowestScore = .5f;
    private const float SameFaceOverlap = .4f;

    // A face that fills the whole picture is larger than the largest the model knows: such a picture is shown again
    // with a margin around it.
    private const float WithMargin = .6f;

    private readonly OnnxRun run = model.CreateRun();
    private readonly Vector4[] row = new Vector4[Width];
    private readonly List<FaceBox> candidates = new(256);
    private readonly List<FaceBox> found = new(32);

    /// <summary>Loads the model.</summary>
    public static OnnxModel Load(OnnxRuntime runtime, string folder) => new(
        runtime, ModelFiles.Read(folder, ModelFiles.Detector),
        new("input", [1, 3, Height, Width]),
        new("scores", [1, Candidates, 2]), new("boxes", [1, Candidates, 4]));

    /// <summary>The faces of a picture, surest first; the list is valid until the next call.</summary>
    public IReadOnlyList<FaceBox> Detect(Pixels picture, Resampler resampler)
    {
        Look(picture, resampler, 1);
        if (found.Count == 0) Look(picture, resampler, WithMargin);
        return found;
    }

    private void Look(Pixels picture, Resampler resampler, float share)
    {
        var scale = MathF.Min((float)Width / picture.Width, (float)Height / picture.Height) * share;
        var width = Math.Clamp((int)MathF.Round(picture.Width * scale), 1, Width);
        var height = Math.Clamp((int)MathF.Round(picture.Height * scale), 1, Height);
        var (left, top) = ((Width - width) / 2, (Height - height) / 2);

        const int plane = Width * Height;
        var input = run.Input;
        input.Clear(); // the value of the margin, 127, after normalisation
        resampler.Aim(picture, new Region(0, 0, picture.Width, picture.Height), width, height);
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
                (box[0] * Width - left) * picture.Width / width, (box[1] * Height - top) * picture.Height / height,
                (box[2] * Width - left) * picture.Width / width, (box[3] * Height - top) * picture.Height / height,
                score));
        }
        KeepDistinct(candidates, SameFaceOverlap, found);
        if (found.Count > 0 && found[0].Score >= SureScore) found.RemoveAll(f => f.Score < SureScore);
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
