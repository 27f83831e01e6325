using System.Numerics;
using System.Numerics.Tensors;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// Makes the template of an aligned face with MobileFaceNet: blue, green, red as (x − 127) / 128 in planes of 112×112;
/// 512 numbers, scaled to length 1, so that the cosine of two faces is their dot product.
/// </summary>
internal sealed class FaceEmbedder(OnnxModel model) : IDisposable
{
    /// <summary>Numbers in a template.</summary>
    public const int Length = 512;

    private const int Pixels = FaceAligner.Side * FaceAligner.Side;
    private const float Mean = 127, Deviation = 128;

    private readonly OnnxRun run = model.CreateRun();

    /// <summary>Loads the model.</summary>
    public static OnnxModel Load(OnnxRuntime runtime, string folder) => new(
        runtime, ModelFiles.Read(folder, ModelFiles.Embedder),
        new("input", [1, 3, FaceAligner.Side, FaceAligner.Side]), new OnnxModel.Port("output", [1, Length]));

    /// <summary>Writes the template of <paramref name="face"/> (112×112 pixels) to <paramref name="template"/> (512 floats).</summary>
    public void Embed(ReadOnlySpan<Vector4> face, Span<float> template)
    {
        var input = run.Input;
        var blue = input[..Pixels];
        var green = input.Slice(Pixels, Pixels);
        var red = input.Slice(2 * Pixels, Pixels);
        for (var i = 0; i < Pixels; i++)
        {
            var value = (face[i] - new Vector4(Mean)) * (1 / Deviation);
            red[i] = value.X;
            green[i] = value.Y;
            blue[i] = value.Z;
        }
        run.Run();
        var output = run.Output();
        TensorPrimitives.Divide(output, TensorPrimitives.Norm(output), template);
    }

    public void Dispose() => run.Dispose();
}
