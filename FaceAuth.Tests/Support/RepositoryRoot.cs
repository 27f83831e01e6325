namespace FaceAuth.Tests.Support;

/// <summary>The folder that holds FaceAuth.sln, found upwards from the test assembly.</summary>
public static class RepositoryRoot
{
    /// <summary>Its absolute path.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "FaceAuth.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("FaceAuth.sln is not above the tests.");
    }
}
