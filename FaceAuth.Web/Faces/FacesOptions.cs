using System.ComponentModel.DataAnnotations;

namespace FaceAuth.Faces;

/// <summary>Which engine compares faces, and how sure it must be; configuration section <c>Faces</c>.</summary>
public sealed class FacesOptions
{
    /// <summary>Where these options are bound.</summary>
    public const string Section = "Faces";

    /// <summary>The engine.</summary>
    [EnumDataType(typeof(FaceEngineKind))]
    public FaceEngineKind Engine { get; set; } = FaceEngineKind.Embedded;

    /// <summary>
    /// The similarity from which two faces count as one person: 60 is 1 stranger in 1,000, 70 one in 10,000, 80 one in
    /// 100,000.
    /// </summary>
    [Range(60.0, 90.0)]
    public double Threshold { get; set; } = 70;
}

/// <summary>The engines there are.</summary>
public enum FaceEngineKind
{
    /// <summary>On this machine, from published model weights.</summary>
    Embedded,
}
