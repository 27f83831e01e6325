namespace FaceAuth.E2E.Support;

/// <summary>Where things are in the repository that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds FaceAuth.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What a test leaves behind; git passes it over.</summary>
    public static string TestResults { get; } = Path.Combine(Root, "FaceAuth.E2E", "TestResults");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FaceAuth.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("These tests run inside the repository: FaceAuth.sln is in no folder above them.");
    }
}
