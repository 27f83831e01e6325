using System.Numerics;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Scores how alive a face looks with a network of the MiniFASNet family: it sees the face with its surroundings (2.7
/// times the box, kept inside the picture), 128×128, blue, green, red from 0 to 255 in planes; of its three classes the
/// first is "live". A weak signal: see docs/engine.md.
/// </summary>
internal sealed class LivenessScorer(OnnxModel model) : IDisposable
{
    private const int Side = 128, Plane = Side * Side, Classes = 3;
    private const float CropScale = 2.7f;

    private readonly OnnxRun run = model.CreateRun();
    private readonly Vector4[] row = new Vector4[Side];

    /// <summary>Loads the model.</summary>
    public static OnnxModel Load(OnnxRuntime runtime, string folder) => new(
        runtime, ModelFiles.Read(folder, ModelFiles.Liveness),
        new("input", [1, 3, Side, Side]), new OnnxModel.Port("output", [1, Classes]));

    /// <summary>The probability of "live", 0 to 1.</summary>
    public double Score(Pixels picture, in FaceBox box, Resampler resampler)
    {
        var input = run.Input;
        var blue = input[..Plane];
        var green = input.Slice(Plane, Plane);
        var red = input.Slice(2 * Plane, Plane);
        resampler.Aim(picture, Surroundings(picture.Width, picture.Height, box), Side, Side);
        for (var y = 0; y < Side; y++)
        {
            resampler.ReadRow(y, row);
            for (var x = 0; x < Side; x++)
            {
                var i = y * Side + x;
                red[i] = row[x].X;
                green[i] = row[x].Y;
                blue[i] = row[x].Z;
            }
        }
        run.Run();

        // Softmax; the largest is taken off first so that no exponential overflows.
        var output = run.Output();
        var largest = MathF.Max(output[0], MathF.Max(output[1], output[2]));
        var live = MathF.Exp(output[0] - largest);
        return live / (live + MathF.Exp(output[1] - largest) + MathF.Exp(output[2] - largest));
    }

    /// <summary>The box grown by 2.7 or as far as the picture allows, then moved inside it.</summary>
    internal static Region Surroundings(int width, int height, in FaceBox box)
    {
        var scale = MathF.Min(CropScale, MathF.Min(width / box.Width, height / box.Height));
        var (cropWidth, cropHeight) = (box.Width * scale, box.Height * scale);
        return new Region(
            Math.Clamp(box.CentreX - cropWidth / 2, 0, MathF.Max(width - cropWidth, 0)),
            Math.Clamp(box.CentreY - cropHeight / 2, 0, MathF.Max(height - cropHeight, 0)),
            cropWidth, cropHeight);
    }

    public void Dispose() => run.Dispose();
}
