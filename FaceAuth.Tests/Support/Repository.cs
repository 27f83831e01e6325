using System.Runtime.CompilerServices;

namespace FaceAuth.Tests.Support;

/// <summary>The repository that the tests were built in.</summary>
public static class Repository
{
    /// <summary>Its root folder.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here)! })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "FaceAuth.sln")))
                    return folder.FullName;
            }
        }

        throw new InvalidOperationException("FaceAuth.sln was not found above the tests.");
    }
}
