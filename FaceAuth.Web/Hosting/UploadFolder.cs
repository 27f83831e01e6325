using FaceAuth.Site;

namespace FaceAuth.Hosting;

/// <summary>
/// Where the web server keeps uploads while a request lasts. A process that is killed leaves them there, and they are
/// people's photos: so the folder is the site's own, readable by its owner only, and emptied at each start.
/// </summary>
public static class UploadFolder
{
    // The web server's own setting; where the operator set it, the folder is theirs to look after.
    private const string Variable = "ASPNETCORE_TEMP";

    /// <summary>Makes the folder, empties it, and has the web server use it. Before the first request.</summary>
    public static void Prepare(DataFolder data)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            return;
        var folder = data.Resolve("uploads");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        DataFolder.MakeOwned(folder);
        Environment.SetEnvironmentVariable(Variable, folder);
    }
}
