namespace FaceAuth.Site;

/// <summary>
/// The folder that holds everything the embedded parts keep: database, keys, photos, mail. Relative paths in the
/// options are relative to it.
/// </summary>
/// <param name="Path">Its absolute path; configuration key <c>DataFolder</c>.</param>
public sealed record DataFolder(string Path)
{
    /// <summary>Makes the folder where it is missing, for its owner only: it holds keys, photos and mail.</summary>
    public void Make() => MakeOwned(Path);

    /// <summary>Makes a folder that only its owner can look into; one that is there stays as it is.</summary>
    public static void MakeOwned(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The absolute path of <paramref name="configured"/>, which may be relative to this folder.</summary>
    public string Resolve(string configured) => System.IO.Path.GetFullPath(configured, Path);
}
