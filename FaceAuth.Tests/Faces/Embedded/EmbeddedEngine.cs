using FaceAuth.Faces.Embedded;
using FaceAuth.Faces.Imaging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FaceAuth.Tests.Faces.Embedded;

/// <summary>One engine for all tests that only read: loading the models takes time.</summary>
internal static class EmbeddedEngine
{
    private static readonly Lazy<EmbeddedFaceEngine> Loaded = new(() => Load(new EmbeddedEngineOptions()));

    public static EmbeddedFaceEngine Shared => Loaded.Value;

    public static string ModelsFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    public static EmbeddedFaceEngine Load(EmbeddedEngineOptions options, double threshold = 70) =>
        new(options, new ImageLimits(), threshold, TimeProvider.System, NullLogger<EmbeddedFaceEngine>.Instance);
}
