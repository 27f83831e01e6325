using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Faces.Embedded;

/// <summary>How the embedded engine runs; configuration section <c>Faces:Embedded</c>.</summary>
public sealed class EmbeddedEngineOptions
{
    /// <summary>Where these options are bound.</summary>
    public const string Section = "Faces:Embedded";

    /// <summary>The folder of the model files and ONNX Runtime's library; relative to the program.</summary>
    [Required]
    public string ModelsFolder { get; set; } = "models";

    /// <summary>Photos that are read at the same time; 0 for as many as there are processors. Each takes about 25 MB.</summary>
    [Range(0, 256)]
    public int Concurrency { get; set; }

    /// <summary>Photos that may wait for their turn; a further one is answered with "ask again".</summary>
    [Range(0, 10_000)]
    public int QueueLength { get; set; } = 64;

    /// <summary>Seconds after which somebody who found the queue full is asked to come back.</summary>
    [Range(1, 300)]
    public int RetryAfterSeconds { get; set; } = 2;

    /// <summary>
    /// The liveness score that counts as low from there down. A soft signal: a low score asks for a second factor.
    /// docs/engine.md says what the default was measured on.
    /// </summary>
    [Range(0.0, 1.0)]
    public double LivenessPoint { get; set; } = .02;
}
