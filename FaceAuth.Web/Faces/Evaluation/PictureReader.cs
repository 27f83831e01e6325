using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;

namespace FaceAuth.Faces.Evaluation;

/// <summary>
/// Reads the most prominent face of many pictures, side by side, without demands on quality: a picture that was only
/// refused must not count as a right answer.
/// </summary>
internal static class PictureReader
{
    // Labelled sets come from disks of ours, and some of their pictures are tiny.
    private static readonly ImageLimits Limits = new() { MinSide = 16 };

    /// <summary>The templates in the order of <paramref name="paths"/>; null where there is no face or no picture.</summary>
    /// <param name="models">The loaded models.</param>
    /// <param name="paths">The pictures.</param>
    /// <param name="progress">Told after each picture how many are done; may be called from several threads.</param>
    /// <param name="ct">Ends the work.</param>
    public static float[]?[] Read(EmbeddedModels models, IReadOnlyList<string> paths, Action<int> progress, CancellationToken ct)
    {
        var templates = new float[]?[paths.Count];
        var done = 0;
        Parallel.For(0, paths.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
            () => new FaceReader(models),
            (i, _, reader) =>
            {
                if (ImageDecoder.Decode(File.ReadAllBytes(paths[i]), Limits, FaceReader.LongSide) is Decoding.Decoded decoded)
                {
                    using var picture = decoded.Pixels;
                    templates[i] = reader.ReadMostProminent(picture);
                }
                progress(Interlocked.Increment(ref done));
                return reader;
            },
            reader => reader.Dispose());
        return templates;
    }
}
