namespace FaceAuth.Tests.Support;

/// <summary>A private folder in temp, deleted at the end.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>Its absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("faceauth-test-").FullName;

    /// <summary>The absolute path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that is ending still writes there; temp is cleaned by the machine.
        }
    }
}
