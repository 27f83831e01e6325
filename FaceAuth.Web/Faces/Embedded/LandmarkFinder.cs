using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Finds 68 landmarks of a face (the usual numbering: 36–47 eyes, 30 tip of the nose, 48–67 mouth) and reduces them to
/// the five that alignment needs. The model sees a grey square of 64×64 about the face, 0 to 1.
/// </summary>
internal sealed class LandmarkFinder(OnnxModel model) : IDisposable
{
    private const int Side = 64, Landmarks = 68;

    // Which crop about the box the model reads best is not written anywhere; it was found by measuring the matching on
    // labelled faces (docs/engine.md): 1.25 × the box's mean side, a little to the left and down.
    private const float CropScale = 1.25f, CropLeft = .06f, CropDown = .06f;

    private readonly OnnxRun run = model.CreateRun();
    private readonly Vector4[] row = new Vector4[Side];

    /// <summary>Loads the model.</summary>
    public static OnnxModel Load(OnnxRuntime runtime, string folder) => new(
        runtime, ModelFiles.Read(folder, ModelFiles.Landmarks),
        new("input", [1, 1, Side, Side]), new OnnxModel.Port("output", [1, Landmarks * 2]));

    /// <summary>The five points of the face in <paramref name="box"/>.</summary>
    public FacePoints Find(Pixels picture, in FaceBox box, Resampler resampler)
    {
        var side = box.Side * CropScale;
        var crop = new Region(
            box.CentreX - CropLeft * box.Side - side / 2, box.CentreY + CropDown * box.Side - side / 2, side, side);
        // ITU-R BT.601 luma, over 256 as in training.
        var luma = new Vector4(.299f, .587f, .114f, 0) / 256;
        var input = run.Input;
        resampler.Aim(picture, crop, Side, Side);
        for (var y = 0; y < Side; y++)
        {
            resampler.ReadRow(y, row);
            for (var x = 0; x < Side; x++)
                input[y * Side + x] = Vector4.Dot(row[x], luma);
        }
        run.Run();
        return new FacePoints(
            Mean(crop, 37, 38, 40, 41), Mean(crop, 43, 44, 46, 47), Mean(crop, 30), Mean(crop, 48, 60), Mean(crop, 54, 64));
    }

    private Vector2 Mean(in Region crop, params ReadOnlySpan<int> landmarks)
    {
        var output = run.Output();
        var sum = Vector2.Zero;
        foreach (var i in landmarks) sum += new Vector2(output[2 * i], output[2 * i + 1]);
        return new Vector2(crop.X, crop.Y) + sum / landmarks.Length * new Vector2(crop.Width, crop.Height);
    }

    public void Dispose() => run.Dispose();
}
