using System.Buffers.Binary;
using System.Numerics.Tensors;

namespace FaceAuth.Faces.Embedded;

/// <summary>
/// One score of a face against all photos of one account: the cosine to the mean of their templates. Of the ways that
/// were measured (docs/engine.md) it lets most members in at an equal rate of strangers, since what is peculiar to
/// one photo averages out.
/// </summary>
internal static class FusedScore
{
    /// <summary>The score, −1 to 1.</summary>
    /// <param name="probe">512 floats of length 1.</param>
    /// <param name="enrolled">At least one template of the same kind.</param>
    public static float Of(ReadOnlySpan<float> probe, params IReadOnlyList<float[]> enrolled)
    {
        if (enrolled.Count == 1) return TensorPrimitives.Dot(probe, enrolled[0]);
        Span<float> mean = stackalloc float[FaceEmbedder.Length];
        mean.Clear();
        foreach (var template in enrolled) TensorPrimitives.Add(mean, template, mean);
        var length = TensorPrimitives.Norm<float>(mean);
        return length == 0 ? 0 : TensorPrimitives.Dot(probe, mean) / length;
    }

    /// <summary>The stored form of a template: little-endian floats.</summary>
    public static byte[] ToBytes(ReadOnlySpan<float> template)
    {
        var bytes = new byte[template.Length * sizeof(float)];
        for (var i = 0; i < template.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), template[i]);
        return bytes;
    }

    /// <summary>A template from its stored form.</summary>
    /// <exception cref="ArgumentException">It has another length, or values that no template has.</exception>
    public static float[] FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != FaceEmbedder.Length * sizeof(float))
            throw new ArgumentException($"A template has {FaceEmbedder.Length * sizeof(float)} bytes, not {bytes.Length}.");
        var template = new float[FaceEmbedder.Length];
        for (var i = 0; i < template.Length; i++)
            template[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        if (!(MathF.Abs(TensorPrimitives.Norm<float>(template) - 1) < .001f))
            throw new ArgumentException("A template is a vector of length 1.");
        return template;
    }
}
