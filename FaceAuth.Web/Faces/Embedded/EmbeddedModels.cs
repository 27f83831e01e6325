namespace FaceAuth.Faces.Embedded;

/// <summary>The four models, loaded and checked once and shared by all readers.</summary>
internal sealed class EmbeddedModels : IDisposable
{
    private EmbeddedModels(string folder)
    {
        var runtime = OnnxRuntime.Load(ModelFiles.Check(folder, ModelFiles.Runtime));
        Detector = FaceDetector.Load(runtime, folder);
        Landmarks = LandmarkFinder.Load(runtime, folder);
        Embedder = FaceEmbedder.Load(runtime, folder);
        Liveness = LivenessScorer.Load(runtime, folder);
    }

    public OnnxModel Detector { get; }

    public OnnxModel Landmarks { get; }

    public OnnxModel Embedder { get; }

    public OnnxModel Liveness { get; }

    /// <summary>Loads the models from a folder and runs each once, so that the first visitor does not wait for it.</summary>
    /// <exception cref="ModelFileException">A file is missing or damaged.</exception>
    public static EmbeddedModels Load(string folder)
    {
        var models = new EmbeddedModels(folder);
        foreach (var model in (ReadOnlySpan<OnnxModel>)[models.Detector, models.Landmarks, models.Embedder, models.Liveness])
        {
            using var run = model.CreateRun();
            run.Run();
        }
        return models;
    }

    public void Dispose()
    {
        Detector.Dispose();
        Landmarks.Dispose();
        Embedder.Dispose();
        Liveness.Dispose();
    }
}
