using FaceAuth.Tests.Support;

namespace FaceAuth.Tests.Faces;

/// <summary>
/// The labelled sets that the engine is measured on. They show real people and are not part of the repository: the
/// environment variable <c>FACEAUTH_FACES</c> names their folder, otherwise it is looked for beside the repository.
/// </summary>
internal static class LabelledFaces
{
    public static string? Folder { get; } =
        new[] { Environment.GetEnvironmentVariable("FACEAUTH_FACES"), Path.GetFullPath("../shared/faces", RepositoryRoot.Path) }
            .FirstOrDefault(Directory.Exists);

    public static string Of(string name) => Path.Combine(Folder ?? throw new DirectoryNotFoundException(FactIfLabelledFacesAttribute.Reason), name);
}

/// <summary>
/// A test on the labelled sets: a visible skip where they are not, and a failure where <c>FACEAUTH_FACES</c> promises them.
/// A clone without the sets can be green, because no machine can install them.
/// </summary>
internal sealed class FactIfLabelledFacesAttribute : FactAttribute
{
    public const string Reason = "The labelled faces are not here: set FACEAUTH_FACES to their folder.";

    public FactIfLabelledFacesAttribute()
    {
        if (LabelledFaces.Folder is null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("FACEAUTH_FACES"))) Skip = Reason;
    }
}
